/// How much an index holds.
package struct IndexCounts: Hashable, Sendable {
    package var users: Int
    package var groups: Int
    /// Direct ones: of users and of nested groups.
    package var memberships: Int
    package var organizations: Int
    package var roles: Int
    package var assignments: Int
    /// Heap memory of the index, from the capacities of everything it allocated.
    package var bytes: Int

    package init(
        users: Int = 0,
        groups: Int = 0,
        memberships: Int = 0,
        organizations: Int = 0,
        roles: Int = 0,
        assignments: Int = 0,
        bytes: Int = 0
    ) {
        self.users = users
        self.groups = groups
        self.memberships = memberships
        self.organizations = organizations
        self.roles = roles
        self.assignments = assignments
        self.bytes = bytes
    }
}
