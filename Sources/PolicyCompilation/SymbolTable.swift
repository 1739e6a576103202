import AccessModel

/// The declarations of one kind by name.
struct SymbolTable<Declaration: Sendable>: Sendable {
    /// For messages: `role`.
    let kind: String
    private var entries: [String: (declaration: Declaration, position: SourcePosition)] = [:]

    init(_ kind: String) {
        self.kind = kind
    }

    subscript(name: String) -> Declaration? { entries[name]?.declaration }

    /// In no order.
    var names: some Collection<String> { entries.keys }

    /// Adds a declaration unless there is one of this name; then says where.
    mutating func add(_ declaration: Declaration, named name: Located<String>) -> Diagnostic? {
        if let earlier = entries[name.value] {
            let sentence = "\(kind) \(name.value.quoted) is declared twice; the other is at \(earlier.position)"
            return Diagnostic(sentence, at: name.position)
        }
        entries[name.value] = (declaration, name.position)
        return nil
    }

    /// What to say of a name that is not here, `suggesting` what may have been meant.
    func unknown(_ name: Located<String>, in place: String = "", suggesting: Bool) -> Diagnostic {
        let suggestion = suggesting ? Suggestion.suffix(for: name.value, among: names) : ""
        return Diagnostic("there is no \(kind) \(name.value.quoted)\(place)\(suggestion)", at: name.position)
    }
}
