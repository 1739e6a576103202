import AccessModel

/// Test declarations to a test suite: looks every name up, in the file itself and in the role model.
struct PolicyTestLinker {
    let file: String
    let document: PolicyTestDocument
    private(set) var diagnostics: [Diagnostic] = []

    private(set) var users = SymbolTable<User>("user")
    private(set) var groups = SymbolTable<Group>("group")
    let names: RoleModelNames

    init(_ document: PolicyTestDocument, in file: String, against model: RoleModel) {
        self.document = document
        self.file = file
        names = RoleModelNames(model)
        declare()
    }

    /// Sound only where no diagnostic was reported.
    mutating func link() -> PolicyTestSuite {
        PolicyTestSuite(file: file, changes: directoryChanges(), cases: cases())
    }

    mutating func check<Declaration>(
        _ names: [Located<String>],
        in table: SymbolTable<Declaration>,
        _ place: String = ""
    ) {
        for name in names where table[name.value] == nil {
            diagnostics.append(table.unknown(name, in: place, suggesting: diagnostics.count < 100))
        }
    }

    mutating func report(_ diagnostic: Diagnostic?) {
        if let diagnostic { diagnostics.append(diagnostic) }
    }
}

extension PolicyTestLinker {
    private mutating func declare() {
        for declaration in document.users {
            check([declaration.connection], in: names.connections)
            let connection = names.connections[declaration.connection.value] ?? .standIn(declaration.connection)
            report(users.add(User(declaration, of: connection), named: declaration.name))
        }
        for declaration in document.groups {
            check([declaration.connection], in: names.connections)
            report(groups.add(Group(declaration), named: Located(declaration.key, at: declaration.name.position)))
        }
    }

    private mutating func cases() -> [PolicyTestCase] {
        var seen = SymbolTable<Void>("case")
        return document.cases.compactMap { declaration in
            report(seen.add((), named: declaration.name))
            return testCase(declaration)
        }
    }
}

extension TestGroupDeclaration {
    /// The group's name as the table has it: names are unique in their connection only.
    var key: String { "\(connection.value)/\(name.value)" }
}

extension User {
    fileprivate init(_ declaration: TestUserDeclaration, of connection: Connection) {
        self.init(
            id: ID(connection: connection, providerUserID: declaration.providerUserID),
            connection: connection.id,
            providerUserID: declaration.providerUserID,
            isActive: declaration.isActive
        )
    }
}

extension Group {
    fileprivate init(_ declaration: TestGroupDeclaration) {
        self.init(
            id: .derived(from: declaration.key),
            connection: .derived(from: declaration.connection.value),
            name: declaration.name.value,
            externalID: declaration.externalID
        )
    }
}

extension Connection {
    /// Stands where a name is not known, so that those who refer to its users are not reported as well.
    fileprivate static func standIn(_ name: Located<String>) -> Self {
        Self(id: .derived(from: name.value), name: name.value, strategy: .samlp, origin: .api)
    }
}
