import AccessIndex
import AccessModel

extension Rows {
    /// The changes that make this state from nothing, what is referred to first.
    var changes: [Change] {
        var changes: [Change] = [.putLoginSettings(settings)]
        changes += connections.values.map { .putConnection($0) }
        changes += users.values.map { .putUser($0) }
        changes += groups.values.map { .putGroup($0) }
        changes += members.map { .addMembers($0.key, Array($0.value)) }
        changes += organizations.values.map { .putOrganization($0) }
        changes += links.map { .putOrganizationConnection($0) }
        changes += organizationMembers.map { .addOrganizationMember($0) }
        changes += roles.values.map { .putRole($0) }
        changes += resourceTypes.values.map { .putResourceType($0) }
        changes += apis.values.map { .putAPI($0) }
        changes += assignments.map { .addAssignment($0) }
        return changes + permissionAssignments.map { .addPermissionAssignment($0) }
    }

    /// Without memory.
    var counts: IndexCounts {
        IndexCounts(
            users: users.count,
            groups: groups.count,
            memberships: members.values.reduce(0) { $0 + $1.count },
            organizations: organizations.count,
            roles: roles.count,
            assignments: assignments.count
        )
    }
}
