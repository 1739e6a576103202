/// A kind of thing that permissions speak of, with the actions there are on it.
///
/// An API is a resource type of its own making: ``API``.
package struct ResourceType: Hashable, Sendable, Codable {
    /// Unique within the tenant; `api` is taken.
    package var name: String
    package var actions: [String]
    package var origin: Origin

    package init(name: String, actions: [String], origin: Origin) {
        self.name = name
        self.actions = actions
        self.origin = origin
    }
}

/// A resource server: an audience of access tokens, with its permissions.
package struct API: Hashable, Sendable, Codable, IdentifiedByPrefix {
    package typealias ID = Identifier<API>

    package static var identifierPrefix: String { "api_" }
    package static var identifierBodyLength: Int { 16 }

    package struct Permission: Hashable, Sendable, Codable {
        package var name: String
        package var description: String

        package init(name: String, description: String = "") {
            self.name = name
            self.description = description
        }
    }

    /// Such as `https://billing.example.com`; unique within the tenant.
    package var identifier: String
    package var name: String
    package var permissions: [Permission]
    package var origin: Origin

    package init(identifier: String, name: String, permissions: [Permission], origin: Origin) {
        self.identifier = identifier
        self.name = name
        self.permissions = permissions
        self.origin = origin
    }

    /// What the API is addressed by where its identifier, a URL, is awkward; a function of that.
    package var id: ID { .derived(from: identifier) }
}

extension ResourceType {
    package static func == (left: Self, right: Self) -> Bool {
        left.name.hasSameBytes(as: right.name) && left.actions.hasSameBytes(as: right.actions)
            && left.origin == right.origin
    }
}

extension API {
    package static func == (left: Self, right: Self) -> Bool {
        left.identifier.hasSameBytes(as: right.identifier) && left.name.hasSameBytes(as: right.name)
            && left.permissions == right.permissions && left.origin == right.origin
    }
}

extension API.Permission {
    package static func == (left: Self, right: Self) -> Bool {
        left.name.hasSameBytes(as: right.name) && left.description.hasSameBytes(as: right.description)
    }
}
