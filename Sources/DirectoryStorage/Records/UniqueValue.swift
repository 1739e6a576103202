import AccessModel

/// A value that no two resources of a type have alike within a connection, because the definition of its attribute says
/// so.
package struct UniqueValue: Hashable, Sendable {
    /// The caller's key of the type.
    package var type: String
    package var attribute: String
    /// In the form in which it compares: equal values have equal bytes.
    package var value: String

    package init(type: String, attribute: String, value: String) {
        self.type = type
        self.attribute = attribute
        self.value = value
    }
}

extension UniqueValue {
    package static func == (left: Self, right: Self) -> Bool {
        left.type.hasSameBytes(as: right.type) && left.attribute.hasSameBytes(as: right.attribute)
            && left.value.hasSameBytes(as: right.value)
    }
}
