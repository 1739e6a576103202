import AccessModel
import DirectoryStorage
import RequestAdmission
import SCIMProtocol
import TokenSigning

/// Decides whether the bearer of a token may do what a request asks.
struct ProvisioningAuthority: Sendable {
    let store: any DirectoryStore
    let now: Now
    /// Of requests without a good token, by where they come from.
    let failures: SharedRates<String>

    // INVARIANT (token digests): the digest is that of the whole secret, `tok_….<64 hexadecimal digits>`, as whoever
    // makes tokens stores it.

    /// The bearer of the token that the header carries, if it is good for the connection.
    ///
    /// Unknown, malformed, expired, or of another connection: each gets the same answer, so that nobody learns which.
    /// A connection without SCIM configuration is 404, which its provider's administrator can act on.
    ///
    /// INVARIANT (nobody is kept out by strangers): only failures are charged, after the look at the token. Whoever shows a
    /// good one is let in, whatever the rate of those who do not.
    func bearer(in authorization: String?, for connection: Connection.ID) async throws -> Bearer {
        if let secret = Self.secret(in: authorization), let bearer = try await bearer(of: secret, for: connection) {
            return bearer
        }
        try failures.charge(PeerConnection.current?.address ?? authorization ?? "")
        throw try await serves(connection) ? SCIMError.badToken : SCIMError.notServed
    }

    /// False for a connection that exists and has no SCIM configuration. Of others nothing is said.
    func serves(_ connection: Connection.ID) async throws -> Bool {
        try await store.lookUp { reader in
            try reader.scimConfiguration(of: connection) != nil || reader.connection(connection) == nil
        }
    }

    private func bearer(of secret: String, for connection: Connection.ID) async throws -> Bearer? {
        let digest = SecretDigest(of: secret)
        let instant = now()
        return try await store.lookUp { reader in
            guard let token = try reader.token(digest: digest.bytes),
                // The index has found it by the digest already; this is what makes the decision, and in constant time.
                let stored = SecretDigest(bytes: token.digest), stored == digest,
                token.connection == connection, !token.hasExpired(at: instant),
                let configuration = try reader.scimConfiguration(of: connection)
            else { return nil }
            return Bearer(token: token, mapping: configuration.mapping)
        }
    }

    /// The bearer token of an Authorization header, where it looks like one of ours.
    private static func secret(in authorization: String?) -> String? {
        guard let header = AuthorizationHeader(authorization), header.scheme == .bearer else { return nil }
        let secret = header.credentials
        return secret.hasPrefix(SCIMToken.identifierPrefix) && secret.utf8.count <= 256 ? secret : nil
    }
}

/// Who has shown a good token.
struct Bearer: Sendable {
    var token: SCIMToken
    /// The mapping that the connection was given; nil where it keeps nothing back.
    var mapping: [MappedAttribute]?
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
    static let notServed = SCIMError.notFound("SCIM is not set up for this connection")
    static let badToken = SCIMError.unauthorized("the bearer token is not good for this connection")
}
