import AccessModel

extension NodeReader {
    /// Any text that the rule allows.
    mutating func text(_ node: SourceNode, _ subject: String, _ rule: NameRule) -> Located<String>? {
        guard case .scalar(let scalar) = node.content else {
            report("\(subject) must be a text, not \(node.kind)", at: node.position)
            return nil
        }
        if let fault = rule.fault(of: scalar.text) {
            let name = scalar.text.isEmpty ? "" : " \(scalar.text.quoted)"
            report("\(subject)\(name) \(fault)", at: node.position)
            return nil
        }
        return Located(scalar.text, at: node.position)
    }

    /// The text under a key that must be there.
    mutating func required(_ key: String, of fields: Fields, _ rule: NameRule) -> Located<String>? {
        guard let node = fields[key] else {
            reportMissing(key, of: fields)
            return nil
        }
        return text(node, key.quoted, rule)
    }

    /// The text under a key that may be absent.
    mutating func optional(_ key: String, of fields: Fields, _ rule: NameRule) -> Located<String>? {
        fields[key].flatMap { text($0, key.quoted, rule) }
    }

    /// The texts of the list under a key.
    mutating func texts(_ key: String, of fields: Fields, _ subject: String, _ rule: NameRule) -> [Located<String>] {
        let elements = list(key, of: fields)
        return elements.compactMap { text($0, subject, rule) }
    }

    /// One text, or a list of some.
    mutating func oneOrMore(_ key: String, of fields: Fields, _ rule: NameRule) -> [Located<String>] {
        guard let node = fields[key] else {
            reportMissing(key, of: fields)
            return []
        }
        guard case .sequence(let elements) = node.content else {
            return text(node, key.quoted, rule).map { [$0] } ?? []
        }
        if elements.isEmpty { report("\(key.quoted) is empty", at: node.position) }
        return elements.compactMap { text($0, key.quoted, rule) }
    }

    mutating func boolean(_ key: String, of fields: Fields) -> Located<Bool>? {
        guard let node = fields[key] else { return nil }
        guard case .scalar(let scalar) = node.content, let value = scalar.boolean else {
            report("\(key.quoted) must be `true` or `false`", at: node.position)
            return nil
        }
        return Located(value, at: node.position)
    }

    /// A value of an enumeration of words.
    mutating func choice<Choice>(_ key: String, of fields: Fields) -> Located<Choice>?
    where Choice: RawRepresentable<String> & CaseIterable & Sendable {
        guard let node = fields[key] else { return nil }
        let words = Choice.allCases.map(\.rawValue)
        guard case .scalar(let scalar) = node.content else {
            report("\(key.quoted) must be \(words.quotedChoice), not \(node.kind)", at: node.position)
            return nil
        }
        guard let value = Choice(rawValue: scalar.text) else {
            let problem = "\(key.quoted) must be \(words.quotedChoice), not \(scalar.text.quoted)"
            report(problem + Suggestion.suffix(for: scalar.text, among: words), at: node.position)
            return nil
        }
        return Located(value, at: node.position)
    }
}
