/// The two spellings of a P-256 signature: ASN.1 DER, which libcrypto reads and writes, and JOSE's `r || s`.
enum ECDSASignature {
    static let scalarLength = 32

    /// `r || s` of a DER signature; nil where it is none of P-256.
    static func raw(der: [UInt8]) -> [UInt8]? {
        var rest = der[...]
        guard let sequence = element(tag: 0x30, of: &rest), rest.isEmpty else { return nil }
        var scalars = sequence
        guard let r = element(tag: 0x02, of: &scalars), let s = element(tag: 0x02, of: &scalars), scalars.isEmpty else {
            return nil
        }
        var raw = [UInt8]()
        raw.reserveCapacity(2 * scalarLength)
        return append(r, to: &raw) && append(s, to: &raw) ? raw : nil
    }

    /// The DER of `r || s`; nil where that is not 64 bytes.
    static func der(raw: [UInt8]) -> [UInt8]? {
        guard raw.count == 2 * scalarLength else { return nil }
        let body = integer(raw[..<scalarLength]) + integer(raw[scalarLength...])
        return [0x30, UInt8(body.count)] + body
    }

    /// Takes one element with a length below 128 from the front; two scalars of 33 bytes need no longer form.
    private static func element(tag: UInt8, of rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard rest.count >= 2, rest[rest.startIndex] == tag else { return nil }
        let length = Int(rest[rest.startIndex + 1])
        let content = rest.dropFirst(2)
        guard length < 128, content.count >= length else { return nil }
        rest = content.dropFirst(length)
        return content.prefix(length)
    }

    private static func append(_ integer: ArraySlice<UInt8>, to raw: inout [UInt8]) -> Bool {
        let digits = integer.drop { $0 == 0 }
        guard digits.count <= scalarLength else { return false }
        for _ in digits.count..<scalarLength { raw.append(0) }
        raw.append(contentsOf: digits)
        return true
    }

    private static func integer(_ scalar: ArraySlice<UInt8>) -> [UInt8] {
        let digits = scalar.drop { $0 == 0 }
        let sign: [UInt8] = (digits.first ?? 0x80) >= 0x80 ? [0] : []
        return [0x02, UInt8(sign.count + digits.count)] + sign + digits
    }
}
