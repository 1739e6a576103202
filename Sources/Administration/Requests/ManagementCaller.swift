import AccessModel
package import DirectoryStorage
import HTTPTypes

/// Who asks, and what they may.
package struct ManagementCaller: Sendable {
    package enum Identity: Hashable, Sendable {
        /// Somebody whom the kernel let connect to the management socket.
        case peer(uid: UInt32)
        /// An API client, with a bearer token.
        case client(ClientRecord.ID)
    }

    package var identity: Identity
    /// Nil is all of them.
    package var scopes: Set<String>?
    /// What a client showed; nil for a peer.
    private var token: AccessToken?

    package init(_ identity: Identity, scopes: Set<String>?) {
        self.identity = identity
        self.scopes = scopes
    }

    /// The client that a genuine token names, with the scopes that both it and its token have. Throws 401 where the client,
    /// or the secret that obtained the token, is gone.
    init(_ token: AccessToken, in reader: any DirectoryReader) throws {
        guard let client = try reader.client(token.client), client.secretNumber == token.secretNumber else {
            throw ManagementError.invalidToken("Invalid token.")
        }
        identity = .client(client.id)
        scopes = token.scopes.intersection(client.scopes)
        self.token = token
    }

    /// The caller as it is now, in the state that is read.
    ///
    /// INVARIANT (revocation is immediate): a write looks in its own transaction, so that nothing is done with what was
    /// taken away while the request was under way.
    func current(in reader: any DirectoryReader) throws -> Self {
        try token.map { try Self($0, in: reader) } ?? self
    }

    /// Whoever may open the management socket may do everything.
    package static func peer(uid: UInt32) -> Self { Self(.peer(uid: uid), scopes: nil) }

    /// Whether the caller has all of these scopes.
    func holds(_ needed: Set<String>) -> Bool { scopes.map(needed.isSubset(of:)) ?? true }

    func check(_ rule: ScopeRule) throws(ManagementError) {
        guard let scopes, !rule.admits(scopes) else { return }
        throw .insufficientScope("Insufficient scope; expected any of: \(rule)")
    }

    /// Whoever gives scopes to a client gives what it has itself, or it could give itself anything.
    func checkMayGive(_ given: Set<String>) throws(ManagementError) {
        let excess = scopes.map { given.subtracting($0).sorted() } ?? []
        guard !excess.isEmpty else { return }
        throw .insufficientScope(
            "Insufficient scope; a client gives no scope that it does not have: \(excess.joined(separator: ", "))"
        )
    }
}

extension ManagementCaller.Identity {
    /// As the history names it.
    var author: Author {
        switch self {
        case .peer(let uid): .peer(uid: uid)
        case .client(let id): .client(Identifier(id.rawValue))
        }
    }
}

extension ManagementCaller.Identity: CustomStringConvertible {
    package var description: String {
        switch self {
        case .peer(let uid): "management socket, user \(uid)"
        case .client(let id): "client \(id)"
        }
    }
}

extension ManagementError {
    fileprivate static func insufficientScope(_ sentence: String) -> Self {
        Self(
            .forbidden,
            sentence,
            errorCode: "insufficient_scope",
            headers: [.wwwAuthenticate: #"Bearer realm="rollcall", error="insufficient_scope""#]
        )
    }
}
