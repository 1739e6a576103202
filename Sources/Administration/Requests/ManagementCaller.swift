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

    package init(_ identity: Identity, scopes: Set<String>?) {
        self.identity = identity
        self.scopes = scopes
    }

    /// Whoever may open the management socket may do everything.
    package static func peer(uid: UInt32) -> Self { Self(.peer(uid: uid), scopes: nil) }

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
