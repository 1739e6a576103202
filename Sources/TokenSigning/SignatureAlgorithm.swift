/// The JOSE signature algorithms that Rollcall signs and verifies with; the raw value is the `alg` of a header.
///
/// Whatever is not listed here, `none` and the shared-secret algorithms above all, cannot be expressed.
package enum SignatureAlgorithm: String, Hashable, Sendable, Codable, CaseIterable {
    /// ECDSA over P-256 with SHA-256; signatures are `r || s`, 64 bytes.
    case ES256
    /// Ed25519.
    case EdDSA
    /// RSA, PKCS #1 v1.5 with SHA-256; new keys have 2048 bits.
    case RS256
    /// RSA-PSS with SHA-256, MGF1 with SHA-256 and a salt of 32 bytes; new keys have 2048 bits.
    case PS256
}
