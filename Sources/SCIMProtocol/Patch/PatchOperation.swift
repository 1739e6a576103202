/// One operation of a PATCH, as written.
package struct PatchOperation: Equatable, Sendable {
    package enum Kind: String, Sendable {
        case add, replace, remove
    }

    package var kind: Kind
    /// Nil where the value's own names say what is meant.
    package var path: String?
    /// Nil where the client gave none; an explicit null is a value.
    package var value: SCIMValue?

    package init(_ kind: Kind, path: String? = nil, value: SCIMValue? = nil) {
        self.kind = kind
        self.path = path
        self.value = value
    }
}

extension PatchOperation {
    package init(_ element: SCIMValue) throws(SCIMError) {
        guard let object = element.object else { throw .invalidSyntax("every operation must be an object") }
        guard let word = object["op"]?.string, let kind = Kind(rawValue: word.lowercased()) else {
            throw .invalidSyntax("every operation needs an `op` of `add`, `replace` or `remove`")
        }
        self.init(kind, path: try Self.path(object["path"]), value: object["value"])
    }

    private static func path(_ value: SCIMValue?) throws(SCIMError) -> String? {
        guard let value, value != .null, value != "" else { return nil }
        guard let text = value.string else { throw .invalidPath("a `path` must be a string") }
        return text
    }
}
