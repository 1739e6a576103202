import Synchronization

/// Makes compact JWS (RFC 7515 section 7.1) with the active key of a ring that can be replaced at any time.
///
/// Thread-safe. Signing blocks for as long as the mathematics take, tens of microseconds with ES256 and most of a
/// millisecond with RSA; it is never called on an event loop.
package final class TokenSigner: Sendable {
    /// What a ring means for signing, worked out once. A class, so that to take it out of the lock is to count once.
    private final class Current: Sendable {
        let key: SigningKey
        let claimsHeader: [UInt8]
        let decisionHeader: [UInt8]
        let accessHeader: [UInt8]
        let jwks: [UInt8]
        let keySet: JSONWebKeySet

        init(_ keys: KeyRing) {
            key = keys.active
            claimsHeader = TokenSigner.header(of: .claims, signedWith: keys.active)
            decisionHeader = TokenSigner.header(of: .decision, signedWith: keys.active)
            accessHeader = TokenSigner.header(of: .access, signedWith: keys.active)
            jwks = keys.jwks
            keySet = JSONWebKeySet(keys.publicKeys)
        }

        func header(of kind: TokenKind) -> [UInt8] {
            switch kind {
            case .claims: claimsHeader
            case .decision: decisionHeader
            case .access: accessHeader
            }
        }
    }

    private let current: Mutex<Current>

    package init(_ keys: KeyRing) {
        current = Mutex(Current(keys))
    }

    /// Signs with these keys from now on; a signature under way is finished with the key it began with.
    package func replace(_ keys: KeyRing) {
        let next = Current(keys)
        current.withLock { $0 = next }
    }

    /// The key set that verifies what this signer signs, as JSON: active, upcoming and retired keys.
    package var jwks: [UInt8] { current.withLock { $0.jwks } }

    /// The same set, to verify with in this process.
    package var keySet: JSONWebKeySet { current.withLock { $0.keySet } }

    /// The id of the key that signs.
    package var activeKeyID: String { current.withLock { $0.key.keyID } }

    /// The algorithm of the key that signs.
    package var algorithm: SignatureAlgorithm { current.withLock { $0.key.algorithm } }

    /// The compact serialization of a JWS over `payload`, whose header says `alg`, `kid` and, as `typ`, of what kind it is.
    package func sign(_ payload: [UInt8], as kind: TokenKind) throws(SigningError) -> [UInt8] {
        let current = current.withLock { $0 }
        var token = current.header(of: kind)
        // In one piece: payload, two dots' worth of slack, and the longest signature of the default algorithm.
        token.reserveCapacity(token.count + payload.count * 4 / 3 + 96)
        Base64URL.append(payload, to: &token)
        let signature = try current.key.sign(token)
        token.append(UInt8(ascii: "."))
        Base64URL.append(signature, to: &token)
        return token
    }

    /// The encoded header with the dot that follows it.
    private static func header(of kind: TokenKind, signedWith key: SigningKey) -> [UInt8] {
        let json = "{\"alg\":\"\(key.algorithm.rawValue)\",\"kid\":\"\(key.keyID)\",\"typ\":\"\(kind.type)\"}"
        return Base64URL.encode(Array(json.utf8)) + [UInt8(ascii: ".")]
    }
}
