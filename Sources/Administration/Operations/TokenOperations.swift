import HTTPTypes
import AccessModel
import DirectoryStorage
import TokenSigning

/// `/connections/{id}/scim-configuration/tokens`: what an identity provider shows to the SCIM endpoint.
enum TokenOperations {
    /// - Parameter scopes: everything that a token may be good for.
    static func all(scopes: [String]) -> [Operation] { [list, create(scopes), revoke] }

    private static let path = "connections/{id}/scim-configuration/tokens"

    private static let list = Operation(
        id: "get_scim_tokens",
        method: .get,
        path: path,
        summary: "List a connection's tokens; never their secrets",
        scopes: "read:scim_token",
        success: .init(.ok, .list(TokenBody.schema)),
        refusals: [.notFound]
    ) { request in
        let connection = request.identifier("id") as Connection.ID
        let tokens = try await request.read { reader in
            _ = try reader.configuredConnection(connection)
            return try reader.tokens(of: connection)
        }
        return .ok(tokens.map { TokenBody($0) })
    }

    private static func create(_ scopes: [String]) -> Operation {
        Operation(
            id: "create_scim_token",
            method: .post,
            path: path,
            summary: "Make a token and show its secret, this once",
            scopes: "create:scim_token",
            body: .object([
                .optional("scopes", .list(.oneOf(scopes), 1...scopes.count)),
                .optional("token_lifetime", .nullable(.integer(900...315_360_000))),
            ]),
            isBodyOptional: true,
            success: .init(.created, TokenBody.schema),
            refusals: [.notFound, .conflict]
        ) { request in
            let wish = try request.decoded(as: TokenWish.self)
            let connection = request.identifier("id") as Connection.ID
            var generator = SystemRandomNumberGenerator()
            let id = SCIMToken.ID.make(using: &generator)
            let secret = "\(id).\(Secret.make())"
            let token = SCIMToken(
                id: id,
                connection: connection,
                digest: SecretDigest(of: secret).bytes,
                scopes: wish.scopes ?? scopes,
                created: request.instant,
                expires: wish.tokenLifetime.map { request.instant + .seconds($0) }
            )
            let commit = try await request.commit { transaction in
                _ = try transaction.configuredConnection(connection)
                do throws(StoreError) {
                    try transaction.createToken(token, now: request.instant)
                } catch .tooManyTokens {
                    let limit = SCIMToken.limit
                    throw ManagementError(.conflict, "Maximum of \(limit) tokens already issued for this connection")
                }
            }
            return .created(TokenBody(token, secret: secret), commit)
        }
    }

    private static let revoke = Operation(
        id: "delete_scim_token",
        method: .delete,
        path: path + "/{token_id}",
        summary: "End a token, at once",
        scopes: "delete:scim_token",
        success: .noContent,
        refusals: [.notFound]
    ) { request in
        let connection = request.identifier("id") as Connection.ID
        let id = request.identifier("token_id") as SCIMToken.ID
        let commit = try await request.commit { transaction in
            guard try transaction.tokens(of: connection).contains(where: { $0.id == id }) else {
                throw ManagementError(.notFound, "The token does not exist")
            }
            try transaction.revokeToken(id)
        }
        return .noContent(commit)
    }
}

private struct TokenWish: Decodable {
    var scopes: [String]?
    /// Seconds; nil is for ever.
    var tokenLifetime: Int?

    private enum CodingKeys: String, CodingKey {
        case scopes
        case tokenLifetime = "token_lifetime"
    }
}

/// A token as the management API shows it.
private struct TokenBody: Encodable, Sendable {
    var tokenId: String
    /// Only in the answer that created it.
    var token: String?
    var scopes: [String]
    var createdAt: String
    var validUntil: String?
    var lastUsedAt: String?

    static let schema = Schema.object(
        "SCIMToken",
        [
            .required("token_id", .text()), .optional("token", .text()), .required("scopes", .list(.text())),
            .required("created_at", .instant), .optional("valid_until", .instant),
            .optional("last_used_at", .instant),
        ]
    )

    init(_ token: SCIMToken, secret: String? = nil) {
        tokenId = token.id.rawValue
        self.token = secret
        scopes = token.scopes
        createdAt = token.created.description
        validUntil = token.expires?.description
        lastUsedAt = token.lastUsed?.description
    }
}
