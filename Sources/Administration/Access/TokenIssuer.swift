import AccessModel
import DirectoryStorage
import Logging
import RequestAdmission
import TokenSigning

/// Gives clients that show their secret an access token.
struct TokenIssuer: Sendable {
    /// What a client that does not exist is compared with, so that it takes the same path and the same time.
    private static let decoy = SecretDigest(of: Secret.make())
    /// Between two notes of when a client was here, so that one that asks all the time does not write all the time.
    private static let noteInterval = Duration.seconds(60)

    let authority: ClientAuthority
    let rates: ClientRates
    let failures: FailureRates
    let logger: Logger

    struct Grant: Encodable, Sendable {
        var accessToken: String
        var tokenType = "Bearer"
        /// Seconds.
        var expiresIn: Int64
        var scope: String
    }

    /// - Parameter host: what the request called this server.
    func grant(_ request: TokenRequest, host: String?, _ id: RequestID) async throws -> Grant {
        let instant = authority.now()
        let client = try await authenticated(request, id, at: instant)
        do {
            try rates.charge(client.id)
        } catch {
            throw TokenError.tooManyRequests(error, at: instant)
        }
        if let audience = request.audience, !authority.settings.names(audience, host: host) {
            throw TokenError.unknownAudience(audience)
        }
        let excess = (request.scopes ?? []).subtracting(client.scopes)
        guard excess.isEmpty else { throw TokenError.invalidScope(excess) }
        let token = AccessToken(client, scopes: request.scopes ?? client.scopes, authority.settings, now: instant)
        let signed = try authority.signer.sign(token.json, as: .access)
        await note(client, at: instant)
        logger.info(
            "token issued",
            metadata: ["request_id": "\(id)", "client": "\(client.id)", "token": "\(token.id)"]
        )
        return Grant(
            accessToken: String(decoding: signed, as: UTF8.self),
            expiresIn: token.expires - token.issued,
            scope: token.scopes.scopeList
        )
    }

    private func authenticated(
        _ request: TokenRequest,
        _ id: RequestID,
        at instant: Timestamp
    ) async throws -> ClientRecord {
        let claimed = ClientRecord.ID(request.clientID)
        let client = try await authority.store.read { try $0.client(claimed) }
        let stored = client.flatMap { SecretDigest(bytes: $0.digest) } ?? Self.decoy
        let isRight = stored == SecretDigest(of: request.secret)
        if isRight, let client { return client }
        do {
            try failures.charge(claimed)
            try authority.chargeStranger(showing: "")
        } catch {
            throw TokenError.tooManyRequests(error, at: instant)
        }
        // The id may be anything, even a secret in the wrong place; what is not an identifier of ours stays out.
        let name = claimed.isWellFormed ? claimed.rawValue : "unknown"
        logger.notice("token refused", metadata: ["request_id": "\(id)", "client": "\(name)"])
        throw TokenError.invalidClient
    }

    /// A note that cannot be written keeps nobody out.
    private func note(_ client: ClientRecord, at instant: Timestamp) async {
        // A clock that was set back must not stop the notes until it is there again.
        if let last = client.lastUsed, (.zero..<Self.noteInterval).contains(instant.since(last)) { return }
        let author = ManagementCaller.Identity.client(client.id).author
        do {
            _ = try await authority.store.commit(by: author, at: instant) { transaction in
                try transaction.recordUse(of: client.id, at: instant)
            }
        } catch {
            logger.warning("a client's use could not be noted", error: error, metadata: ["client": "\(client.id)"])
        }
    }
}
