/// A JSON number as it was written: what it means exactly is for its reader to say.
///
/// Two are equal when they are written alike: `1` and `1.0` are not.
package struct JSONNumber: Hashable, Sendable {
    /// The longest text, in bytes: more than the digits of any double take, so that whoever computes with one exactly does
    /// bounded work.
    package static let maximumLength = 1_000

    /// By the grammar of RFC 8259, at most ``maximumLength`` bytes.
    package let text: String

    /// Nil where the text is no JSON number, is too long, or means one beyond the range of a double, which other programs
    /// that read it take for infinity.
    package init?(_ text: String) {
        guard text.utf8.count <= Self.maximumLength, Self.isNumber(text) else { return nil }
        guard Int64(text) != nil || Double(text)?.isFinite == true else { return nil }
        self.text = text
    }

    package init(_ number: Int) {
        text = String(number)
    }

    /// Nil for an infinity and for what is no number.
    package init?(_ number: Double) {
        guard number.isFinite else { return nil }
        text = String(number)
    }

    /// Where there is neither fraction nor exponent, and it fits.
    package var integer: Int64? { Int64(text) }

    /// The nearest double.
    package var double: Double { Double(text) ?? .nan }
}

extension JSONNumber {
    /// Whether the byte may stand in a number at all.
    package static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"),
            UInt8(ascii: "E"):
            true
        default: false
        }
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
    package static func isNumber(_ text: String) -> Bool {
        var rest = Substring(text).utf8[...]
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let startsWithZero = rest.first == UInt8(ascii: "0")
        let whole = takeDigits(&rest)
        guard whole == 1 || (whole > 1 && !startsWithZero) else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard takeDigits(&rest) > 0 else { return false }
        }
        if rest.first == UInt8(ascii: "e") || rest.first == UInt8(ascii: "E") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            guard takeDigits(&rest) > 0 else { return false }
        }
        return rest.isEmpty
    }

    private static func takeDigits(_ rest: inout Substring.UTF8View) -> Int {
        let digits = rest.prefix { 0x30...0x39 ~= $0 }
        rest = rest[digits.endIndex...]
        return digits.count
    }
}
