package import DirectoryStorage

/// The most of everything that the API may make. What policy files and providers bring does not ask.
///
/// What is there already beyond a limit stays; nothing is added to it.
package struct ManagementLimits: Sendable, Equatable {
    /// The tenant's own.
    package var roles = 10_000
    package var rolesPerOrganization = 3_500
    package var permissionsPerRole = 10_000
    package var permissionsPerUser = 10_000
    package var permissionsPerAPI = 10_000

    /// Given directly, in the whole tenant.
    package var rolesPerUser = 500
    /// Given directly, in one organization.
    package var rolesPerMember = 500
    /// To the group itself, in the whole tenant and again in each organization.
    package var rolesPerGroup = 500
    /// Different roles given to groups, in the whole tenant and again in each organization.
    package var rolesOfGroups = 10_000
    /// Groups that are given roles themselves, in the whole tenant and again in each organization.
    package var groupsWithRoles = 100_000
    /// Mappings of names, patterns and external ids to roles.
    package var groupRoleMappings = 10_000

    /// Of what API and identity provider make.
    package var connection = ConnectionLimits()
    package var organizations = 100_000
    package var membersPerOrganization = 2_000_000
    package var connectionsPerOrganization = 1_000

    package init() {}
}
