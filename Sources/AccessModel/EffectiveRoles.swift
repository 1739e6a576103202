/// The roles a user holds in one context, the two levels apart, each with where it comes from.
package struct EffectiveRoles: Hashable, Sendable {
    package var user: User.ID
    /// Nil in the tenant context.
    package var organization: Organization?
    /// Sorted by name.
    package var tenantRoles: [EffectiveRole]
    /// Sorted by name; empty in the tenant context and for users who are no members.
    package var organizationRoles: [EffectiveRole]

    package init(
        user: User.ID,
        organization: Organization? = nil,
        tenantRoles: [EffectiveRole] = [],
        organizationRoles: [EffectiveRole] = []
    ) {
        self.user = user
        self.organization = organization
        self.tenantRoles = tenantRoles
        self.organizationRoles = organizationRoles
    }
}

package struct EffectiveRole: Hashable, Sendable {
    package var id: Role.ID
    package var name: String
    /// All of them, each once, in a stable order: direct, then groups by chain, then roles by id.
    package var sources: [RoleSource]
    /// When the last of the ways to the role ends; nil is never.
    package var expires: Timestamp?

    package init(id: Role.ID, name: String, sources: [RoleSource], expires: Timestamp? = nil) {
        self.id = id
        self.name = name
        self.sources = sources
        self.expires = expires
    }
}

package enum RoleSource: Hashable, Sendable {
    /// Assigned to the user itself.
    case direct(Origin)
    /// Assigned to the last group of the chain; the user is a member of the first, each group of the next. The
    /// shortest such chain, ties broken by group id.
    case groups([Group.ID], Origin)
    /// Inherited by another role of the user's at the same level.
    case role(Role.ID)
}

/// What asking for effective roles brings.
package enum EffectiveRolesOutcome: Hashable, Sendable {
    case roles(EffectiveRoles)
    case denied(DenialReason)
}
