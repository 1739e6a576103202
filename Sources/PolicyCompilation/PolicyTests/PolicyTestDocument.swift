import AccessModel

/// What a policy test file says, with the place of every name, before names are looked up.
struct PolicyTestDocument: Sendable {
    var users: [TestUserDeclaration] = []
    var groups: [TestGroupDeclaration] = []
    var organizationMembers: [TestMembersDeclaration] = []
    var assignments: [TestAssignmentDeclaration] = []
    var cases: [TestCaseDeclaration] = []
}

struct TestUserDeclaration: Sendable {
    /// What the file calls the user.
    var name: Located<String>
    var connection: Located<String>
    var providerUserID: String
    var isActive: Bool
}

struct TestGroupDeclaration: Sendable {
    enum Member: Sendable {
        case user(Located<String>)
        /// Of the same connection.
        case group(Located<String>)
    }

    var connection: Located<String>
    var name: Located<String>
    var externalID: String?
    var members: [Member]
}

struct TestMembersDeclaration: Sendable {
    var organization: Located<String>
    var users: [Located<String>]
}

struct TestAssignmentDeclaration: Sendable {
    var user: Located<String>
    var roles: [Located<String>]
    var organization: Located<String>?
}

struct TestCaseDeclaration: Sendable {
    enum Subject: Sendable {
        case user(Located<String>)
        case id(String)
        case providerUser(id: String, connection: Located<String>)
    }

    enum Question: Sendable {
        case check(GrantDeclaration.Target, action: Located<String>, [Property])
        case claims(connection: Located<String>?, audience: Located<String>?, [Property])
        case roles
    }

    var name: Located<String>
    var subject: Subject
    var organization: Located<String>?
    var question: Question
    var expectation: PolicyTestExpectation
    /// The role names in the expectation.
    var expectedRoles: [Located<String>]
}
