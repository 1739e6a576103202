import AccessModel
import DirectoryStorage
import RequestAdmission
import SCIMProtocol
import TokenSigning

/// Decides whether the bearer of a token may do what a request asks.
struct ProvisioningAuthority: Sendable {
    let store: any DirectoryStore
    let now: Now

    // INVARIANT (token digests): the digest is that of the whole secret, `tok_….<64 hexadecimal digits>`, as whoever
    // makes tokens stores it.

    /// The token that the header carries, if it is good for the connection.
    ///
    /// Unknown, malformed, expired, or of another connection: each gets the same answer, so that nobody learns which.
    func token(in authorization: String?, for connection: Connection.ID) async throws -> SCIMToken {
        guard let secret = Self.secret(in: authorization) else { throw SCIMError.badToken }
        let digest = SecretDigest(of: secret)
        guard
            let token = try await store.read({ reader in try reader.token(digest: digest.bytes) }),
            // The index has found it by the digest already; this is what makes the decision, and in constant time.
            let stored = SecretDigest(bytes: token.digest), stored == digest,
            token.connection == connection,
            !token.hasExpired(at: now())
        else { throw SCIMError.badToken }
        return token
    }

    /// The bearer token of an Authorization header, where it looks like one of ours.
    private static func secret(in authorization: String?) -> String? {
        guard let header = AuthorizationHeader(authorization), header.scheme == .bearer else { return nil }
        let secret = header.credentials
        return secret.hasPrefix(SCIMToken.identifierPrefix) && secret.utf8.count <= 256 ? secret : nil
    }
}

extension SCIMToken {
    /// Refuses an operation on any kind of resource that the token has no scope for.
    func permit(_ operation: ProvisioningOperation, on kinds: [ResourceKind]) throws(SCIMError) {
        guard let method = operation.scope else { return }
        for kind in kinds where !scopes.contains(ProvisioningScope(method, kind).description) {
            throw .forbidden("the token does not have the scope that this request needs")
        }
    }
}

extension SCIMError {
    static let badToken = SCIMError.unauthorized("the bearer token is not good for this connection")
}
