/// The X.509 spelling of a public key, in DER, from which libcrypto makes every type of key the same way.
enum SubjectPublicKeyInfo {
    static func der(of parameters: JSONWebKey.Parameters) -> [UInt8] {
        switch parameters {
        case .p256(let x, let y): sequence(p256Algorithm + bitString([0x04] + x + y))
        case .ed25519(let x): sequence(ed25519Algorithm + bitString(x))
        case .rsa(let n, let e): sequence(rsaAlgorithm + bitString(sequence(integer(n) + integer(e))))
        }
    }

    /// id-ecPublicKey, prime256v1 (RFC 5480).
    private static let p256Algorithm: [UInt8] = [
        0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01,
        0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07,
    ]

    /// id-Ed25519 (RFC 8410).
    private static let ed25519Algorithm: [UInt8] = [0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70]

    /// rsaEncryption with NULL parameters (RFC 3279).
    private static let rsaAlgorithm: [UInt8] = [
        0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
    ]

    private static func sequence(_ content: [UInt8]) -> [UInt8] { element(0x30, content) }

    private static func bitString(_ content: [UInt8]) -> [UInt8] { element(0x03, [0] + content) }

    private static func integer(_ magnitude: [UInt8]) -> [UInt8] {
        element(0x02, (magnitude.first ?? 0x80) >= 0x80 ? [0] + magnitude : magnitude)
    }

    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        guard content.count >= 128 else { return [tag, UInt8(content.count)] + content }
        let length = [UInt8(truncatingIfNeeded: content.count >> 8), UInt8(truncatingIfNeeded: content.count)]
        return [tag, 0x82] + length + content
    }
}
