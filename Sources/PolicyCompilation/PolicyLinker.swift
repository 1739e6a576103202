import AccessModel

/// Declarations to role model, the third stage: looks every name up and collects what is wrong with them.
struct PolicyLinker {
    let document: PolicyDocument
    /// False where a file could not be read at all: names that are missing then may well be in it.
    let isComplete: Bool
    private(set) var diagnostics: [Diagnostic] = []

    private(set) var apis = SymbolTable<SymbolTable<PermissionDeclaration>>("API")
    private(set) var resourceTypes = SymbolTable<SymbolTable<Located<String>>>("resource type")
    private(set) var roles = SymbolTable<RoleDeclaration>("role")
    private(set) var connections = SymbolTable<ConnectionDeclaration>("connection")
    private(set) var organizations = SymbolTable<OrganizationDeclaration>("organization")

    init(_ document: PolicyDocument, isComplete: Bool) {
        self.document = document
        self.isComplete = isComplete
        declare()
    }

    /// Sound only where no diagnostic was reported.
    mutating func link() -> RoleModel {
        checkInheritance()
        return RoleModel(
            apis: document.apis.map(API.init),
            resourceTypes: document.resourceTypes.map(ResourceType.init),
            roles: document.roles.map { role($0) },
            connections: document.connections.map(Connection.init),
            organizations: document.organizations.map(Organization.init),
            organizationConnections: document.organizations.flatMap { enabledConnections(of: $0) },
            assignments: assignments(),
            settings: settings()
        )
    }

    mutating func report(_ diagnostic: Diagnostic?) {
        if let diagnostic { diagnostics.append(diagnostic) }
    }

    mutating func report(_ message: String, at position: SourcePosition) {
        diagnostics.append(Diagnostic(message, at: position))
    }

    /// Reports names that the table does not have, if all declarations are known.
    mutating func check<Declaration>(
        _ names: [Located<String>],
        in table: SymbolTable<Declaration>,
        _ place: String = ""
    ) {
        guard isComplete else { return }
        for name in names where table[name.value] == nil {
            // Looking for what was meant takes time, and after so many mistakes nobody reads it.
            let suggesting = diagnostics.count < Self.mostSuggestions
            diagnostics.append(table.unknown(name, in: place, suggesting: suggesting))
        }
    }

    private static let mostSuggestions = 100
}

extension PolicyLinker {
    private mutating func declare() {
        for api in document.apis {
            var permissions = SymbolTable<PermissionDeclaration>("permission")
            for permission in api.permissions { report(permissions.add(permission, named: permission.name)) }
            report(apis.add(permissions, named: api.identifier))
        }
        for type in document.resourceTypes {
            var actions = SymbolTable<Located<String>>("action")
            for action in type.actions { report(actions.add(action, named: action)) }
            report(resourceTypes.add(actions, named: type.name))
        }
        for role in document.roles { report(roles.add(role, named: role.name)) }
        for connection in document.connections { report(connections.add(connection, named: connection.name)) }
        for organization in document.organizations { report(organizations.add(organization, named: organization.name)) }
    }

    private mutating func settings() -> LoginSettings {
        var settings = LoginSettings()
        if let value = single(document.tenantRolesInOrganizations, "login.tenant_roles_in_organizations") {
            settings.tenantRolesInOrganizations = value
        }
        let inherit = document.membersInheritWithoutAutoMembership
        if let value = single(inherit, "login.members_inherit_without_auto_membership") {
            settings.membersInheritWithoutAutoMembership = value
        }
        if let value = single(document.includesGroupsInClaims, "claims.groups") {
            settings.includesGroupsInClaims = value
        }
        return settings
    }

    /// The value of a setting that at most one file may give.
    private mutating func single<Value: Sendable>(_ values: [Located<Value>], _ name: String) -> Value? {
        guard let first = values.first else { return nil }
        for other in values.dropFirst() {
            report("setting \(name.quoted) is given twice; the other is at \(first.position)", at: other.position)
        }
        return first.value
    }
}
