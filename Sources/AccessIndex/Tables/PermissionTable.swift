import AccessModel

/// Every permission that anything declares, and which roles have it, inheritance included.
///
/// Made anew whenever a role, an API or a resource type changes; it depends on nothing else.
struct PermissionTable: Sendable {
    /// By resource type and action.
    private var keys = PairIndex()
    private(set) var permissions: [Permission] = []
    /// Permissions of single APIs, by the API's identifier and the permission's name.
    private var apiPermissions = PairIndex()
    private(set) var entitlements: [Entitlement] = []
    /// The place of each role by its id, for ties.
    private(set) var ranks: [UInt32] = []
    /// By ordinal; empty for roles that do not exist.
    private(set) var roleIDs: [Role.ID] = []

    init() {}

    /// The permission that the question asks for; nil where nothing declares it.
    @inline(__always)
    func declared(_ action: String, on resource: Resource) -> Int? {
        guard let number = keys.number(resource.type, action) else { return nil }
        if permissions[number].isDeclaredForAll { return number }
        return apiPermissions.number(resource.id, action) == nil ? nil : number
    }
}

extension PermissionTable {
    init(roles: EntityTable<Role>, resourceTypes: some Sequence<ResourceType>, apis: some Sequence<API>) {
        for type in resourceTypes {
            for action in type.actions { permissions[key(type.name, action)].isDeclaredForAll = true }
        }
        for api in apis {
            for permission in api.permissions { declare(permission.name, of: api.identifier) }
        }
        for ordinal in roles.ordinals { roleIDs.append(roles[ordinal]?.id ?? Role.ID("")) }
        rank(roles)
        let graph = RoleGraph(roles)
        let firstEntitlement = addEntitlements(of: roles)
        for ordinal in roles.ordinals where roles[ordinal] != nil {
            addEntries(of: ordinal, graph.chains(from: ordinal), roles, firstEntitlement)
        }
    }

    private mutating func key(_ type: String, _ action: String) -> Int {
        let number = keys.insert(type, action)
        if number == permissions.count { permissions.append(Permission()) }
        return number
    }

    private mutating func declare(_ name: String, of api: String) {
        _ = key(Entitlement.apiResourceType, name)
        _ = apiPermissions.insert(api, name)
    }

    private mutating func rank(_ roles: EntityTable<Role>) {
        ranks = Array(repeating: 0, count: roleIDs.count)
        let sorted = roleIDs.indices.sorted { roleIDs[$0].rawValue.precedes(roleIDs[$1].rawValue) }
        for (rank, index) in sorted.enumerated() { ranks[index] = UInt32(rank) }
    }

    /// Where the entitlements of each role begin.
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
        let number = key(entitlement.resourceType, entitlement.action)
        if let id = entitlement.resourceID, entitlement.resourceType == Entitlement.apiResourceType {
            declare(entitlement.action, of: id)
        } else {
            permissions[number].isDeclaredForAll = true
        }
    }

    private mutating func addEntries(
        of role: Ordinal<Role>,
        _ chains: ShortestChains<Role>,
        _ roles: EntityTable<Role>,
        _ first: [Int]
    ) {
        for (place, step) in chains.steps.enumerated() {
            for (offset, entitlement) in (roles[step.ordinal]?.entitlements ?? []).enumerated() {
                let entry = Permission.Entry(
                    role: role,
                    length: UInt32(step.length),
                    step: UInt32(place),
                    entitlement: UInt32(first[step.ordinal.index] + offset),
                    isPlain: entitlement.resourceID == nil && !entitlement.isConditional
                )
                permissions[key(entitlement.resourceType, entitlement.action)].add(entry)
            }
        }
    }
}

extension PermissionTable: HeapMeasured {
    var heapBytes: Int {
        let lists = permissions.reduce(permissions.bufferBytes) { $0 + $1.heapBytes }
        return lists + keys.heapBytes + apiPermissions.heapBytes + entitlements.bufferBytes + ranks.bufferBytes
            + roleIDs.bufferBytes
    }
}
