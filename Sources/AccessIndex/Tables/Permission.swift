import AccessModel

/// An action on a type of resource, and the roles that have it.
struct Permission: HeapMeasured {
    /// One entitlement as one role has it: its own, or inherited.
    struct Entry: Sendable {
        let role: Ordinal<Role>
        /// Roles in the chain from `role` to the one that declares the entitlement, both included.
        let length: UInt32
        /// The declaring role's place among the shortest chains from `role`.
        let step: UInt32
        let entitlement: UInt32
        /// Whether it applies to every resource of the type under all conditions.
        let isPlain: Bool
    }

    /// False for an API's permission that only some APIs have.
    var isDeclaredForAll = false
    private var holders = BitSet()
    // INVARIANT (entry order): by role, then by chain, then as the role lists them; the first that applies is the one
    // that an explanation names.
    private var entries: [Entry] = []

    mutating func add(_ entry: Entry) {
        holders.set(entry.role.index, true)
        entries.append(entry)
    }

    @inline(__always)
    func isHeld(by role: Ordinal<Role>) -> Bool {
        holders.contains(role.index)
    }

    /// The first entry of `role` for which `applies` holds.
    @inline(__always)
    func first(of role: Ordinal<Role>, where applies: (Entry) -> Bool) -> Entry? {
        var index = start(of: role)
        while index < entries.count, entries[index].role == role {
            if applies(entries[index]) { return entries[index] }
            index += 1
        }
        return nil
    }

    @inline(__always)
    private func start(of role: Ordinal<Role>) -> Int {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].role < role { low = middle + 1 } else { high = middle }
        }
        return low
    }

    var heapBytes: Int { holders.heapBytes + entries.bufferBytes }
}
