/// A value of a membership attribute: the id of a resource, and what the client says about it.
package struct MemberReference: Hashable, Sendable {
    /// Compared byte for byte.
    package var value: String
    /// `User` or `Group` as the client wrote it, if it did.
    package var type: String?

    package init(value: String, type: String? = nil) {
        self.value = value
        self.type = type
    }

    package static func == (left: Self, right: Self) -> Bool {
        left.value.utf8.elementsEqual(right.value.utf8) && left.type == right.type
    }
}

extension MemberReference {
    /// Reads what providers send: an object with `value`, a bare id, or an array of either.
    static func list(_ value: SCIMValue, attribute: String) throws(SCIMError) -> [MemberReference] {
        var references: [MemberReference] = []
        for element in value.elements where element != .null {
            references.append(try MemberReference(element, attribute: attribute))
        }
        return references
    }

    private init(_ element: SCIMValue, attribute: String) throws(SCIMError) {
        let value = element.wrappedText
        guard let value, !value.isEmpty else {
            throw .invalidValue("every value of `\(attribute)` needs the id of a resource as its `value`")
        }
        self.init(value: value, type: element.object?["type"]?.string)
    }
}

extension SCIMValue {
    /// The text, also where it is the only value of a list, or the `value` of an object.
    fileprivate var wrappedText: String? {
        switch self {
        case .string(let text): text
        case .object(let object): object["value"]?.wrappedText
        case .array(let elements): elements.count == 1 ? elements[0].wrappedText : nil
        case .null, .boolean, .integer, .decimal: nil
        }
    }
}
