/// A named set of entitlements, with those of the roles it inherits.
package struct Role: Hashable, Sendable, Codable, IdentifiedByPrefix {
    package typealias ID = Identifier<Role>

    package static var identifierPrefix: String { "rol_" }
    package static var identifierBodyLength: Int { 16 }

    package var id: ID
    /// Unique within the tenant.
    package var name: String
    package var description: String
    /// Roles whose entitlements this one has too, transitively. The compiler refuses cycles; the index survives them.
    package var inherits: [Role.ID]
    package var entitlements: [Entitlement]
    package var origin: Origin

    package init(
        id: ID,
        name: String,
        description: String = "",
        inherits: [Role.ID] = [],
        entitlements: [Entitlement] = [],
        origin: Origin
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.inherits = inherits
        self.entitlements = entitlements
        self.origin = origin
    }
}

/// The right to an action on a resource, perhaps under conditions.
///
/// It applies when every `when` condition holds and every `unless` condition is known not to hold: a question that
/// leaves out a property which a condition needs is not permitted by this entitlement.
package struct Entitlement: Hashable, Sendable, Codable {
    /// `api` for a permission of an API.
    package var resourceType: String
    /// Nil is any resource of the type. For an API, its identifier.
    package var resourceID: String?
    /// For an API, the permission's name.
    package var action: String
    package var when: [Condition]
    package var unless: [Condition]

    package init(
        resourceType: String,
        resourceID: String? = nil,
        action: String,
        when: [Condition] = [],
        unless: [Condition] = []
    ) {
        self.resourceType = resourceType
        self.resourceID = resourceID
        self.action = action
        self.when = when
        self.unless = unless
    }

    /// Whether the entitlement needs properties of the question at all.
    package var isConditional: Bool { !when.isEmpty || !unless.isEmpty }
}

extension Entitlement {
    /// The resource type of an API's permissions.
    package static let apiResourceType = "api"
}

extension Role {
    package static func == (left: Self, right: Self) -> Bool {
        left.id == right.id && left.name.hasSameBytes(as: right.name)
            && left.description.hasSameBytes(as: right.description) && left.inherits == right.inherits
            && left.entitlements == right.entitlements && left.origin == right.origin
    }
}

extension Entitlement {
    package static func == (left: Self, right: Self) -> Bool {
        left.resourceType.hasSameBytes(as: right.resourceType) && left.resourceID.hasSameBytes(as: right.resourceID)
            && left.action.hasSameBytes(as: right.action) && left.when == right.when && left.unless == right.unless
    }
}
