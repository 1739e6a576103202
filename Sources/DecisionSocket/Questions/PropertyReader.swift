import AccessModel

extension JSONReader {
    /// Reads an object and adds its scalar members to `properties`; others are unknown fields, which are ignored.
    mutating func readProperties(
        _ bytes: Span<UInt8>,
        of source: PropertyPath.Source,
        named field: String,
        into properties: inout [Property]
    ) throws(QuestionError) {
        try beginObject(bytes, named: field)
        while let name = try nextKey(bytes) {
            let path = PropertyPath(source, name)
            let isReference = path.isReference
            if isReference, try nextKind(bytes) != .string {
                throw .wrongType("\(field).\(name)", expected: "a string")
            }
            guard let value = try readScalar(bytes) else { continue }
            if isReference, value == .string("") { throw .empty("\(field).\(name)") }
            if properties.contains(where: { $0.path == path }) { throw .repeated("\(field).\(name)") }
            guard properties.count < QuestionLimits.properties else { throw .tooManyProperties }
            properties.append(Property(path, value))
        }
    }

    mutating func beginObject(_ bytes: Span<UInt8>, named field: String) throws(QuestionError) {
        guard try nextKind(bytes) == .object else { throw .wrongType(field, expected: "an object") }
        try beginObject(bytes)
    }

    /// Reads a string that is not empty into `value`, which must not have been read before.
    mutating func readText(
        _ bytes: Span<UInt8>,
        named field: String,
        into value: inout String?
    ) throws(QuestionError) {
        guard value == nil else { throw .repeated(field) }
        guard try nextKind(bytes) == .string else { throw .wrongType(field, expected: "a string") }
        let text = try readString(bytes)
        guard !text.isEmpty else { throw .empty(field) }
        value = text
    }

    /// As ``readText(_:named:into:)``, and `null` is as good as leaving the field out.
    mutating func readOptionalText(
        _ bytes: Span<UInt8>,
        named field: String,
        into value: inout String?
    ) throws(QuestionError) {
        if try nextKind(bytes) == .null { return try readNull(bytes) }
        try readText(bytes, named: field, into: &value)
    }
}

extension PropertyPath {
    /// Whether the property says whom or where a question is about. One of another type, null among them, or an empty one
    /// must not pass for none: the question would then be a different one.
    fileprivate var isReference: Bool {
        (source == .context && name == "organization") || (source == .subject && name == "connection")
    }
}

extension [Property] {
    /// The string that the property of `source` called `name` has.
    func text(_ source: PropertyPath.Source, _ name: String) -> String? {
        // By index: an element that is not the one need not be copied.
        guard let index = indices.first(where: { self[$0].path.source == source && self[$0].path.name == name }),
            case .string(let text) = self[index].value
        else { return nil }
        return text
    }
}
