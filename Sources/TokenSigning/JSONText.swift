/// The little JSON that the signing path writes by itself.
enum JSONText {
    /// A string literal, quotes included.
    static func quoted(_ text: String) -> String {
        "\"" + text.unicodeScalars.map(escaped).joined() + "\""
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": "\\\""
        case "\\": "\\\\"
        case "\u{0}"..."\u{1f}": "\\u00" + Hexadecimal.text([UInt8(truncatingIfNeeded: scalar.value)])
        default: String(scalar)
        }
    }
}
