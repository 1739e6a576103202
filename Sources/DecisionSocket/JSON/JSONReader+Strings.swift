extension JSONReader {
    package mutating func readString(_ bytes: Span<UInt8>) throws(QuestionError) -> String {
        skipSpace(bytes)
        try expect(UInt8(ascii: "\""), bytes)
        let start = offset
        scanPlain(bytes)
        guard offset < bytes.count else { throw malformed }
        guard bytes[offset] == UInt8(ascii: "\"") else { return try readEscapedString(bytes, from: start) }
        offset += 1
        return bytes.text(start..<offset - 1)
    }

    mutating func skipString(_ bytes: Span<UInt8>) throws(QuestionError) {
        try expect(UInt8(ascii: "\""), bytes)
        scanPlain(bytes)
        while offset < bytes.count, bytes[offset] == UInt8(ascii: "\\") {
            _ = try readEscape(bytes)
            scanPlain(bytes)
        }
        try expect(UInt8(ascii: "\""), bytes)
    }

    /// Moves to the next byte that is not simply part of a string: a quote, a backslash, a control character, the end.
    private mutating func scanPlain(_ bytes: Span<UInt8>) {
        while offset < bytes.count {
            let byte = bytes[offset]
            guard byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") else { return }
            offset += 1
        }
    }

    private mutating func readEscapedString(
        _ bytes: Span<UInt8>,
        from start: Int
    ) throws(QuestionError) -> String {
        var text = bytes.text(start..<offset)
        while offset < bytes.count, bytes[offset] == UInt8(ascii: "\\") {
            text.unicodeScalars.append(try readEscape(bytes))
            let plain = offset
            scanPlain(bytes)
            text += bytes.text(plain..<offset)
        }
        try expect(UInt8(ascii: "\""), bytes)
        return text
    }

    private mutating func readEscape(_ bytes: Span<UInt8>) throws(QuestionError) -> Unicode.Scalar {
        try expect(UInt8(ascii: "\\"), bytes)
        guard offset < bytes.count else { throw malformed }
        let letter = bytes[offset]
        guard let scalar = Self.escaped(by: letter) else {
            try expect(UInt8(ascii: "u"), bytes)
            return try readUnicodeEscape(bytes)
        }
        offset += 1
        return scalar
    }

    private static func escaped(by letter: UInt8) -> Unicode.Scalar? {
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): Unicode.Scalar(letter)
        case UInt8(ascii: "b"): "\u{8}"
        case UInt8(ascii: "f"): "\u{C}"
        case UInt8(ascii: "n"): "\n"
        case UInt8(ascii: "r"): "\r"
        case UInt8(ascii: "t"): "\t"
        default: nil
        }
    }

    /// What follows `\u`: four digits, or a pair of surrogates.
    private mutating func readUnicodeEscape(_ bytes: Span<UInt8>) throws(QuestionError) -> Unicode.Scalar {
        let first = try readCodeUnit(bytes)
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard UTF16.isLeadSurrogate(first) else { throw malformed }
        try expect(UInt8(ascii: "\\"), bytes)
        try expect(UInt8(ascii: "u"), bytes)
        let second = try readCodeUnit(bytes)
        guard UTF16.isTrailSurrogate(second) else { throw malformed }
        let value = 0x1_0000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        guard let scalar = Unicode.Scalar(value) else { throw malformed }
        return scalar
    }

    private mutating func readCodeUnit(_ bytes: Span<UInt8>) throws(QuestionError) -> UInt16 {
        var unit: UInt16 = 0
        for _ in 0..<4 {
            guard offset < bytes.count, let digit = bytes[offset].hexadecimalDigit else { throw malformed }
            unit = unit << 4 | UInt16(digit)
            offset += 1
        }
        return unit
    }
}

extension UInt8 {
    /// The value of an ASCII hexadecimal digit.
    var hexadecimalDigit: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}
