import AccessModel

/// The names of a compiled role model, for those who refer to it.
struct RoleModelNames: Sendable {
    private(set) var apis = SymbolTable<SymbolTable<Void>>("API")
    private(set) var resourceTypes = SymbolTable<SymbolTable<Void>>("resource type")
    private(set) var roles = SymbolTable<Role.ID>("role")
    private(set) var connections = SymbolTable<Connection>("connection")
    let connectionIDs: Set<Connection.ID>
    private(set) var organizations = SymbolTable<Organization.ID>("organization")

    init(_ model: RoleModel) {
        connectionIDs = Set(model.connections.map(\.id))
        for api in model.apis {
            apis.add(SymbolTable("permission", names: api.permissions.map(\.name)), of: api.identifier)
        }
        for type in model.resourceTypes {
            resourceTypes.add(SymbolTable("action", names: type.actions), of: type.name)
        }
        for role in model.roles { roles.add(role.id, of: role.name) }
        for connection in model.connections { connections.add(connection, of: connection.name) }
        for organization in model.organizations { organizations.add(organization.id, of: organization.name) }
    }
}

extension SymbolTable {
    /// Adds what a role model holds, whose names are known to differ.
    fileprivate mutating func add(_ declaration: Declaration, of name: String) {
        _ = add(declaration, named: Located(name, at: SourcePosition(file: "")))
    }
}

extension SymbolTable where Declaration == Void {
    fileprivate init(_ kind: String, names: [String]) {
        self.init(kind)
        for name in names { add((), of: name) }
    }
}
