extension NodeReader {
    /// What a policy test file says.
    mutating func readTests(_ root: SourceNode) -> PolicyTestDocument {
        var document = PolicyTestDocument()
        if case .null = root.content { return document }
        guard let fields = fields(of: root, "a policy test file", keys: ["directory", "cases"]) else { return document }
        if let node = fields["directory"] { readDirectory(node, into: &document) }
        document.cases = list("cases", of: fields).compactMap { testCase($0) }
        return document
    }

    private mutating func readDirectory(_ node: SourceNode, into document: inout PolicyTestDocument) {
        let keys = ["users", "groups", "organization_members", "assignments"]
        guard let fields = fields(of: node, "`directory`", keys: keys) else { return }
        document.users = list("users", of: fields).compactMap { testUser($0) }
        document.groups = list("groups", of: fields).compactMap { testGroup($0) }
        document.organizationMembers = list("organization_members", of: fields).compactMap { testMembers($0) }
        document.assignments = list("assignments", of: fields).compactMap { testAssignment($0) }
    }

    private mutating func testUser(_ node: SourceNode) -> TestUserDeclaration? {
        guard let fields = fields(of: node, "a user", keys: ["name", "connection", "id", "active"]) else { return nil }
        let name = required("name", of: fields, .word)
        let connection = required("connection", of: fields, .connection)
        let id = optional("id", of: fields, .title)
        let isActive = boolean("active", of: fields)?.value ?? true
        guard let name, let connection else { return nil }
        return TestUserDeclaration(
            name: name,
            connection: connection,
            providerUserID: id?.value ?? name.value,
            isActive: isActive
        )
    }

    private mutating func testGroup(_ node: SourceNode) -> TestGroupDeclaration? {
        let keys = ["connection", "name", "external_id", "members"]
        guard let fields = fields(of: node, "a group", keys: keys) else { return nil }
        let connection = required("connection", of: fields, .connection)
        let name = required("name", of: fields, .title)
        let externalID = optional("external_id", of: fields, .title)?.value
        let members = list("members", of: fields).compactMap { testMember($0) }
        guard let connection, let name else { return nil }
        return TestGroupDeclaration(connection: connection, name: name, externalID: externalID, members: members)
    }

    /// A user's name, or `{group: NAME}`.
    private mutating func testMember(_ node: SourceNode) -> TestGroupDeclaration.Member? {
        if case .scalar = node.content { return text(node, "a member", .word).map { .user($0) } }
        guard let fields = fields(of: node, "a member", keys: ["group"]) else { return nil }
        return required("group", of: fields, .title).map { .group($0) }
    }

    private mutating func testMembers(_ node: SourceNode) -> TestMembersDeclaration? {
        let keys = ["organization", "users"]
        guard let fields = fields(of: node, "an entry of `organization_members`", keys: keys) else { return nil }
        let organization = required("organization", of: fields, .organization)
        let users = oneOrMore("users", of: fields, .word)
        return organization.map { TestMembersDeclaration(organization: $0, users: users) }
    }

    private mutating func testAssignment(_ node: SourceNode) -> TestAssignmentDeclaration? {
        let keys = ["user", "roles", "organization"]
        guard let fields = fields(of: node, "an assignment", keys: keys) else { return nil }
        let user = required("user", of: fields, .word)
        let roles = oneOrMore("roles", of: fields, .title)
        let organization = organization(of: fields)
        return user.map { TestAssignmentDeclaration(user: $0, roles: roles, organization: organization) }
    }
}
