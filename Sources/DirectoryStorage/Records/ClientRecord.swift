package import AccessModel

/// A program that may call the management API. Its secret is nowhere kept, only the digest.
package struct ClientRecord: Hashable, Sendable, IdentifiedByPrefix {
    package typealias ID = Identifier<ClientRecord>

    package static var identifierPrefix: String { "cli_" }
    package static var identifierBodyLength: Int { 22 }

    package var id: ID
    /// Unique, for people.
    package var name: String
    /// SHA-256 of the secret: 32 bytes.
    package var digest: [UInt8]
    /// How many secrets the client has had, this one included. What an earlier one obtained is worth nothing.
    package var secretNumber: Int
    package var scopes: Set<String>
    package var created: Timestamp
    /// When it showed its secret last, to the minute.
    package var lastUsed: Timestamp?

    package init(
        id: ID,
        name: String,
        digest: [UInt8],
        secretNumber: Int = 1,
        scopes: Set<String>,
        created: Timestamp,
        lastUsed: Timestamp? = nil
    ) {
        self.id = id
        self.name = name
        self.digest = digest
        self.secretNumber = secretNumber
        self.scopes = scopes
        self.created = created
        self.lastUsed = lastUsed
    }
}
