import AccessModel

/// What policy files say, with the place of every name, before names are looked up.
///
/// Where a part was malformed, and a diagnostic says so, a declaration stands here with a stand-in for that part, so
/// that those who refer to it are not reported as well.
struct PolicyDocument: Sendable {
    var apis: [APIDeclaration] = []
    var resourceTypes: [ResourceTypeDeclaration] = []
    var roles: [RoleDeclaration] = []
    var connections: [ConnectionDeclaration] = []
    var organizations: [OrganizationDeclaration] = []
    var mappings: [MappingDeclaration] = []
    var tenantRolesInOrganizations: [Located<LoginSettings.TenantRolesInOrganizations>] = []
    var membersInheritWithoutAutoMembership: [Located<Bool>] = []
    var includesGroupsInClaims: [Located<Bool>] = []

    /// Whether nothing is declared, not even a setting.
    var isEmpty: Bool {
        apis.isEmpty && resourceTypes.isEmpty && roles.isEmpty && connections.isEmpty && organizations.isEmpty
            && mappings.isEmpty && tenantRolesInOrganizations.isEmpty && membersInheritWithoutAutoMembership.isEmpty
            && includesGroupsInClaims.isEmpty
    }
}

struct APIDeclaration: Sendable {
    var identifier: Located<String>
    var name: String
    var permissions: [PermissionDeclaration]
}

struct PermissionDeclaration: Sendable {
    var name: Located<String>
    var description: String
}

struct ResourceTypeDeclaration: Sendable {
    var name: Located<String>
    var actions: [Located<String>]
}

struct RoleDeclaration: Sendable {
    var name: Located<String>
    var description: String
    var inherits: [Located<String>]
    var grants: [GrantDeclaration]
}

/// One entry of a role's `permissions`: some actions on one resource, under the same conditions.
struct GrantDeclaration: Sendable {
    enum Target: Sendable {
        case api(Located<String>)
        case resourceType(Located<String>, id: String?)
    }

    var target: Target
    var actions: [Located<String>]
    var when: [Condition]
    var unless: [Condition]
}

struct ConnectionDeclaration: Sendable {
    var name: Located<String>
    var strategy: Connection.Strategy
    /// Nil is the usual one of the strategy.
    var userIDAttribute: Connection.UserIDAttribute?
}

struct OrganizationDeclaration: Sendable {
    struct EnabledConnection: Sendable {
        var name: Located<String>
        var isEnabled: Bool
        var assignsMembershipOnLogin: Bool
    }

    var name: Located<String>
    var displayName: String?
    var connections: [EnabledConnection]
}

/// One entry of `mappings`: the roles that some groups carry, in the tenant or in one organization.
struct MappingDeclaration: Sendable {
    enum Selector: Sendable {
        case name(String)
        case externalID(String)
        case pattern(NamePattern)
    }

    var organization: Located<String>?
    var connection: Located<String>
    var selector: Selector
    var roles: [Located<String>]
}
