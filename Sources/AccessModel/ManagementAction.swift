/// Something that was done on which no answer depends, and of which the feed therefore does not tell. Never a secret.
package struct ManagementAction: Hashable, Sendable, Codable {
    /// What was done, as events are named: `scim_token.created`.
    package struct Kind: RawRepresentable, Hashable, Sendable, Codable {
        package let rawValue: String

        package init(rawValue: String) {
            self.rawValue = rawValue
        }

        package static let tokenCreated = Self(rawValue: "scim_token.created")
        package static let tokenDeleted = Self(rawValue: "scim_token.deleted")
        package static let configurationCreated = Self(rawValue: "scim_configuration.created")
        package static let configurationUpdated = Self(rawValue: "scim_configuration.updated")
        package static let configurationDeleted = Self(rawValue: "scim_configuration.deleted")
        package static let clientCreated = Self(rawValue: "client.created")
        package static let clientUpdated = Self(rawValue: "client.updated")
        package static let clientDeleted = Self(rawValue: "client.deleted")
        package static let clientSecretRotated = Self(rawValue: "client_secret.rotated")
    }

    package var kind: Kind
    /// The id of what it was done to.
    package var subject: String
    /// The connection that this belongs to, if it belongs to one.
    package var connection: Connection.ID?

    package init(_ kind: Kind, _ subject: Identifier<some Any>, of connection: Connection.ID? = nil) {
        self.kind = kind
        self.subject = subject.rawValue
        self.connection = connection
    }
}
