/// A public key with the one algorithm it is for.
package struct JSONWebKey: Hashable, Sendable {
    /// Numbers are big-endian.
    package enum Parameters: Hashable, Sendable {
        /// Coordinates of 32 bytes each.
        case p256(x: [UInt8], y: [UInt8])
        /// 32 bytes.
        case ed25519(x: [UInt8])
        /// Without leading zeros.
        case rsa(n: [UInt8], e: [UInt8])
    }

    package let parameters: Parameters
    package let algorithm: SignatureAlgorithm
    /// In Rollcall's own keys the ``thumbprint``.
    package let keyID: String

    /// Nil where the parameters are not of the algorithm, or of a size that is not accepted.
    package init?(_ parameters: Parameters, algorithm: SignatureAlgorithm, keyID: String? = nil) {
        guard parameters.suit(algorithm) else { return nil }
        self.parameters = parameters
        self.algorithm = algorithm
        self.keyID = keyID ?? parameters.thumbprint
    }

    /// RFC 7638, with SHA-256.
    package var thumbprint: String { parameters.thumbprint }

    /// One member of a key set's `keys`.
    var json: String {
        let parameters = parameters.members.map { ",\"\($0)\":\"\($1)\"" }.joined()
        return #"{"kid":\#(JSONText.quoted(keyID)),"use":"sig","alg":"\#(algorithm.rawValue)""# + parameters + "}"
    }
}

extension JSONWebKey.Parameters {
    /// 2048 bits is what RFC 7518 demands; the upper bounds keep a hostile key set from buying hours of arithmetic.
    private static let modulusBytes = 256...1_024
    private static let exponentBytes = 1...8

    fileprivate func suit(_ algorithm: SignatureAlgorithm) -> Bool {
        switch (self, algorithm) {
        case (.p256(let x, let y), .ES256): x.count == 32 && y.count == 32
        case (.ed25519(let x), .EdDSA): x.count == 32
        case (.rsa(let n, let e), .RS256), (.rsa(let n, let e), .PS256):
            Self.modulusBytes.contains(n.count) && n.first.map { $0 >= 0x80 || n.count > 256 } == true && n.first != 0
                && Self.exponentBytes.contains(e.count) && e.first != 0 && e != [1] && e.last.map { $0 & 1 } == 1
        case (.p256, _), (.ed25519, _), (.rsa, _): false
        }
    }

    /// Required members, names in the order of their code points as RFC 7638 section 3.2 wants them.
    fileprivate var members: [(String, String)] {
        switch self {
        case .p256(let x, let y):
            [("crv", "P-256"), ("kty", "EC"), ("x", Base64URL.text(x)), ("y", Base64URL.text(y))]
        case .ed25519(let x): [("crv", "Ed25519"), ("kty", "OKP"), ("x", Base64URL.text(x))]
        case .rsa(let n, let e): [("e", Base64URL.text(e)), ("kty", "RSA"), ("n", Base64URL.text(n))]
        }
    }

    fileprivate var thumbprint: String {
        let canonical = "{" + members.map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",") + "}"
        return Base64URL.text(SHA256.digest(of: Array(canonical.utf8)))
    }
}
