import HTTPTypes

/// Who asks, and what they may.
package struct ManagementCaller: Sendable {
    package enum Identity: Hashable, Sendable {
        /// Somebody whom the kernel let connect to the management socket.
        case peer
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
    package static let peer = Self(.peer, scopes: nil)

    func check(_ rule: ScopeRule) throws(ManagementError) {
        guard let scopes, !rule.admits(scopes) else { return }
        throw ManagementError(
            .forbidden,
            "Insufficient scope; expected any of: \(rule)",
            errorCode: "insufficient_scope"
        )
    }
}

extension ManagementCaller.Identity: CustomStringConvertible {
    package var description: String {
        switch self {
        case .peer: "management socket"
        case .client(let id): "client \(id)"
        }
    }
}
