import AccessModel
import GRDB

extension SQLiteTransaction {
    @discardableResult
    func addAssignment(_ assignment: RoleAssignment) throws(StoreError) -> Bool {
        let keys = try keys(of: assignment)
        try session.run(
            """
            INSERT INTO role_assignments
              (role_key, holder_kind, user_key, group_key, connection_key, selector, organization_key, origin)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
            keys.role,
            keys.holder.kind.rawValue,
            keys.holder.user,
            keys.holder.group,
            keys.holder.connection,
            keys.holder.selector,
            keys.organization,
            assignment.origin.text
        )
        guard session.changeCount == 1 else { return false }
        try note(.addAssignment(assignment))
        return true
    }

    /// What the assignment names may have ended already, and the assignment with it.
    @discardableResult
    func removeAssignment(_ assignment: RoleAssignment) throws(StoreError) -> Bool {
        guard let keys = try? keys(of: assignment) else { return false }
        try authorize(.assignment, RecordNames().name(of: assignment), of: assignment.origin)
        try session.run(
            """
            DELETE FROM role_assignments WHERE role_key = ? AND holder_kind = ?
              AND coalesce(user_key, group_key, connection_key) = ? AND selector = ?
              AND coalesce(organization_key, 0) = ? AND origin = ?
            """,
            keys.role,
            keys.holder.kind.rawValue,
            keys.holder.user ?? keys.holder.group ?? keys.holder.connection,
            keys.holder.selector,
            keys.organization ?? 0,
            assignment.origin.text
        )
        guard session.changeCount == 1 else { return false }
        try note(.removeAssignment(assignment))
        return true
    }

    private struct Holder {
        var kind: HolderKind
        var user: Int64?
        var group: Int64?
        var connection: Int64?
        var selector = ""
    }

    private func keys(of assignment: RoleAssignment) throws(StoreError)
        -> (role: Int64, holder: Holder, organization: Int64?)
    {
        guard let role = try roleKey(assignment.role) else { throw .unknown(.role, assignment.role.rawValue) }
        switch assignment.scope {
        case .tenant: return try (role, holder(assignment.holder), nil)
        case .organization(let id):
            guard let organization = try organizationKey(id) else { throw .unknown(.organization, id.rawValue) }
            return try (role, holder(assignment.holder), organization)
        }
    }

    private func holder(_ holder: RoleAssignment.Holder) throws(StoreError) -> Holder {
        switch holder {
        case .user(let id):
            guard let key = try userKey(id) else { throw .unknown(.user, id.rawValue) }
            return Holder(kind: .user, user: key)
        case .groups(.id(let id)):
            guard let key = try groupKey(id) else { throw .unknown(.group, id.rawValue) }
            return Holder(kind: .group, group: key)
        case .groups(.name(let name, let connection)):
            return try Holder(kind: .groupName, connection: knownKey(connection), selector: name)
        case .groups(.externalID(let id, let connection)):
            return try Holder(kind: .groupExternalID, connection: knownKey(connection), selector: id)
        case .groups(.pattern(let pattern, let connection)):
            return try Holder(kind: .groupPattern, connection: knownKey(connection), selector: pattern.text)
        }
    }

    private func knownKey(_ connection: Connection.ID) throws(StoreError) -> Int64 {
        guard let key = try connectionKey(connection) else { throw .unknown(.connection, connection.rawValue) }
        return key
    }
}
