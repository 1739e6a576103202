/// A number in decimal digits, all of them, compared as people do it on paper. Slow and obvious; for exponents of a few
/// thousand.
package struct NaiveDecimal: Comparable {
    private let isNegative: Bool
    /// Without zeros in front.
    private let whole: [UInt8]
    /// Without zeros at the end.
    private let fraction: [UInt8]

    /// The text must be a number of JSON.
    package init(_ text: String) {
        let halves = text.lowercased().split(separator: "e", omittingEmptySubsequences: false)
        let mantissa = halves[0].drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        var digits = Array(mantissa.joined().utf8)
        var point = mantissa[0].count + (halves.count > 1 ? Int(halves[1]) ?? 0 : 0)
        if point < 0 {
            digits = Array(repeating: UInt8(ascii: "0"), count: -point) + digits
            point = 0
        }
        if point > digits.count { digits += Array(repeating: UInt8(ascii: "0"), count: point - digits.count) }
        whole = Array(digits[..<point].drop { $0 == UInt8(ascii: "0") })
        fraction = Array(digits[point...].reversed().drop { $0 == UInt8(ascii: "0") }.reversed())
        isNegative = text.hasPrefix("-") && !(whole.isEmpty && fraction.isEmpty)
    }

    package static func < (left: Self, right: Self) -> Bool {
        if left.isNegative != right.isNegative { return left.isNegative }
        return left.isNegative ? right.isCloserToZero(than: left) : left.isCloserToZero(than: right)
    }

    private func isCloserToZero(than other: Self) -> Bool {
        if whole.count != other.whole.count { return whole.count < other.whole.count }
        if whole != other.whole { return whole.lexicographicallyPrecedes(other.whole) }
        return fraction.lexicographicallyPrecedes(other.fraction)
    }
}
