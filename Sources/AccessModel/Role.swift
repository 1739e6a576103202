/// A named set of entitlements, with those of the roles it inherits.
package struct Role: Hashable, Sendable, Codable, IdentifiedByPrefix {
    package typealias ID = Identifier<Role>

    package static var identifierPrefix: String { "rol_" }
    package static var identifierBodyLength: Int { 16 }

    package var id: ID
    /// Unique among the roles of one owner.
    package var name: String
    package var description: String
    /// Roles whose entitlements this one has too, transitively. The compiler refuses cycles; the index survives them.
    package var inherits: [Role.ID]
    package var entitlements: [Entitlement]
    /// The organization that the role belongs to and ends with; nil is the tenant. It never changes.
    ///
    /// Such a role is assigned inside its organization alone, and no other role inherits it: the store sees to that.
    package var owner: Organization.ID?
    package var origin: Origin

    package init(
        id: ID,
        name: String,
        description: String = "",
        inherits: [Role.ID] = [],
        entitlements: [Entitlement] = [],
        owner: Organization.ID? = nil,
        origin: Origin
    ) {
        self.id = id
        self.name = name
        self.description = description
        self.inherits = inherits
        self.entitlements = entitlements
        self.owner = owner
        self.origin = origin
    }

    /// Whether the role may be assigned in the scope: one of the tenant's in every scope, one of an organization's in
    /// that organization alone.
    package func isAssignable(in scope: RoleAssignment.Scope) -> Bool {
        guard let owner else { return true }
        return scope == .organization(owner)
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
            && left.entitlements == right.entitlements && left.owner == right.owner && left.origin == right.origin
    }
}

extension Entitlement {
    package static func == (left: Self, right: Self) -> Bool {
        left.resourceType.hasSameBytes(as: right.resourceType) && left.resourceID.hasSameBytes(as: right.resourceID)
            && left.action.hasSameBytes(as: right.action) && left.when == right.when && left.unless == right.unless
    }
}
