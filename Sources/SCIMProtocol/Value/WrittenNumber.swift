package import AccessModel
import StrictJSON

/// A JSON number as it was written. Where it becomes a text, such as somebody's `externalId`, no digit may be lost: two
/// people would have one id.
package struct WrittenNumber: Sendable {
    /// In JSON's grammar.
    package let text: String

    /// Nil where the text is no JSON number, or one beyond the range of a double, which other programs could not read.
    package init?(_ text: String) {
        guard let number = JSONNumber(text) else { return nil }
        self.init(number)
    }

    init(_ number: JSONNumber) {
        text = number.text
    }

    /// Finite.
    package init(_ number: Double) {
        text = number.description
    }

    /// The number itself; nil where it has more digits than are compared.
    package var exact: DecimalNumber? { DecimalNumber(json: text) }

    /// About where it lies, which is enough to sort by.
    package var approximation: Double { Double(text) ?? 0 }
}

extension WrittenNumber: Equatable {
    /// However they are spelled; of numbers that cannot be compared, those of one spelling.
    package static func == (left: Self, right: Self) -> Bool {
        guard let number = left.exact, let other = right.exact else { return left.text.hasSameBytes(as: right.text) }
        return number == other
    }
}
