/// A permission of an API that a user has in one context, with where it comes from.
package struct EffectivePermission: Hashable, Sendable {
    package var name: String
    /// Empty where the API does not declare the permission, but a role carries it.
    package var description: String
    /// Whether it was given to the user itself.
    package var isDirect: Bool
    /// The user's assigned roles that carry it, themselves or by inheritance: those of the tenant, then those of the
    /// organization, each by name.
    package var roles: [EffectiveRole]

    package init(name: String, description: String = "", isDirect: Bool = false, roles: [EffectiveRole] = []) {
        self.name = name
        self.description = description
        self.isDirect = isDirect
        self.roles = roles
    }
}

/// What asking for effective permissions brings.
package enum EffectivePermissionsOutcome: Hashable, Sendable {
    /// Sorted by name; those that a check without properties would permit.
    case permissions([EffectivePermission])
    case denied(DenialReason)
}
