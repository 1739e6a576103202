import AccessModel

/// Every permission that anything declares, and which roles have it, inheritance included.
///
/// Made anew whenever a role, an API or a resource type changes; it depends on nothing else. Flat, because every
/// decision reads it.
struct PermissionTable: Sendable {
    /// By resource type and action.
    private var generalKeys = TextIndex()
    /// By resource type, resource and action, where an API or an entitlement names the resource.
    private var namedKeys = TextIndex()
    /// Nil where nothing declares it.
    private var general: [Permission?] = []
    private var named: [Permission?] = []
    /// By identifier, for APIs of which something names a permission.
    private var apiKeys = TextIndex()
    /// For each of these what may be permitted on it, by name.
    private var permissionsOfAPIs: [[NamedPermission]] = []
    /// What may be permitted on every API, by name.
    private var permissionsOfAllAPIs: [NamedPermission] = []
    // INVARIANT (holding order): by permission, by role, by chain, then as the role lists its entitlements.
    private var holdings: [Holding] = []
    private(set) var entitlements: [Entitlement] = []
    /// The place of each role by its id, for ties.
    private(set) var ranks: [UInt32] = []
    /// By ordinal; empty for roles that do not exist.
    private(set) var roleIDs: [Role.ID] = []

    /// The name is the action.
    typealias NamedPermission = (name: String, permission: Permission)

    init() {}
}

extension PermissionTable {
    /// The permission that the question asks for; nil where nothing declares it.
    @inline(__always)
    func permission(to action: String, on resource: Resource) -> Permission? {
        if let number = namedKeys.number(resource.type, resource.id, action) { return named[number] }
        guard let number = generalKeys.number(resource.type, action) else { return nil }
        return general[number]
    }

    /// Everything that may be permitted on the API, by name, each once.
    func permissions(ofAPI identifier: String) -> [NamedPermission] {
        apiKeys.number(identifier, "").map { permissionsOfAPIs[$0] } ?? permissionsOfAllAPIs
    }

    /// Whether the role has it, if perhaps under conditions.
    func isHeld(_ permission: Permission, by role: Ordinal<Role>) -> Bool {
        [permission.named, permission.general].contains { next($0, of: role, from: 0) != nil }
    }

    /// The first of these holdings that is the role's, at `place` or behind, and its place.
    @inline(__always)
    func next(_ range: Range<UInt32>, of role: Ordinal<Role>, from place: UInt32) -> (place: UInt32, holding: Holding)?
    {
        let index = max(place, firstIndex(of: role, in: range))
        guard index < range.upperBound else { return nil }
        let holding = holdings[Int(index)]
        return holding.role == role ? (index, holding) : nil
    }

    @inline(__always)
    private func firstIndex(of role: Ordinal<Role>, in range: Range<UInt32>) -> UInt32 {
        var low = range.lowerBound
        var high = range.upperBound
        while low < high {
            let middle = (low + high) / 2
            if holdings[Int(middle)].role < role { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension PermissionTable {
    init(roles: EntityTable<Role>, resourceTypes: some Sequence<ResourceType>, apis: some Sequence<API>) {
        for ordinal in roles.ordinals { roleIDs.append(roles[ordinal]?.id ?? Role.ID("")) }
        rankRoles()
        var lists = HoldingLists()
        for type in resourceTypes {
            for action in type.actions { lists.declare(action, onEvery: type.name, &generalKeys) }
        }
        for api in apis {
            for permission in api.permissions {
                let number = key(Entitlement.apiResourceType, api.identifier, permission.name, &lists)
                lists.named[number].isDeclared = true
            }
        }
        let firstEntitlements = addEntitlements(of: roles, &lists)
        addHoldings(of: roles, firstEntitlements, &lists)
        flatten(lists)
        listPermissionsOfAPIs()
    }

    private mutating func rankRoles() {
        ranks = Array(repeating: 0, count: roleIDs.count)
        let sorted = roleIDs.indices.sorted { roleIDs[$0].rawValue.precedes(roleIDs[$1].rawValue) }
        for (rank, index) in sorted.enumerated() { ranks[index] = UInt32(rank) }
    }

    private mutating func key(_ type: String, _ id: String, _ action: String, _ lists: inout HoldingLists) -> Int {
        let number = namedKeys.insert(type, id, action)
        if number == lists.named.count {
            lists.named.append(HoldingList(general: lists.key(type, action, &generalKeys)))
        }
        return number
    }

    /// Returns where the entitlements of each role begin.
    private mutating func addEntitlements(of roles: EntityTable<Role>, _ lists: inout HoldingLists) -> [Int] {
        roles.ordinals.map { ordinal in
            let first = entitlements.count
            for entitlement in roles[ordinal]?.entitlements ?? [] {
                entitlements.append(entitlement)
                declare(entitlement, &lists)
            }
            return first
        }
    }

    /// On an API that it names, an entitlement declares its action there; else on every resource of the type.
    private mutating func declare(_ entitlement: Entitlement, _ lists: inout HoldingLists) {
        if let id = entitlement.resourceID, entitlement.resourceType == Entitlement.apiResourceType {
            lists.named[key(entitlement.resourceType, id, entitlement.action, &lists)].isDeclared = true
        } else {
            lists.declare(entitlement.action, onEvery: entitlement.resourceType, &generalKeys)
        }
    }

    private mutating func addHoldings(
        of roles: EntityTable<Role>,
        _ firstEntitlements: [Int],
        _ lists: inout HoldingLists
    ) {
        let graph = RoleGraph(roles)
        for role in roles.ordinals where roles[role] != nil {
            for (place, step) in graph.chains(from: role).steps.enumerated() {
                for (offset, entitlement) in (roles[step.ordinal]?.entitlements ?? []).enumerated() {
                    let holding = Holding(
                        role: role,
                        length: UInt32(step.length),
                        step: UInt32(place),
                        entitlement: UInt32(firstEntitlements[step.ordinal.index] + offset),
                        isConditional: entitlement.isConditional
                    )
                    add(holding, entitlement, &lists)
                }
            }
        }
    }

    private mutating func add(_ holding: Holding, _ entitlement: Entitlement, _ lists: inout HoldingLists) {
        if let id = entitlement.resourceID {
            let number = key(entitlement.resourceType, id, entitlement.action, &lists)
            lists.named[number].holdings.append(holding)
        } else {
            let number = lists.key(entitlement.resourceType, entitlement.action, &generalKeys)
            lists.general[number].holdings.append(holding)
        }
    }

    private mutating func flatten(_ lists: HoldingLists) {
        let ranges = lists.general.map { append($0.holdings) }
        general = zip(lists.general, ranges).map { list, range in
            list.isDeclared ? Permission(named: 0..<0, general: range, holders: list.holders) : nil
        }
        for list in lists.named {
            let every = lists.general[list.general]
            let range = append(list.holdings)
            let holders = list.holders.union(every.holders)
            let isDeclared = list.isDeclared || every.isDeclared
            named.append(
                isDeclared ? Permission(named: range, general: ranges[list.general], holders: holders) : nil
            )
        }
    }

    private mutating func append(_ list: [Holding]) -> Range<UInt32> {
        let start = UInt32(holdings.count)
        holdings += list
        return start..<UInt32(holdings.count)
    }
}

extension PermissionTable {
    private mutating func listPermissionsOfAPIs() {
        permissionsOfAllAPIs = generalKeys.all.compactMap { number, texts in
            guard texts[0].isIdentical(to: Entitlement.apiResourceType) else { return nil }
            return general[number].map { (texts[1], $0) }
        }.sorted { $0.name.precedes($1.name) }
        for (number, texts) in namedKeys.all where texts[0].isIdentical(to: Entitlement.apiResourceType) {
            guard let permission = named[number] else { continue }
            let api = apiKeys.insert(texts[1], "")
            if api == permissionsOfAPIs.count { permissionsOfAPIs.append([]) }
            permissionsOfAPIs[api].append((texts[2], permission))
        }
        for api in permissionsOfAPIs.indices { addPermissionsOfAllAPIs(to: &permissionsOfAPIs[api]) }
    }

    private func addPermissionsOfAllAPIs(to list: inout [NamedPermission]) {
        let names = Set(list.map { Array($0.name.utf8) })
        list += permissionsOfAllAPIs.filter { !names.contains(Array($0.name.utf8)) }
        list.sort { $0.name.precedes($1.name) }
    }
}

extension PermissionTable: HeapMeasured {
    var heapBytes: Int {
        let lists = permissionsOfAPIs.reduce(permissionsOfAllAPIs.bufferBytes + apiKeys.heapBytes) {
            $0 + $1.bufferBytes
        }
        return lists + generalKeys.heapBytes + namedKeys.heapBytes + general.bufferBytes + named.bufferBytes
            + holdings.bufferBytes
            + entitlements.bufferBytes + ranks.bufferBytes + roleIDs.bufferBytes
    }
}

/// The holdings of one permission, while they are collected.
private struct HoldingList {
    /// For a permission on a named resource, that on every resource of the type.
    var general = 0
    var isDeclared = false
    var holdings: [Holding] = []

    var holders: RoleFilter { RoleFilter(holdings.lazy.map(\.role)) }
}

private struct HoldingLists {
    var general: [HoldingList] = []
    var named: [HoldingList] = []

    mutating func key(_ type: String, _ action: String, _ keys: inout TextIndex) -> Int {
        let number = keys.insert(type, action)
        if number == general.count { general.append(HoldingList()) }
        return number
    }

    mutating func declare(_ action: String, onEvery type: String, _ keys: inout TextIndex) {
        general[key(type, action, &keys)].isDeclared = true
    }
}
