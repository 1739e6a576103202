package import AccessModel

/// A bearer token with which a connection's provider pushes. Its secret is nowhere kept, only the digest.
package struct SCIMToken: Hashable, Sendable, IdentifiedByPrefix {
    package typealias ID = Identifier<SCIMToken>

    package static var identifierPrefix: String { "tok_" }
    package static var identifierBodyLength: Int { 16 }

    /// The most that one connection has at a time: one in use and its successor.
    package static let limit = 2

    package var id: ID
    package var connection: Connection.ID
    /// SHA-256 of the secret: 32 bytes.
    package var digest: [UInt8]
    package var scopes: [String]
    package var created: Timestamp
    /// From then on the token is worth nothing; nil is never.
    package var expires: Timestamp?
    package var lastUsed: Timestamp?

    package init(
        id: ID,
        connection: Connection.ID,
        digest: [UInt8],
        scopes: [String],
        created: Timestamp,
        expires: Timestamp? = nil,
        lastUsed: Timestamp? = nil
    ) {
        self.id = id
        self.connection = connection
        self.digest = digest
        self.scopes = scopes
        self.created = created
        self.expires = expires
        self.lastUsed = lastUsed
    }

    package func hasExpired(at instant: Timestamp) -> Bool {
        guard let expires else { return false }
        return expires <= instant
    }
}
