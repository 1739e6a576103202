/// The references to resources of the same bulk request, `bulkId:NAME`: where they stand in data and what they become.
struct BulkReferences {
    private static let prefix = "bulkId:"

    /// The name that the text refers to, alone or as the end of a URL.
    static func name(in text: String) -> String? {
        let last = text.hasPrefix(prefix) ? text[...] : text.split(separator: "/").last ?? ""
        guard last.hasPrefix(prefix) else { return nil }
        let name = last.dropFirst(prefix.count)
        return name.isEmpty || name.contains(where: \.isWhitespace) ? nil : String(name)
    }

    /// Every name that the operation refers to.
    static func names(in operation: BulkOperation) -> Set<String> {
        var names = names(in: operation.data)
        if let name = operation.id.flatMap(name(in:)) { names.insert(name) }
        return names
    }

    static func names(in value: SCIMValue) -> Set<String> {
        switch value {
        case .string(let text): Set(quotedNames(in: text) + [name(in: text)].compactMap(\.self))
        case .array(let elements): elements.reduce(into: []) { $0.formUnion(names(in: $1)) }
        case .object(let object): object.members.reduce(into: []) { $0.formUnion(names(in: $1.value)) }
        case .null, .boolean, .integer, .decimal: []
        }
    }

    /// The operation with the ids of what it refers to.
    static func resolved(_ operation: BulkOperation, _ ids: [String: String]) -> BulkOperation {
        var operation = operation
        operation.data = resolved(operation.data, ids)
        if let name = operation.id.flatMap(name(in:)) { operation.id = ids[name] ?? operation.id }
        return operation
    }

    private static func resolved(_ value: SCIMValue, _ ids: [String: String]) -> SCIMValue {
        switch value {
        case .string(let text): return .string(resolved(text, ids))
        case .array(let elements): return .array(elements.map { resolved($0, ids) })
        case .object(let object): return .object(object.mapValues { resolved($0, ids) })
        case .null, .boolean, .integer, .decimal: return value
        }
    }

    private static func resolved(_ text: String, _ ids: [String: String]) -> String {
        if let name = name(in: text), let id = ids[name] {
            return String(text.dropLast(prefix.count + name.count) + id)
        }
        return resolvedInFilter(text, ids)
    }

    /// One pass, because a path may name thousands.
    private static func resolvedInFilter(_ text: String, _ ids: [String: String]) -> String {
        let parts = text.split(separator: "\"\(prefix)", omittingEmptySubsequences: false)
        var resolved = String(parts.first ?? "")
        for part in parts.dropFirst() {
            if let end = part.firstIndex(of: "\""), let id = ids[String(part[..<end])] {
                resolved += SCIMValue.string(id).jsonText + part[part.index(after: end)...]
            } else {
                resolved += "\"\(prefix)" + part
            }
        }
        return resolved
    }

    /// The names in the filter of a PATCH path, such as `members[value eq "bulkId:x"]`.
    private static func quotedNames(in text: String) -> [String] {
        text.split(separator: "\"\(prefix)", omittingEmptySubsequences: false).dropFirst().compactMap { rest in
            rest.firstIndex(of: "\"").map { String(rest[..<$0]) }
        }
    }
}
