import AccessModel
import GRDB

extension SQLiteReader {
    func policyModel() throws(StoreError) -> RoleModel {
        try RoleModel(
            apis: apis().filter(\.origin.isPolicy),
            resourceTypes: resourceTypes().filter(\.origin.isPolicy),
            roles: roles().filter(\.origin.isPolicy),
            connections: connections().filter(\.origin.isPolicy),
            organizations: organizations().filter(\.origin.isPolicy),
            organizationConnections: organizationConnections().filter(\.origin.isPolicy),
            assignments: policyAssignments(),
            settings: loginSettings()
        )
    }

    func policyDiff(to model: RoleModel) throws(StoreError) -> PolicyDiff {
        try PolicyDiff(from: policyModel(), to: model)
    }

    func policyRefusals(of diff: PolicyDiff) throws(StoreError) -> [StoreError] {
        var refusals: [StoreError] = []
        for change in diff.changes {
            if let refusal = try refusal(of: change) { refusals.append(refusal) }
        }
        return refusals
    }

    private func refusal(of change: Change) throws(StoreError) -> StoreError? {
        switch change {
        case .deleteConnection(let id):
            guard let stored = try connection(id) else { return nil }
            return try refusal(ofDeleting: stored)
        case .putConnection(let new):
            let others = try [connection(new.id)?.origin, connection(named: new.name)?.origin]
            if let refusal = conflict(.connection, new.name, with: others) { return refusal }
            return try refusal(ofMovingUsersTo: new)
        case .putOrganization(let new):
            return try conflict(
                .organization,
                new.name,
                with: [organization(new.id)?.origin, organization(named: new.name)?.origin]
            )
        case .putRole(let new):
            let namesake = try role(named: new.name, ownedBy: new.owner)
            return try conflict(.role, new.name, with: [role(new.id)?.origin, namesake?.origin])
        case .putResourceType(let new):
            return try conflict(.resourceType, new.name, with: [resourceType(named: new.name)?.origin])
        case .putAPI(let new): return try conflict(.api, new.identifier, with: [api(new.identifier)?.origin])
        case .putOrganizationConnection(let new):
            let stored = try organizationConnections(of: new.organization).first { $0.connection == new.connection }
            return conflict(.organizationConnection, new.name, with: [stored?.origin])
        case .deleteOrganization, .deleteOrganizationConnection, .deleteRole, .deleteResourceType, .deleteAPI,
            .addAssignment, .removeAssignment, .putLoginSettings:
            return nil
        case .putUser, .deleteUser, .putGroup, .deleteGroup, .addMembers, .removeMembers, .addOrganizationMember,
            .removeOrganizationMember, .addPermissionAssignment, .removePermissionAssignment:
            return nil  // No role model declares these.
        }
    }

    /// What was declared by policy may change by policy.
    private func conflict(_ kind: RecordKind, _ name: String, with others: [Origin?]) -> StoreError? {
        others.compactMap(\.self).first { !$0.isPolicy }.map { StoreError.otherOrigin(kind, name, $0) }
    }

    /// What a connection holds has to go before it does.
    func refusal(ofDeleting connection: Connection) throws(StoreError) -> StoreError? {
        let users = try userCount(in: connection.id)
        let groups = try groupCount(in: connection.id)
        let resources = try resourceCount(in: connection.id)
        guard (users, groups, resources) != (0, 0, 0) else { return nil }
        return .connectionInUse(connection.name, users: users, groups: groups, resources: resources)
    }

    /// The provider ids of a connection's users have to stay unique when its attribute changes.
    private func refusal(ofMovingUsersTo new: Connection) throws(StoreError) -> StoreError? {
        guard let stored = try connection(new.id), stored.userIDAttribute != new.userIDAttribute,
            let key = try connectionKey(new.id)
        else { return nil }
        let id = new.userIDAttribute.providerUserIDColumns
        let twice = try session.first(
            "SELECT \(id) FROM users WHERE connection_key = ? GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT 1",
            key
        ) { $0[0] as String }
        return twice.map { .notUnique(.providerUserID, $0) }
    }
}

extension Connection.UserIDAttribute {
    /// Which of a stored user's columns hold the provider's id: SQL.
    var providerUserIDColumns: String {
        switch self {
        case .userName: "user_name"
        case .externalId: "coalesce(external_id, user_name)"
        }
    }
}

extension OrganizationConnection {
    /// As errors name it.
    var name: String { "\(connection) in \(organization)" }
}
