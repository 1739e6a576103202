/// A number exactly as decimal digits say it: `significand × 10^exponent`.
///
/// Binary floating point is for measuring: 1234567890123456789 and 1234567890123456700 are one `Double`, and a limit of
/// 10000 lets 10000.0000000000005 pass. What policies and questions compare is therefore held in decimal. Equal numbers
/// are equal values however they were spelled: `1`, `1.0` and `10e-1`, or `0` and `-0`.
package struct DecimalNumber: Hashable, Sendable {
    /// Significant digits of a number; zeros at either end are not significant. What has more is not held at all.
    package static let digitLimit = 38

    /// Not divisible by ten; fewer than 10^38 in magnitude.
    fileprivate let significand: Int128
    /// Zero for zero.
    fileprivate let exponent: Int32

    /// `significand × 10^exponent`.
    package init(significand: Int64, exponent: Int16 = 0) {
        var significand = significand
        var exponent = Int32(exponent)
        while significand != 0, significand % 10 == 0 {
            significand /= 10
            exponent += 1
        }
        self.significand = Int128(significand)
        self.exponent = significand == 0 ? 0 : exponent
    }

    /// The number that the text spells in JSON's grammar (RFC 8259, section 6).
    ///
    /// Nil where the text is no such number, or one that cannot be held exactly: of more than ``digitLimit`` significant
    /// digits, or with an exponent beyond 32 bits. Costs one pass over the text and allocates nothing.
    package init?(json text: Span<UInt8>) {
        var scan = DecimalScan()
        guard scan.read(text), let exponent = scan.exponent else { return nil }
        significand = scan.isNegative ? -scan.significand : scan.significand
        self.exponent = exponent
    }

    package init?(json text: String) {
        self.init(json: text.utf8.span)
    }

    /// The number as an integer; nil where it is none, or does not fit.
    package var integer: Int64? {
        guard exponent >= 0, let value = significand.scaled(by: Int64(exponent)) else { return nil }
        return Int64(exactly: value)
    }
}

extension DecimalNumber: Comparable {
    package static func < (left: Self, right: Self) -> Bool {
        if left.exponent >= right.exponent {
            left.comparison(with: right) < 0
        } else {
            right.comparison(with: left) > 0
        }
    }

    /// Negative, zero or positive as this number is below, equal to or above `other`, whose exponent is not above its own.
    private func comparison(with other: Self) -> Int {
        let distance = Int64(exponent) - Int64(other.exponent)
        // What does not fit is further from zero than every significand.
        guard let scaled = significand.scaled(by: distance) else { return Int(significand.signum()) }
        return scaled < other.significand ? -1 : scaled == other.significand ? 0 : 1
    }
}

extension DecimalNumber: CustomStringConvertible {
    /// In JSON's grammar, without an exponent where that is not much longer.
    package var description: String {
        let digits = String(significand.magnitude)
        let sign = significand < 0 ? "-" : ""
        let point = digits.count + Int(exponent)
        if exponent >= 0, point <= Self.digitLimit {
            return sign + digits + String(repeating: "0", count: Int(exponent))
        }
        if exponent < 0, point > 0 { return "\(sign)\(digits.prefix(point)).\(digits.dropFirst(point))" }
        if exponent < 0, point > -8 { return "\(sign)0.\(String(repeating: "0", count: -point))\(digits)" }
        return "\(sign)\(digits)e\(exponent)"
    }
}

extension DecimalNumber: Codable {
    /// Older records hold numbers of JSON, which are read as their shortest spelling says.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try (try? container.decode(String.self)) ?? "\(container.decode(Double.self))"
        guard let number = Self(json: text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a decimal number")
        }
        self = number
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension DecimalNumber: ExpressibleByIntegerLiteral {
    package init(integerLiteral value: Int64) { self.init(significand: value) }
}

/// Reads the digits of one number, front to back.
private struct DecimalScan {
    private(set) var isNegative = false
    private(set) var significand: Int128 = 0
    /// Significant digits in ``significand``.
    private var count = 0
    /// Zeros since the last other digit, which count only if another one follows.
    private var zeros = 0
    private var fractionDigits = 0
    private var writtenExponent: Int64 = 0
    private var place = 0

    /// False where the text is not in JSON's grammar, or has too many digits.
    mutating func read(_ text: Span<UInt8>) -> Bool {
        isNegative = skip(UInt8(ascii: "-"), text)
        let start = place
        let hasLeadingZero = skip(UInt8(ascii: "0"), text)
        guard readDigits(text) else { return false }
        guard place > start, !hasLeadingZero || place == start + 1 else { return false }
        if skip(UInt8(ascii: "."), text) {
            let start = place
            guard readDigits(text), place > start else { return false }
            fractionDigits = place - start
        }
        if skip(UInt8(ascii: "e"), text) || skip(UInt8(ascii: "E"), text) {
            guard readExponent(text) else { return false }
        }
        return place == text.count
    }

    /// Of the significand as it is held; nil where it does not fit.
    var exponent: Int32? {
        if significand == 0 { return 0 }
        return Int32(exactly: writtenExponent - Int64(fractionDigits) + Int64(zeros))
    }

    private mutating func readDigits(_ text: Span<UInt8>) -> Bool {
        while place < text.count, let digit = text[place].decimalDigit {
            if digit != 0 {
                count += zeros + 1
                guard count <= DecimalNumber.digitLimit else { return false }
                for _ in 0...zeros { significand *= 10 }
                significand += Int128(digit)
                zeros = 0
            } else if significand != 0 {
                zeros += 1
            }
            place += 1
        }
        return true
    }

    /// An exponent that no text of any length could make up for is as good as a larger one.
    private mutating func readExponent(_ text: Span<UInt8>) -> Bool {
        let isMinus = skip(UInt8(ascii: "-"), text)
        if !isMinus { _ = skip(UInt8(ascii: "+"), text) }
        let start = place
        while place < text.count, let digit = text[place].decimalDigit {
            writtenExponent = min(writtenExponent * 10 + Int64(digit), 1 << 50)
            place += 1
        }
        if isMinus { writtenExponent = -writtenExponent }
        return place > start
    }

    private mutating func skip(_ byte: UInt8, _ text: Span<UInt8>) -> Bool {
        guard place < text.count, text[place] == byte else { return false }
        place += 1
        return true
    }
}

extension UInt8 {
    fileprivate var decimalDigit: UInt8? {
        let digit = self &- UInt8(ascii: "0")
        return digit < 10 ? digit : nil
    }
}

extension Int128 {
    /// Times ten to the power, which is not negative; nil where that does not fit.
    fileprivate func scaled(by power: Int64) -> Int128? {
        if self == 0 { return 0 }
        guard power <= DecimalNumber.digitLimit else { return nil }
        var value = self
        var remaining = power
        // A loop over a range makes its types at the first use where nothing is optimised, and a decision allocates nothing.
        while remaining > 0 {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            if overflow { return nil }
            value = product
            remaining -= 1
        }
        return value
    }
}
