import AccessModel

extension Change {
    /// Whether the change names the subject: as its record, as something that the record belongs to, or as a member.
    func concerns(_ subject: CommitQuery.Subject) -> Bool {
        switch self {
        case .putConnection(let connection): subject == .connection(connection.id)
        case .deleteConnection(let id): subject == .connection(id)
        case .putUser(let user): subject == .user(user.id) || subject == .connection(user.connection)
        case .deleteUser(let id): subject == .user(id)
        case .putGroup(let group): subject == .group(group.id) || subject == .connection(group.connection)
        case .deleteGroup(let id): subject == .group(id)
        case .addMembers(let id, let members), .removeMembers(let id, let members):
            subject == .group(id) || members.contains { subject == $0.subject }
        case .putOrganization(let organization): subject == .organization(organization.id)
        case .deleteOrganization(let id): subject == .organization(id)
        case .putOrganizationConnection(let link):
            subject == .organization(link.organization) || subject == .connection(link.connection)
        case .deleteOrganizationConnection(let organization, let connection):
            subject == .organization(organization) || subject == .connection(connection)
        case .addOrganizationMember(let member), .removeOrganizationMember(let member):
            subject == .organization(member.organization) || subject == .user(member.user)
        case .putRole(let role):
            subject == .role(role.id) || role.inherits.contains { subject == .role($0) }
                || role.owner.map { subject == .organization($0) } ?? false
        case .deleteRole(let id): subject == .role(id)
        case .addAssignment(let assignment), .removeAssignment(let assignment): assignment.concerns(subject)
        case .addPermissionAssignment(let assignment), .removePermissionAssignment(let assignment):
            subject == .user(assignment.user)
        case .putResourceType, .deleteResourceType, .putAPI, .deleteAPI, .putLoginSettings: false
        }
    }
}

extension Group.Member {
    fileprivate var subject: CommitQuery.Subject {
        switch self {
        case .user(let id): .user(id)
        case .group(let id): .group(id)
        }
    }
}

extension RoleAssignment {
    fileprivate func concerns(_ subject: CommitQuery.Subject) -> Bool {
        if subject == .role(role) { return true }
        if case .organization(let id) = scope, subject == .organization(id) { return true }
        return switch holder {
        case .user(let id): subject == .user(id)
        case .groups(.id(let id)): subject == .group(id)
        case .groups(.name(_, let connection)), .groups(.externalID(_, let connection)),
            .groups(.pattern(_, let connection)):
            subject == .connection(connection)
        }
    }
}
