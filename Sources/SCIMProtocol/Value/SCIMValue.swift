/// A JSON value as SCIM uses it.
///
/// Strings compare byte for byte, and the order of an object's members never matters.
package enum SCIMValue: Sendable {
    case null
    case boolean(Bool)
    /// A JSON number without fraction and exponent that fits.
    case integer(Int64)
    /// Any other JSON number.
    case decimal(WrittenNumber)
    case string(String)
    case array([SCIMValue])
    case object(SCIMObject)
}

extension SCIMValue: Equatable {
    package static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.boolean(let left), .boolean(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.decimal(let left), .decimal(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        case (.null, _), (.boolean, _), (.integer, _), (.decimal, _), (.string, _), (.array, _), (.object, _): false
        }
    }
}

extension SCIMValue {
    package var string: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    package var boolean: Bool? {
        guard case .boolean(let flag) = self else { return nil }
        return flag
    }

    package var integer: Int64? {
        guard case .integer(let number) = self else { return nil }
        return number
    }

    /// About where a number of either kind lies.
    var number: Double? {
        switch self {
        case .integer(let number): Double(number)
        case .decimal(let number): number.approximation
        case .null, .boolean, .string, .array, .object: nil
        }
    }

    package var array: [SCIMValue]? {
        guard case .array(let elements) = self else { return nil }
        return elements
    }

    package var object: SCIMObject? {
        guard case .object(let object) = self else { return nil }
        return object
    }

    /// Whether the value stands for "unassigned": null, or an array or object with nothing in it.
    package var isUnassigned: Bool {
        switch self {
        case .null: true
        case .array(let elements): elements.isEmpty
        case .object(let object): object.isEmpty
        case .boolean, .integer, .decimal, .string: false
        }
    }

    /// The values of a multi-valued attribute, or the one of a single-valued one.
    var elements: [SCIMValue] { array ?? [self] }
}

extension SCIMValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(arrayLiteral elements: SCIMValue...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, SCIMValue)...) {
        self = .object(SCIMObject(elements.map { SCIMObject.Member(name: $0, value: $1) }))
    }
    package init(nilLiteral: ()) { self = .null }
}
