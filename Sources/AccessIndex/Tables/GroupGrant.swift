import AccessModel

/// A role that the members of a group have through it.
struct GroupGrant: Hashable, HeapMeasured {
    var scope: Scope
    /// Groups between: zero where the group itself carries the assignment.
    var distance: UInt32
    var role: Ordinal<Role>
    /// That of the group which carries the assignment. Tells nothing in the tenant, and is the same for all there.
    var connection: Ordinal<Connection>
    var heapBytes: Int { 0 }
}

extension GroupGrant: Comparable {
    /// By scope, so that those of one organization lie together, the tenant's first.
    static func < (left: Self, right: Self) -> Bool {
        (left.scope, left.distance, left.role, left.connection)
            < (right.scope, right.distance, right.role, right.connection)
    }
}
