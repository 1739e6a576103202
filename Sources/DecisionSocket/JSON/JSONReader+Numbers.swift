package import AccessModel

extension JSONReader {
    /// The next value as a number; nil where it is not held exactly.
    package mutating func readNumber(_ bytes: Span<UInt8>) throws(QuestionError) -> DecimalNumber? {
        DecimalNumber(json: bytes.extracting(try scanNumber(bytes)))
    }

    /// Moves over a number and says where it is.
    mutating func scanNumber(_ bytes: Span<UInt8>) throws(QuestionError) -> Range<Int> {
        skipSpace(bytes)
        let start = offset
        _ = skip(UInt8(ascii: "-"), bytes)
        if !skip(UInt8(ascii: "0"), bytes) { try skipDigits(bytes) }
        if skip(UInt8(ascii: "."), bytes) { try skipDigits(bytes) }
        if skip(UInt8(ascii: "e"), bytes) || skip(UInt8(ascii: "E"), bytes) {
            if !skip(UInt8(ascii: "+"), bytes) { _ = skip(UInt8(ascii: "-"), bytes) }
            try skipDigits(bytes)
        }
        return start..<offset
    }

    private mutating func skip(_ byte: UInt8, _ bytes: Span<UInt8>) -> Bool {
        guard offset < bytes.count, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    private mutating func skipDigits(_ bytes: Span<UInt8>) throws(QuestionError) {
        let start = offset
        while offset < bytes.count, bytes[offset].isDigit { offset += 1 }
        guard offset > start else { throw malformed }
    }
}
