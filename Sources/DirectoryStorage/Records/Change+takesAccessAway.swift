import AccessModel

extension Change {
    /// Whether nobody can have more access after the change than before it.
    var takesAccessAway: Bool {
        switch self {
        case .deleteConnection, .deleteUser, .deleteGroup, .removeMembers, .deleteOrganization,
            .deleteOrganizationConnection, .removeOrganizationMember, .deleteRole, .deleteAPI, .removeAssignment,
            .removePermissionAssignment:
            true
        case .putUser(let user): !user.isActive || user.isBlocked
        case .putOrganizationConnection(let link): !link.isEnabled
        case .putConnection, .putGroup, .addMembers, .putOrganization, .addOrganizationMember, .putRole,
            .putResourceType, .deleteResourceType, .putAPI, .addAssignment, .putLoginSettings,
            .addPermissionAssignment:
            false
        }
    }
}

extension ManagementAction.Kind {
    /// Whether somebody's credentials end.
    var takesAccessAway: Bool { [.tokenDeleted, .clientDeleted, .configurationDeleted].contains(self) }
}
