/// A value in a definition file, with its place.
struct DefinitionNode {
    let file: String
    let path: String
    let value: SCIMValue

    /// Nil where there is no such member, or where it is null.
    subscript(name: String) -> DefinitionNode? {
        guard let value = value.object?[name], value != .null else { return nil }
        return DefinitionNode(file: file, path: path.isEmpty ? name : "\(path).\(name)", value: value)
    }

    /// The elements of an array; a single value is an array of one.
    var elements: [DefinitionNode] {
        guard let array = value.array else { return [self] }
        return array.enumerated().map { DefinitionNode(file: file, path: "\(path)[\($0)]", value: $1) }
    }
}

/// Reads definitions out of nodes, and goes on after a mistake, so that all of them are told at once.
struct DefinitionReader {
    private(set) var diagnostics: [DefinitionDiagnostic] = []

    mutating func report(_ message: String, at node: DefinitionNode) {
        diagnostics.append(DefinitionDiagnostic(file: node.file, path: node.path, message: message))
    }

    /// Reports members that a definition does not have: a misspelled one would silently mean its default.
    mutating func checkMembers(of node: DefinitionNode, _ what: String, _ known: [String]) {
        for member in node.value.object?.members ?? [] where !known.contains(where: { $0.isSameName(as: member.name) })
        {
            report("\(what) has no \(member.name.quoted)", at: node[member.name] ?? node)
        }
    }

    /// Nil, and a report, where the member is missing, empty or no string.
    mutating func text(_ name: String, of node: DefinitionNode) -> String? {
        if let text = node[name]?.value.string, !text.isEmpty { return text }
        report("it needs a `\(name)`, which is text", at: node[name] ?? node)
        return nil
    }

    mutating func optionalText(_ name: String, of node: DefinitionNode) -> String {
        guard let member = node[name] else { return "" }
        guard let text = member.value.string else {
            report("it must be text", at: member)
            return ""
        }
        return text
    }

    mutating func flag(_ name: String, of node: DefinitionNode, default value: Bool = false) -> Bool {
        guard let member = node[name] else { return value }
        if let flag = member.value.boolean { return flag }
        report("it must be true or false", at: member)
        return value
    }

    mutating func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String,
        of node: DefinitionNode,
        default value: Choice
    ) -> Choice {
        guard let member = node[name] else { return value }
        let found = member.value.string.flatMap { text in
            Choice.allCases.first { $0.rawValue.isSameName(as: text) }
        }
        if let found { return found }
        report("it must be one of \(Choice.allCases.map { "`\($0.rawValue)`" }.joined(separator: ", "))", at: member)
        return value
    }

    mutating func texts(_ name: String, of node: DefinitionNode) -> [String] {
        (node[name]?.elements ?? []).compactMap { element in
            if let text = element.value.string { return text }
            report("it must be text", at: element)
            return nil
        }
    }
}
