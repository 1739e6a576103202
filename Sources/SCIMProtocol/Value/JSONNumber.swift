/// The number grammar of RFC 8259, on its text.
enum JSONNumber {
    /// Whether the byte may stand in a number at all.
    static func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"),
            UInt8(ascii: "E"):
            true
        default: false
        }
    }

    /// Nil where the text is no JSON number, or one beyond the range of a double.
    static func value(of text: String) -> SCIMValue? {
        guard isNumber(text) else { return nil }
        if let integer = Int64(text) { return .integer(integer) }
        return WrittenNumber(text).map { .decimal($0) }
    }

    /// `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`
    static func isNumber(_ text: String) -> Bool {
        var rest = Substring(text).utf8[...]
        if rest.first == UInt8(ascii: "-") { rest = rest.dropFirst() }
        let whole = takeDigits(&rest)
        guard whole == 1 || (whole > 1 && !hasLeadingZero(text)) else { return false }
        if rest.first == UInt8(ascii: ".") {
            rest = rest.dropFirst()
            guard takeDigits(&rest) > 0 else { return false }
        }
        if rest.first?.asciiLowercased == UInt8(ascii: "e") {
            rest = rest.dropFirst()
            if rest.first == UInt8(ascii: "-") || rest.first == UInt8(ascii: "+") { rest = rest.dropFirst() }
            guard takeDigits(&rest) > 0 else { return false }
        }
        return rest.isEmpty
    }

    private static func hasLeadingZero(_ text: String) -> Bool {
        text.utf8.drop { $0 == UInt8(ascii: "-") }.first == UInt8(ascii: "0")
    }

    private static func takeDigits(_ rest: inout Substring.UTF8View) -> Int {
        let digits = rest.prefix { 0x30...0x39 ~= $0 }
        rest = rest[digits.endIndex...]
        return digits.count
    }
}
