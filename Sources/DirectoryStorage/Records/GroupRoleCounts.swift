/// How much is given to groups by their ids, in the whole tenant or in one organization.
package struct GroupRoleCounts: Hashable, Sendable {
    /// Different roles.
    package var roles: Int
    /// Groups that have any.
    package var groups: Int

    package init(roles: Int, groups: Int) {
        self.roles = roles
        self.groups = groups
    }
}
