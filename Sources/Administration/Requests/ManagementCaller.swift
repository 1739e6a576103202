import AccessModel
import HTTPTypes

/// Who asks, and what they may.
package struct ManagementCaller: Sendable {
    package enum Identity: Hashable, Sendable {
        /// Somebody whom the kernel let connect to the management socket.
        case peer(uid: UInt32)
        /// An API client, by its id, with a bearer token.
        case client(String)
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
        throw ManagementError(
            .forbidden,
            "Insufficient scope; expected any of: \(rule)",
            errorCode: "insufficient_scope"
        )
    }
}

extension ManagementCaller.Identity {
    /// As the history names it.
    var author: Author {
        switch self {
        case .peer(let uid): .peer(uid: uid)
        case .client(let id): .client(Identifier(id))
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
