/// The settings that change answers, and that therefore are part of a revision.
package struct LoginSettings: Hashable, Sendable, Codable {
    /// Which tenant roles count in an organization login.
    package enum TenantRolesInOrganizations: String, Hashable, Sendable, Codable, CaseIterable {
        /// Those held through groups: they are granted globally.
        case groups
        /// Those, and directly assigned ones.
        case all
        case none
    }

    package var tenantRolesInOrganizations: TenantRolesInOrganizations
    /// Whether existing members have the organization roles of their groups while Auto-Membership is off.
    package var membersInheritWithoutAutoMembership: Bool
    /// Whether claims name the user's groups.
    package var includesGroupsInClaims: Bool

    package init(
        tenantRolesInOrganizations: TenantRolesInOrganizations = .groups,
        membersInheritWithoutAutoMembership: Bool = false,
        includesGroupsInClaims: Bool = false
    ) {
        self.tenantRolesInOrganizations = tenantRolesInOrganizations
        self.membersInheritWithoutAutoMembership = membersInheritWithoutAutoMembership
        self.includesGroupsInClaims = includesGroupsInClaims
    }
}
