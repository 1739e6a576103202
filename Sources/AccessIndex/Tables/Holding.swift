import AccessModel

/// One entitlement as one role has it: its own, or inherited.
struct Holding: Sendable {
    let role: Ordinal<Role>
    /// Roles in the chain from `role` to the one that declares the entitlement, both included.
    let length: UInt32
    /// The declaring role's place among the shortest chains from `role`.
    let step: UInt32
    /// Its place in the table; in the order of the roles that declare them, and of their lists.
    let entitlement: UInt32
    let isConditional: Bool
}

/// A permission as a question asks for it.
struct Permission: Sendable {
    /// Holdings of it on the very resource.
    var named: Range<UInt32>
    /// Holdings of it on every resource of the type.
    var general: Range<UInt32>
    /// Roles that have it, roughly.
    var holders: RoleFilter
}
