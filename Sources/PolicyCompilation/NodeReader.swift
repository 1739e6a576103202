import AccessModel

/// Node tree to declarations, the second stage: checks the form of what is written and collects what is wrong with it.
///
/// Each reading function reports what it cannot take and goes on; the extensions read one kind of declaration each.
struct NodeReader {
    private(set) var diagnostics: [Diagnostic] = []
    /// What compiles, and is probably not meant.
    private(set) var warnings: [Diagnostic] = []

    mutating func warn(_ message: String, at position: SourcePosition) {
        if warnings.count < PolicyDiagnostics.limit { warnings.append(Diagnostic(message, at: position, .warning)) }
    }

    mutating func report(_ message: String, at position: SourcePosition) {
        diagnostics.append(Diagnostic(message, at: position))
    }
}

/// A mapping's entries by key.
struct Fields {
    let position: SourcePosition
    /// What the mapping describes, for messages: `a role`.
    let subject: String
    fileprivate let entries: [String: SourceNode.Entry]

    /// Nil where the key is absent or has no value.
    subscript(key: String) -> SourceNode? {
        guard let node = entries[key]?.value else { return nil }
        if case .null = node.content { return nil }
        return node
    }

    func has(_ key: String) -> Bool { entries[key] != nil }

    /// Where the key stands; where the mapping does, if it is absent.
    func place(of key: String) -> SourcePosition { entries[key]?.key.position ?? position }
}

extension NodeReader {
    /// The fields of a mapping that has no others than `keys`. Nil if the node is none.
    mutating func fields(of node: SourceNode, _ subject: String, keys: [String]) -> Fields? {
        guard case .mapping(let entries) = node.content else {
            report("\(subject) must be a mapping, not \(node.kind)", at: node.position)
            return nil
        }
        for entry in entries where !keys.contains(entry.key.value) {
            let suggestion = Suggestion.suffix(for: entry.key.value, among: keys)
            report("\(subject) has no key \(entry.key.value.quoted)\(suggestion)", at: entry.key.position)
        }
        let byKey = Dictionary(entries.map { ($0.key.value, $0) }) { first, _ in first }
        return Fields(position: node.position, subject: subject, entries: byKey)
    }

    /// The elements of the list under `key`; empty where there is none.
    mutating func list(_ key: String, of fields: Fields) -> [SourceNode] {
        guard let node = fields[key] else { return [] }
        guard case .sequence(let elements) = node.content else {
            report("\(key.quoted) must be a list, not \(node.kind)", at: node.position)
            return []
        }
        return elements
    }

    /// Reports that a mapping lacks what it cannot do without. An empty value is as good as none.
    mutating func reportMissing(_ key: String, of fields: Fields) {
        report("\(fields.subject) needs \(key.quoted)", at: fields.place(of: key))
    }
}
