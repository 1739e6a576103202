import AccessModel

/// A role that the members of a group have through it.
struct GroupGrant: Hashable, HeapMeasured {
    var scope: Scope
    /// Groups between: zero where the group itself carries the assignment.
    var distance: UInt32
    var role: Ordinal<Role>
    /// That of the group which carries the assignment. Tells nothing in the tenant, and is the same for all there.
    var connection: Ordinal<Connection>
    var expires: Expiry
    var heapBytes: Int { 0 }
}

extension GroupGrant: Comparable {
    /// By scope, so that those of one organization lie together, the tenant's first.
    static func < (left: Self, right: Self) -> Bool {
        (left.scope, left.distance, left.role, left.connection, left.expires)
            < (right.scope, right.distance, right.role, right.connection, right.expires)
    }
}

extension Span<GroupGrant> {
    /// Where the grants of the scope begin, or would.
    @inline(__always)
    func start(of scope: Scope) -> Int {
        var low = 0
        var high = scope == .tenant ? 0 : count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].scope < scope { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
