import AccessModel
import DirectoryStorage
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import TokenSigning

extension ManagementRoutes {
    /// `GET …/tokens`: a bare array, never the secrets.
    func listTokens(of connection: Connection.ID) async throws -> Response {
        let tokens = try await store.read { reader in
            guard try reader.connection(connection) != nil else { throw ManagementError.unknownConnection }
            return try reader.tokens(of: connection)
        }
        return try .json(tokens.map { TokenBody($0) })
    }

    /// `POST …/tokens`: 201 with the secret, which is shown here and nowhere else.
    func createToken(_ request: Request, for connection: Connection.ID) async throws -> Response {
        let wish = try await TokenWish(request, of: scopes)
        var generator = SystemRandomNumberGenerator()
        let id = SCIMToken.ID.make(using: &generator)
        let secret = "\(id).\(Secret.make())"
        let instant = now()
        let token = SCIMToken(
            id: id,
            connection: connection,
            digest: SecretDigest(of: secret).bytes,
            scopes: wish.scopes ?? scopes,
            created: instant,
            expires: wish.lifetime.map { instant + .seconds($0) }
        )
        _ = try await store.commit { transaction in
            guard try transaction.connection(connection) != nil else { throw ManagementError.unknownConnection }
            try transaction.createToken(token, now: instant)
        }
        logger.info("SCIM token created", metadata: ["token_id": "\(id)", "connection": "\(connection)"])
        return try .json(TokenBody(token, secret: secret), status: .created)
    }

    /// `DELETE …/tokens/{id}`: 204, or 404 for a token that the connection does not have.
    func revokeToken(_ id: SCIMToken.ID, of connection: Connection.ID) async throws -> Response {
        _ = try await store.commit { transaction in
            guard try transaction.tokens(of: connection).contains(where: { $0.id == id }) else {
                throw ManagementError(.notFound, "The token does not exist")
            }
            return try transaction.revokeToken(id)
        }
        logger.info("SCIM token revoked", metadata: ["token_id": "\(id)", "connection": "\(connection)"])
        return Response(status: .noContent)
    }
}

/// The body of a request for a token: both properties may be absent, and no other is known.
private struct TokenWish {
    var scopes: [String]?
    /// Seconds, 900 or more; nil is for ever.
    var lifetime: Int?

    /// - Parameter known: the scopes that there are.
    init(_ request: Request, of known: [String]) async throws {
        let bytes = try await request.body.collect(upTo: 16_384)
        guard bytes.readableBytes > 0 else { return }
        let parsed = try? JSONSerialization.jsonObject(with: Data(bytes.readableBytesView))
        guard let object = parsed as? [String: Any] else { throw ManagementError.invalidBody("not a JSON object") }
        for (name, value) in object { try read(name, value, of: known) }
    }

    private mutating func read(_ name: String, _ value: Any, of known: [String]) throws {
        switch (name, value) {
        case ("scopes", let value as [String]) where !value.isEmpty && value.allSatisfy(known.contains):
            scopes = value
        case ("scopes", _):
            throw ManagementError.invalidBody("'one or more of \(known)' on property scopes")
        case ("token_lifetime", let value as Int) where (900...315_360_000).contains(value):
            lifetime = value
        case ("token_lifetime", is NSNull):
            lifetime = nil
        case ("token_lifetime", _):
            throw ManagementError.invalidBody("'a whole number of seconds from 900' on property token_lifetime")
        default:
            throw ManagementError.invalidBody("'unknown' on property \(name)")
        }
    }
}

/// A token as the management API shows it.
private struct TokenBody: Encodable {
    var tokenId: String
    /// Only in the answer that created it.
    var token: String?
    var scopes: [String]
    var createdAt: String
    var validUntil: String?
    var lastUsedAt: String?

    init(_ token: SCIMToken, secret: String? = nil) {
        tokenId = token.id.rawValue
        self.token = secret
        scopes = token.scopes
        createdAt = token.created.description
        validUntil = token.expires?.description
        lastUsedAt = token.lastUsed?.description
    }
}
