/// A token whose signature and times held.
package struct VerifiedToken: Hashable, Sendable {
    package struct Header: Hashable, Sendable {
        package let algorithm: SignatureAlgorithm
        package let keyID: String
        /// `typ`.
        package let type: String?
    }

    package let header: Header
    package let kind: TokenKind
    /// The payload, byte for byte as it was signed; a JSON object.
    package let payload: [UInt8]
}
