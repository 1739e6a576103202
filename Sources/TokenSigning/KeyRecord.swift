package import AccessModel

/// What a key directory says of one key; nothing secret.
package struct KeyRecord: Hashable, Sendable {
    package enum State: Hashable, Sendable {
        /// Published, and in line to sign.
        case upcoming
        /// The same, and takes over by itself at that instant: by then whoever keeps a key set has fetched this one. Nil
        /// until a server has published it.
        case next(Timestamp?)
        /// Signs. One key of a directory, and always one.
        case active
        /// Signs no more since then; published while tokens that it signed can live.
        case retired(Timestamp)
    }

    /// The RFC 7638 thumbprint, which is also the `kid` of tokens.
    package var id: String
    package var algorithm: SignatureAlgorithm
    package var state: State
    package var created: Timestamp

    /// Whether it takes over by itself.
    package var isNext: Bool {
        if case .next = state { true } else { false }
    }

    package init(id: String, algorithm: SignatureAlgorithm, state: State, created: Timestamp) {
        self.id = id
        self.algorithm = algorithm
        self.state = state
        self.created = created
    }
}
