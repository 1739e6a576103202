import Foundation

/// Public keys by id, as a key set (RFC 7517 section 5) publishes them.
package struct JSONWebKeySet: Sendable {
    package static let sizeLimit = 1 << 20
    package static let keyLimit = 256

    /// The usable keys in the order of the set.
    package let keys: [JSONWebKey]
    private let verificationKeys: [String: VerificationKey]

    /// Keys of other types, for other uses, without an id or with impossible numbers are left out, as RFC 7517 wants; a
    /// set that is not JSON, too large, or has two usable keys with one id is refused as a whole.
    package init(parsing json: [UInt8]) throws(VerificationError) {
        guard json.count <= Self.sizeLimit else { throw .tooLarge(limit: Self.sizeLimit) }
        guard let document = try? JSONDecoder().decode(KeySetDocument.self, from: Data(json)) else {
            throw .malformedKeySet(reason: "is no JSON object with an array `keys`")
        }
        guard document.keys.count <= Self.keyLimit else {
            throw .malformedKeySet(reason: "has more than \(Self.keyLimit) keys")
        }
        let usable = document.keys.compactMap(\.key).compactMap(JSONWebKey.init).compactMap(VerificationKey.init)
        let byID = Dictionary(usable.map { ($0.key.keyID, $0) }) { first, _ in first }
        guard byID.count == usable.count else { throw .malformedKeySet(reason: "has two keys with the same `kid`") }
        keys = usable.map(\.key)
        verificationKeys = byID
    }

    /// Keys of one's own; one that is no key verifies nothing.
    init(_ keys: [JSONWebKey]) {
        self.keys = keys
        let usable = keys.compactMap(VerificationKey.init)
        verificationKeys = Dictionary(usable.map { ($0.key.keyID, $0) }) { first, _ in first }
    }

    func verificationKey(id: String) -> VerificationKey? { verificationKeys[id] }
}

private struct KeySetDocument: Decodable {
    /// Decodes anything; what is no key is nil and spoils nothing.
    struct Element: Decodable {
        let key: KeyDocument?

        init(from decoder: any Decoder) {
            key = try? KeyDocument(from: decoder)
        }
    }

    let keys: [Element]
}

/// A member of `keys`, as it came.
private struct KeyDocument: Decodable {
    let kty: String
    let kid: String
    let use: String?
    let key_ops: [String]?
    let alg: String?
    let crv: String?
    let x: String?
    let y: String?
    let n: String?
    let e: String?

    var isForSignatures: Bool {
        (use == nil || use == "sig") && (key_ops == nil || key_ops?.contains("verify") == true)
    }

    /// Without `alg`, the most common algorithm for that type of key: every key has exactly one.
    var algorithm: SignatureAlgorithm? {
        if let alg { return SignatureAlgorithm(rawValue: alg) }
        return switch (kty, crv) {
        case ("EC", "P-256"): .ES256
        case ("OKP", "Ed25519"): .EdDSA
        case ("RSA", nil): .RS256
        default: nil
        }
    }

    var parameters: JSONWebKey.Parameters? {
        switch (kty, crv) {
        case ("EC", "P-256"):
            guard let x = bytes(x), let y = bytes(y) else { return nil }
            return .p256(x: x, y: y)
        case ("OKP", "Ed25519"): return bytes(x).map { .ed25519(x: $0) }
        case ("RSA", _):
            guard let n = bytes(n), let e = bytes(e) else { return nil }
            return .rsa(n: n, e: e)
        default: return nil
        }
    }

    private func bytes(_ member: String?) -> [UInt8]? {
        member.flatMap { Base64URL.decode($0.utf8) }
    }
}

extension JSONWebKey {
    fileprivate init?(_ document: KeyDocument) {
        guard document.isForSignatures, let algorithm = document.algorithm, let parameters = document.parameters else {
            return nil
        }
        self.init(parameters, algorithm: algorithm, keyID: document.kid)
    }
}
