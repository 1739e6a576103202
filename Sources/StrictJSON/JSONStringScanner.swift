/// Reads one quoted JSON string out of bytes, in time linear in its length; shared by documents and filters.
package struct JSONStringScanner {
    private let bytes: [UInt8]
    /// Just after the string when ``scan()`` succeeded, where it failed otherwise.
    package private(set) var position: Int

    /// `position` is that of the opening quote.
    package init(bytes: [UInt8], position: Int) {
        self.bytes = bytes
        self.position = position
    }

    /// Nil for anything malformed, for text that is not UTF-8, and for U+0000.
    package mutating func scan() -> String? {
        position += 1
        let start = position
        skipPlain()
        guard let byte = peek, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { return nil }
        if byte == UInt8(ascii: "\"") {
            defer { position += 1 }
            return String(validating: bytes[start..<position], as: UTF8.self)
        }
        return scanEscaped(from: start)
    }

    private mutating func scanEscaped(from start: Int) -> String? {
        var decoded = Array(bytes[start..<position])
        while let byte = peek {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(validating: decoded, as: UTF8.self)
            case UInt8(ascii: "\\"):
                position += 1
                guard let scalar = scanEscape(), scalar != "\0" else { return nil }
                decoded.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            case 0..<0x20: return nil
            default:
                decoded.append(byte)
                position += 1
            }
        }
        return nil
    }

    private mutating func skipPlain() {
        while let byte = peek, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { position += 1 }
    }

    private mutating func scanEscape() -> Unicode.Scalar? {
        guard let byte = peek else { return nil }
        position += 1
        switch byte {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return scanUnicodeEscape()
        default: return nil
        }
    }

    private mutating func scanUnicodeEscape() -> Unicode.Scalar? {
        guard let first = scanCodeUnit() else { return nil }
        guard UTF16.isLeadSurrogate(first) else { return Unicode.Scalar(first) }
        guard peek == UInt8(ascii: "\\") else { return nil }
        position += 1
        guard peek == UInt8(ascii: "u") else { return nil }
        position += 1
        guard let second = scanCodeUnit(), UTF16.isTrailSurrogate(second) else { return nil }
        return Unicode.Scalar(0x1_0000 + (UInt32(first & 0x3ff) << 10) + UInt32(second & 0x3ff))
    }

    private mutating func scanCodeUnit() -> UInt16? {
        guard bytes.count - position >= 4 else { return nil }
        var unit: UInt16 = 0
        for byte in bytes[position..<(position + 4)] {
            guard let digit = byte.hexDigit else { return nil }
            unit = unit << 4 | UInt16(digit)
        }
        position += 4
        return unit
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }
}

extension UInt8 {
    fileprivate var hexDigit: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x37
        case 0x61...0x66: self - 0x57
        default: nil
        }
    }
}
