/// RFC 4648 section 5 without padding, as JOSE writes it.
package enum Base64URL {
    /// The digits of `bytes`, as ASCII.
    package static func encode(_ bytes: [UInt8]) -> [UInt8] {
        var digits = [UInt8]()
        append(bytes, to: &digits)
        return digits
    }

    /// The digits of `bytes`, as text.
    package static func text(_ bytes: [UInt8]) -> String {
        String(decoding: encode(bytes), as: UTF8.self)
    }

    /// Appends the digits of `bytes`; on the signing path, so that a token is written once and in place.
    static func append(_ bytes: [UInt8], to output: inout [UInt8]) {
        output.append(addingCapacity: (bytes.count * 4 + 2) / 3) { digits in
            let input = bytes.span
            var index = 0
            while index &+ 2 < input.count {
                let group = Int(input[index]) << 16 | Int(input[index &+ 1]) << 8 | Int(input[index &+ 2])
                digits.append(alphabet[group >> 18])
                digits.append(alphabet[group >> 12 & 63])
                digits.append(alphabet[group >> 6 & 63])
                digits.append(alphabet[group & 63])
                index &+= 3
            }
            appendTail(bytes[index...], to: &digits)
        }
    }

    private static func appendTail(_ tail: ArraySlice<UInt8>, to digits: inout OutputSpan<UInt8>) {
        guard let first = tail.first else { return }
        let second = tail.dropFirst().first
        let group = Int(first) << 16 | Int(second ?? 0) << 8
        digits.append(alphabet[group >> 18])
        digits.append(alphabet[group >> 12 & 63])
        if second != nil { digits.append(alphabet[group >> 6 & 63]) }
    }

    /// The bytes that `text` stands for, or nil where it is not exactly what ``encode(_:)`` writes for them: padding,
    /// white space, the digits of plain base64 and unused bits that are set are all refused.
    package static func decode(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard text.count % 4 != 1 else { return nil }
        var bytes = [UInt8]()
        bytes.reserveCapacity(text.count / 4 * 3 + 2)
        var pending: UInt32 = 0
        var bits = 0
        for character in text {
            guard let value = value(of: character) else { return nil }
            pending = (pending << 6 | value) & 0xffff
            bits += 6
            guard bits >= 8 else { continue }
            bits -= 8
            bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(bits)))
        }
        return pending & (1 << UInt32(bits) - 1) == 0 ? bytes : nil
    }

    private static func value(of character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character) - 71
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character) + 4
        case UInt8(ascii: "-"): 62
        case UInt8(ascii: "_"): 63
        default: nil
        }
    }
}

/// In place of comparisons, which cost the processor a wrong guess for every few digits.
private let alphabet: InlineArray<64, UInt8> = [
    0x41, 0x42, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x4b, 0x4c, 0x4d, 0x4e, 0x4f, 0x50,
    0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59, 0x5a, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66,
    0x67, 0x68, 0x69, 0x6a, 0x6b, 0x6c, 0x6d, 0x6e, 0x6f, 0x70, 0x71, 0x72, 0x73, 0x74, 0x75, 0x76,
    0x77, 0x78, 0x79, 0x7a, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x2d, 0x5f,
]
