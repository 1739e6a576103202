import AccessModel

/// One entitlement as one role has it: its own, or inherited.
struct Holding: Sendable {
    let role: Ordinal<Role>
    /// Roles in the chain from `role` to the one that declares the entitlement, both included.
    let length: UInt32
    /// The declaring role's place among the shortest chains from `role`.
    let step: UInt32
    /// Its place in the table.
    let entitlement: UInt32
    /// Nil where it is for every resource of the type.
    let resource: PermissionTable.ResourceNumber?
    let isConditional: Bool

    @inline(__always)
    func covers(_ resource: PermissionTable.ResourceNumber?) -> Bool {
        guard let only = self.resource else { return true }
        return only == resource
    }
}
