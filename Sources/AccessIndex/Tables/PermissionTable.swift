import AccessModel

/// Every permission that anything declares, and which roles have it, inheritance included.
///
/// Made anew whenever a role, an API or a resource type changes; it depends on nothing else. Flat, because every
/// decision reads it.
struct PermissionTable: Sendable {
    typealias Number = Int
    typealias ResourceNumber = UInt32

    /// Permissions by resource type and action.
    private var keys = PairIndex()
    /// Resources that an API or an entitlement names, by type and id.
    private var resources = PairIndex()
    private var declaredForAll = BitSet()
    /// For each permission that not all resources of the type have, those that do.
    private var declared: [BitSet] = []
    /// For each permission the roles that have it.
    private var holders: [BitSet] = []
    // INVARIANT (holding order): by permission, by role, by chain, then as the role lists its entitlements. The first
    // that applies is the one that an explanation names.
    private var holdings: [Holding] = []
    /// For each permission where its holdings begin, and where the last one's end.
    private var starts: [UInt32] = [0]
    private(set) var entitlements: [Entitlement] = []
    /// The place of each role by its id, for ties.
    private(set) var ranks: [UInt32] = []
    /// By ordinal; empty for roles that do not exist.
    private(set) var roleIDs: [Role.ID] = []

    init() {}
}

extension PermissionTable {
    /// The number of a resource that anything names; nil for others, which only unrestricted entitlements cover.
    @inline(__always)
    func number(of resource: Resource) -> ResourceNumber? {
        resources.number(resource.type, resource.id).map { ResourceNumber($0) }
    }

    /// The permission that the question asks for; nil where nothing declares it.
    @inline(__always)
    func declared(_ action: String, on resource: Resource, number: ResourceNumber?) -> Number? {
        guard let permission = keys.number(resource.type, action) else { return nil }
        if declaredForAll.contains(permission) { return permission }
        guard let number, declared[permission].contains(Int(number)) else { return nil }
        return permission
    }

    @inline(__always)
    func isHeld(_ permission: Number, by role: Ordinal<Role>) -> Bool {
        holders[permission].contains(role.index)
    }

    /// The first holding of the permission by the role that covers the resource, at `place` or behind, and its place.
    @inline(__always)
    func next(
        _ permission: Number,
        of role: Ordinal<Role>,
        on resource: ResourceNumber?,
        from place: Int
    ) -> (place: Int, holding: Holding)? {
        let end = Int(starts[permission + 1])
        var index = max(place, firstIndex(of: role, from: Int(starts[permission]), to: end))
        while index < end {
            let holding = holdings[index]
            if holding.role != role { return nil }
            if holding.covers(resource) { return (index, holding) }
            index += 1
        }
        return nil
    }

    @inline(__always)
    private func firstIndex(of role: Ordinal<Role>, from start: Int, to end: Int) -> Int {
        var low = start
        var high = end
        while low < high {
            let middle = (low + high) / 2
            if holdings[middle].role < role { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension PermissionTable {
    init(roles: EntityTable<Role>, resourceTypes: some Sequence<ResourceType>, apis: some Sequence<API>) {
        for type in resourceTypes {
            for action in type.actions { declareForAll(key(type.name, action)) }
        }
        for api in apis {
            for permission in api.permissions { declare(permission.name, ofAPI: api.identifier) }
        }
        for ordinal in roles.ordinals { roleIDs.append(roles[ordinal]?.id ?? Role.ID("")) }
        rankRoles()
        let firstEntitlements = addEntitlements(of: roles)
        addHoldings(of: roles, firstEntitlements)
    }

    private mutating func key(_ type: String, _ action: String) -> Number {
        let number = keys.insert(type, action)
        if number == holders.count {
            declared.append(BitSet())
            holders.append(BitSet())
        }
        return number
    }

    private mutating func declareForAll(_ permission: Number) {
        declaredForAll.set(permission, true)
    }

    private mutating func declare(_ action: String, ofAPI identifier: String) {
        let permission = key(Entitlement.apiResourceType, action)
        declared[permission].set(resources.insert(Entitlement.apiResourceType, identifier), true)
    }

    private mutating func rankRoles() {
        ranks = Array(repeating: 0, count: roleIDs.count)
        let sorted = roleIDs.indices.sorted { roleIDs[$0].rawValue.precedes(roleIDs[$1].rawValue) }
        for (rank, index) in sorted.enumerated() { ranks[index] = UInt32(rank) }
    }

    /// Returns where the entitlements of each role begin.
    private mutating func addEntitlements(of roles: EntityTable<Role>) -> [Int] {
        roles.ordinals.map { ordinal in
            let first = entitlements.count
            for entitlement in roles[ordinal]?.entitlements ?? [] {
                entitlements.append(entitlement)
                declare(entitlement)
            }
            return first
        }
    }

    private mutating func declare(_ entitlement: Entitlement) {
        if let id = entitlement.resourceID, entitlement.resourceType == Entitlement.apiResourceType {
            declare(entitlement.action, ofAPI: id)
        } else {
            declareForAll(key(entitlement.resourceType, entitlement.action))
        }
    }

    private mutating func addHoldings(of roles: EntityTable<Role>, _ firstEntitlements: [Int]) {
        let graph = RoleGraph(roles)
        var lists = Array(repeating: [Holding](), count: holders.count)
        for role in roles.ordinals where roles[role] != nil {
            for (place, step) in graph.chains(from: role).steps.enumerated() {
                for (offset, entitlement) in (roles[step.ordinal]?.entitlements ?? []).enumerated() {
                    let holding = Holding(
                        role: role,
                        length: UInt32(step.length),
                        step: UInt32(place),
                        entitlement: UInt32(firstEntitlements[step.ordinal.index] + offset),
                        resource: restriction(entitlement),
                        isConditional: entitlement.isConditional
                    )
                    lists[key(entitlement.resourceType, entitlement.action)].append(holding)
                }
            }
        }
        flatten(lists)
    }

    private mutating func restriction(_ entitlement: Entitlement) -> ResourceNumber? {
        entitlement.resourceID.map { ResourceNumber(resources.insert(entitlement.resourceType, $0)) }
    }

    private mutating func flatten(_ lists: [[Holding]]) {
        for (permission, list) in lists.enumerated() {
            for holding in list { holders[permission].set(holding.role.index, true) }
            holdings += list
            starts.append(UInt32(holdings.count))
        }
    }
}

extension PermissionTable: HeapMeasured {
    var heapBytes: Int {
        let sets = (declared + holders).reduce(declared.bufferBytes + holders.bufferBytes) { $0 + $1.heapBytes }
        let texts = keys.heapBytes + resources.heapBytes + declaredForAll.heapBytes
        return sets + texts + holdings.bufferBytes + starts.bufferBytes + entitlements.bufferBytes
            + ranks.bufferBytes + roleIDs.bufferBytes
    }
}
