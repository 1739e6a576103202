/// One test on a property in the question.
package struct Condition: Hashable, Sendable, Codable {
    package var property: PropertyPath
    package var test: Test

    package init(property: PropertyPath, test: Test) {
        self.property = property
        self.test = test
    }

    /// Comparisons are by type: a number never equals a string, and order is defined between numbers and between
    /// strings (by Unicode scalars) only. Numbers compare exactly as they were written. Anything else leaves the condition
    /// unknown, which permits nothing.
    ///
    /// `subject.id` is the user, not a text: a text equals it if it names that user in any spelling, differs if it names
    /// another, and is unknown otherwise. It has no order.
    package enum Test: Hashable, Sendable, Codable {
        case equals(PropertyValue)
        case isOneOf([PropertyValue])
        case isLess(than: PropertyValue)
        case isAtMost(PropertyValue)
        case isGreater(than: PropertyValue)
        case isAtLeast(PropertyValue)
        /// The value equals that of another property of the same question, such as `resource.owner` and `subject.id`.
        case equalsProperty(PropertyPath)
    }
}

/// Names a property of the question, such as `resource.owner`.
///
/// `subject.id`, `subject.type`, `resource.id`, `resource.type` and `action.name` are always there; `subject.id` is the
/// id of the user that was found.
package struct PropertyPath: Hashable, Sendable, Codable, CustomStringConvertible {
    package enum Source: String, Hashable, Sendable, Codable, CaseIterable {
        case subject, resource, action, context
    }

    package var source: Source
    package var name: String

    package init(_ source: Source, _ name: String) {
        self.source = source
        self.name = name
    }

    package var description: String { "\(source.rawValue).\(name)" }
}

/// A scalar; conditions do not look into arrays or objects.
package enum PropertyValue: Hashable, Sendable, Codable {
    case string(String)
    case number(DecimalNumber)
    /// A number that is not held exactly, and therefore compares with nothing.
    case inexactNumber
    case boolean(Bool)

    /// The number that the text spells in JSON's grammar, which the caller has checked.
    package init(number text: Span<UInt8>) {
        self = DecimalNumber(json: text).map { .number($0) } ?? .inexactNumber
    }
}

/// A property that came with a question.
package struct Property: Hashable, Sendable {
    package var path: PropertyPath
    package var value: PropertyValue

    package init(_ path: PropertyPath, _ value: PropertyValue) {
        self.path = path
        self.value = value
    }
}

extension PropertyPath {
    package static func == (left: Self, right: Self) -> Bool {
        left.source == right.source && left.name.hasSameBytes(as: right.name)
    }
}

extension PropertyValue {
    package static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)): left.hasSameBytes(as: right)
        case (.number(let left), .number(let right)): left == right
        case (.inexactNumber, .inexactNumber): true
        case (.boolean(let left), .boolean(let right)): left == right
        case (.string, _), (.number, _), (.inexactNumber, _), (.boolean, _): false
        }
    }
}
