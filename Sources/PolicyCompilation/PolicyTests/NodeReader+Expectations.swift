import AccessModel

extension NodeReader {
    typealias ReadExpectation = (expectation: PolicyTestExpectation, roles: [Located<String>])

    /// What stands under `expect`.
    mutating func expectation(of kind: TestQuestionKind, _ fields: Fields) -> ReadExpectation? {
        guard let node = fields["expect"] else {
            reportMissing("expect", of: fields)
            return nil
        }
        if case .scalar(let scalar) = node.content {
            if let outcome = Self.outcome(scalar.text, of: kind) { return (outcome, []) }
            report("\(scalar.text.quoted) is no answer to \(kind.rawValue.quoted)", at: node.position)
            return nil
        }
        switch kind {
        case .check: return decision(node)
        case .claims, .roles: return answer(of: kind, node)
        }
    }

    /// The outcomes that one word says.
    private static func outcome(_ word: String, of kind: TestQuestionKind) -> PolicyTestExpectation? {
        switch (word, kind) {
        case ("permit", .check): .permit(role: nil)
        case ("deny", .check), ("deny", .roles): .deny(nil)
        case ("refuse", .claims): .refuse(nil)
        default: nil
        }
    }

    /// `{permit: ROLE}` or `{deny: REASON}`.
    private mutating func decision(_ node: SourceNode) -> ReadExpectation? {
        guard let fields = fields(of: node, "`expect`", keys: ["permit", "deny"]) else { return nil }
        guard fields.has("permit") != fields.has("deny") else {
            report("`expect` needs `permit` or `deny`", at: fields.position)
            return nil
        }
        if fields.has("deny") { return denial(fields) }
        return required("permit", of: fields, .title).map { (.permit(role: $0.value), [$0]) }
    }

    private mutating func denial(_ fields: Fields) -> ReadExpectation? {
        if fields["deny"] == nil { reportMissing("deny", of: fields) }
        let reason: Located<DenialReason>? = choice("deny", of: fields)
        return reason.map { (.deny($0.value), []) }
    }

    private mutating func refusal(_ fields: Fields) -> ReadExpectation? {
        if fields["refuse"] == nil { reportMissing("refuse", of: fields) }
        let reason: Located<LoginRefusal>? = choice("refuse", of: fields)
        return reason.map { (.refuse($0.value), []) }
    }

    /// Lists of names, or why there are none.
    private mutating func answer(of kind: TestQuestionKind, _ node: SourceNode) -> ReadExpectation? {
        let roleKeys = ["roles", "tenant_roles", "organization_roles"]
        let keys = kind == .roles ? roleKeys + ["deny"] : roleKeys + ["permissions", "groups", "joins", "refuse"]
        guard let fields = fields(of: node, "`expect`", keys: keys) else { return nil }
        if kind == .roles, fields.has("deny") { return denial(fields) }
        if kind == .claims, fields.has("refuse") { return refusal(fields) }
        let roles = roleKeys.map { names($0, of: fields, .title) }
        var expected = ExpectedClaims()
        expected.roles = roles[0]?.map(\.value)
        expected.tenantRoles = roles[1]?.map(\.value)
        expected.organizationRoles = roles[2]?.map(\.value)
        expected.permissions = names("permissions", of: fields, .word)?.map(\.value)
        expected.groups = names("groups", of: fields, .title)?.map(\.value)
        expected.joins = boolean("joins", of: fields)?.value
        if expected == ExpectedClaims() { report("`expect` expects nothing", at: fields.position) }
        return (.claims(expected), roles.compactMap(\.self).flatMap(\.self))
    }

    /// The names in a list, which may be empty; nil if the key is absent.
    private mutating func names(_ key: String, of fields: Fields, _ rule: NameRule) -> [Located<String>]? {
        guard fields.has(key) else { return nil }
        guard fields[key] != nil else {
            report("\(key.quoted) must be a list; write `[]` for none", at: fields.place(of: key))
            return nil
        }
        return texts(key, of: fields, "an entry of \(key.quoted)", rule)
    }
}
