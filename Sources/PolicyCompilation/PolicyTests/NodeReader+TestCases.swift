import AccessModel

extension NodeReader {
    /// An entry of `cases`.
    mutating func testCase(_ node: SourceNode) -> TestCaseDeclaration? {
        let kinds = TestQuestionKind.allCases.map(\.rawValue)
        guard let fields = fields(of: node, "a case", keys: ["name", "expect"] + kinds) else { return nil }
        let name = required("name", of: fields, .title)
        let asked = TestQuestionKind.allCases.filter { fields.has($0.rawValue) }
        guard asked.count == 1, let kind = asked.first else {
            report("a case needs one question: \(kinds.quotedChoice)", at: fields.position)
            return nil
        }
        guard let asking = fields[kind.rawValue] else {
            reportMissing(kind.rawValue, of: fields)
            return nil
        }
        let question = question(kind, asking)
        let expectation = expectation(of: kind, fields)
        guard let name, let question, let expectation else { return nil }
        if case .claims(_, nil, _) = question.question, case .claims(let claims) = expectation.expectation,
            claims.permissions != nil
        {
            report(
                "`permissions` are those of an `audience`, and the question has none",
                at: fields.place(of: "expect")
            )
        }
        return TestCaseDeclaration(
            name: name,
            subject: question.subject,
            organization: question.organization,
            question: question.question,
            expectation: expectation.expectation,
            expectedRoles: expectation.roles
        )
    }

    private typealias AskedQuestion = (
        subject: TestCaseDeclaration.Subject,
        organization: Located<String>?,
        question: TestCaseDeclaration.Question
    )

    private mutating func question(_ kind: TestQuestionKind, _ node: SourceNode) -> AskedQuestion? {
        let keys = ["user", "subject", "organization"] + kind.keys
        guard let fields = fields(of: node, kind.rawValue.quoted, keys: keys) else { return nil }
        let organization = organization(of: fields)
        let question: TestCaseDeclaration.Question? =
            switch kind {
            case .check: check(fields)
            case .claims: claims(fields)
            case .roles: .roles
            }
        guard let subject = subject(of: fields), let question else { return nil }
        return (subject, organization, question)
    }

    private mutating func subject(of fields: Fields) -> TestCaseDeclaration.Subject? {
        guard fields.has("user") != fields.has("subject") else {
            report("\(fields.subject) needs `user`, or the `subject` by its id", at: fields.position)
            return nil
        }
        if fields.has("user") { return required("user", of: fields, .word).map { .user($0) } }
        guard let node = fields["subject"], case .mapping = node.content else {
            return required("subject", of: fields, .title).map { .id($0.value) }
        }
        guard let fields = self.fields(of: node, "`subject`", keys: ["id", "connection"]) else { return nil }
        let id = required("id", of: fields, .title)
        let connection = required("connection", of: fields, .connection)
        guard let id, let connection else { return nil }
        return .providerUser(id: id.value, connection: connection)
    }

    private mutating func check(_ fields: Fields) -> TestCaseDeclaration.Question? {
        let properties = properties(of: fields)
        guard let target = target(of: fields) else { return nil }
        let action: Located<String>?
        switch target {
        case .api:
            action = required("permission", of: fields, .word)
        case .resourceType(_, let id):
            if id == nil { reportMissing("resource_id", of: fields) }
            action = required("action", of: fields, .word)
        }
        return action.map { .check(target, action: $0, properties) }
    }

    private mutating func claims(_ fields: Fields) -> TestCaseDeclaration.Question? {
        let connection = optional("connection", of: fields, .connection)
        let audience = optional("audience", of: fields, .apiIdentifier)
        return .claims(connection: connection, audience: audience, properties(of: fields))
    }

    /// The mapping from property paths to values under `properties`.
    private mutating func properties(of fields: Fields) -> [Property] {
        guard let node = fields["properties"] else { return [] }
        guard case .mapping(let entries) = node.content else {
            report("`properties` must be a mapping, not \(node.kind)", at: node.position)
            return []
        }
        return entries.compactMap { entry in
            guard let path = propertyPath(entry.key), let value = propertyValue(entry.value) else { return nil }
            if path.isGivenByQuestion {
                report("property \(entry.key.value.quoted) comes from the question itself", at: entry.key.position)
            }
            return Property(path, value)
        }
    }
}

/// What a case may ask.
enum TestQuestionKind: String, CaseIterable {
    case check, claims, roles

    /// Besides the subject and the organization.
    var keys: [String] {
        switch self {
        case .check: ["api", "permission", "resource_type", "resource_id", "action", "properties"]
        case .claims: ["connection", "audience", "properties"]
        case .roles: []
        }
    }
}

extension PropertyPath {
    fileprivate var isGivenByQuestion: Bool {
        switch source {
        case .subject, .resource: name == "id" || name == "type"
        case .action: name == "name"
        case .context: false
        }
    }
}
