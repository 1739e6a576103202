/// What a set of policy files declares, compiled: the desired state of everything whose origin is `policy`.
///
/// Identifiers are derived from names, so that the same files mean the same records everywhere.
package struct RoleModel: Hashable, Sendable {
    package var apis: [API]
    package var resourceTypes: [ResourceType]
    package var roles: [Role]
    package var connections: [Connection]
    package var organizations: [Organization]
    package var organizationConnections: [OrganizationConnection]
    package var assignments: [RoleAssignment]
    package var settings: LoginSettings

    package init(
        apis: [API] = [],
        resourceTypes: [ResourceType] = [],
        roles: [Role] = [],
        connections: [Connection] = [],
        organizations: [Organization] = [],
        organizationConnections: [OrganizationConnection] = [],
        assignments: [RoleAssignment] = [],
        settings: LoginSettings = LoginSettings()
    ) {
        self.apis = apis
        self.resourceTypes = resourceTypes
        self.roles = roles
        self.connections = connections
        self.organizations = organizations
        self.organizationConnections = organizationConnections
        self.assignments = assignments
        self.settings = settings
    }
}
