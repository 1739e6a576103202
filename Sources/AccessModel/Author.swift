/// Who makes a commit, and by which path it comes.
package enum Author: Hashable, Sendable {
    /// The policy files, at a start or a reload.
    case policy
    /// A client of the management API.
    case client(Identifier<Client>)
    /// A user of the machine, on the management socket.
    case peer(uid: UInt32)
    /// The provider of a connection, over SCIM, by the token that it showed.
    case connection(Connection.ID, token: Identifier<Token>)
    /// A user's own login.
    case login(User.ID)
    /// Rollcall itself.
    case system

    /// What a client's id is the id of, as far as history knows it.
    package enum Client {}

    /// What a token's id is the id of, as far as history knows it.
    package enum Token {}

    /// The kind of an author.
    package enum Path: String, Hashable, Sendable, Codable, CaseIterable {
        case policy, client, peer, connection, login, system
    }

    package var path: Path {
        switch self {
        case .policy: .policy
        case .client: .client
        case .peer: .peer
        case .connection: .connection
        case .login: .login
        case .system: .system
        }
    }
}

extension Author: CustomStringConvertible {
    /// The path, and after a colon the id; a connection's token follows after another colon: `peer:1000`,
    /// `connection:con_…:tok_…`.
    package var description: String {
        switch self {
        case .policy, .system: path.rawValue
        case .client(let id): "\(path.rawValue):\(id)"
        case .peer(let uid): "\(path.rawValue):\(uid)"
        case .connection(let id, let token): "\(path.rawValue):\(id):\(token)"
        case .login(let user): "\(path.rawValue):\(user)"
        }
    }

    /// Parses a ``description``.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let path = Path(rawValue: parts[0]) else { return nil }
        switch (path, parts.count > 1 ? parts[1] : nil) {
        case (.policy, nil): self = .policy
        case (.system, nil): self = .system
        case (.client, let id?): self = .client(Identifier(id))
        case (.login, let user?): self = .login(User.ID(user))
        case (.peer, let uid?):
            guard let uid = UInt32(uid) else { return nil }
            self = .peer(uid: uid)
        case (.connection, let ids?):
            // Nothing that Rollcall issues an id to has a colon in it.
            guard let colon = ids.lastIndex(of: ":") else { return nil }
            let token = Identifier<Token>(String(ids[ids.index(after: colon)...]))
            self = .connection(Connection.ID(String(ids[..<colon])), token: token)
        case (.policy, _), (.system, _), (.client, nil), (.login, nil), (.peer, nil), (.connection, nil): return nil
        }
    }
}
