/// One row of the change feed: the new state of one record, or its end.
///
/// Applying changes is idempotent. Members travel in batches of at most ``membersPerChange``. Deleting a user ends all its
/// memberships and assignments, deleting a group its members and the assignments that name it by id, deleting a
/// connection its users, groups and organization links, deleting an organization its links, members and assignments,
/// deleting a role its assignments; a feed names the parent only. What a connection or an API takes along of others'
/// assignments, and the roles that an organization takes along, the feed names before it.
package enum Change: Hashable, Sendable, Codable {
    case putConnection(Connection)
    case deleteConnection(Connection.ID)
    case putUser(User)
    case deleteUser(User.ID)
    case putGroup(Group)
    case deleteGroup(Group.ID)
    case addMembers(Group.ID, [Group.Member])
    case removeMembers(Group.ID, [Group.Member])
    case putOrganization(Organization)
    case deleteOrganization(Organization.ID)
    case putOrganizationConnection(OrganizationConnection)
    case deleteOrganizationConnection(Organization.ID, Connection.ID)
    case addOrganizationMember(OrganizationMember)
    case removeOrganizationMember(OrganizationMember)
    case putRole(Role)
    case deleteRole(Role.ID)
    case putResourceType(ResourceType)
    case deleteResourceType(String)
    case putAPI(API)
    case deleteAPI(String)
    case addAssignment(RoleAssignment)
    case removeAssignment(RoleAssignment)
    case putLoginSettings(LoginSettings)
    case addPermissionAssignment(PermissionAssignment)
    case removePermissionAssignment(PermissionAssignment)

    /// The most members that one change names, so that no single row holds up the feed.
    package static let membersPerChange = 1_000
}

/// Everything that one commit changed, in order. Never empty.
package struct ChangeSet: Sendable, Equatable {
    package var revision: Revision
    package var changes: [Change]

    package init(revision: Revision, changes: [Change]) {
        self.revision = revision
        self.changes = changes
    }
}
