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
        output.reserveCapacity(output.count + (bytes.count * 4 + 2) / 3)
        var index = 0
        while index + 2 < bytes.count {
            let group = UInt32(bytes[index]) << 16 | UInt32(bytes[index + 1]) << 8 | UInt32(bytes[index + 2])
            output.append(digit(group >> 18))
            output.append(digit(group >> 12))
            output.append(digit(group >> 6))
            output.append(digit(group))
            index += 3
        }
        appendTail(bytes[index...], to: &output)
    }

    private static func appendTail(_ tail: ArraySlice<UInt8>, to output: inout [UInt8]) {
        guard let first = tail.first else { return }
        let second = tail.dropFirst().first
        let group = UInt32(first) << 16 | UInt32(second ?? 0) << 8
        output.append(digit(group >> 18))
        output.append(digit(group >> 12))
        if second != nil { output.append(digit(group >> 6)) }
    }

    /// By comparison and not by table: secrets leave no trace in the cache, and the loop stays free of loads.
    private static func digit(_ group: UInt32) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: group & 63)
        return switch value {
        case ..<26: value &+ 65
        case ..<52: value &+ 71
        case ..<62: value &- 4
        case 62: UInt8(ascii: "-")
        default: UInt8(ascii: "_")
        }
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
