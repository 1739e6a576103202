/// One configured identity source of one customer; the provisioning domain of its users and groups.
package struct Connection: Hashable, Sendable, Codable, IdentifiedByPrefix {
    package typealias ID = Identifier<Connection>

    package static var identifierPrefix: String { "con_" }
    package static var identifierBodyLength: Int { 16 }

    /// How people of this connection log in.
    package enum Strategy: String, Hashable, Sendable, Codable, CaseIterable {
        case samlp, oidc, okta, waad
    }

    /// The SCIM attribute that holds the provider's own user id, the one a login pipeline sees in `sub`.
    package enum UserIDAttribute: String, Hashable, Sendable, Codable, CaseIterable {
        case userName, externalId
    }

    package var id: ID
    /// Unique within the tenant; part of its users' ids.
    package var name: String
    package var strategy: Strategy
    package var userIDAttribute: UserIDAttribute
    package var origin: Origin

    /// - Parameter userIDAttribute: nil is the one that is usual for the strategy.
    package init(
        id: ID,
        name: String,
        strategy: Strategy,
        userIDAttribute: UserIDAttribute? = nil,
        origin: Origin
    ) {
        self.id = id
        self.name = name
        self.strategy = strategy
        self.userIDAttribute = userIDAttribute ?? strategy.usualUserIDAttribute
        self.origin = origin
    }
}

extension Connection.Strategy {
    /// Where providers of this kind put the id that a login pipeline sees in `sub`: SAML's is the name that a person
    /// logs in with, OpenID Connect's is a value of its own.
    package var usualUserIDAttribute: Connection.UserIDAttribute {
        switch self {
        case .samlp: .userName
        case .oidc, .okta, .waad: .externalId
        }
    }
}

extension Connection.UserIDAttribute {
    /// The provider's own id of a user; the user name stands in for an external id that the provider does not send.
    package func providerUserID(userName: String, externalID: String?) -> String {
        switch self {
        case .userName: userName
        case .externalId: externalID ?? userName
        }
    }
}

extension Connection {
    package static func == (left: Self, right: Self) -> Bool {
        left.id == right.id && left.name.hasSameBytes(as: right.name) && left.strategy == right.strategy
            && left.userIDAttribute == right.userIDAttribute && left.origin == right.origin
    }
}
