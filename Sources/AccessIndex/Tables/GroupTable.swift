import AccessModel

/// The groups, their nesting, and what they grant.
struct GroupTable: Sendable {
    private var entities = EntityTable<Group>()
    private var byExternalID = HashIndex()
    /// Groups that the group is a member of, ascending.
    private(set) var parents = PagedLists<Ordinal<Group>>()
    /// Groups that are members of the group, ascending.
    private(set) var children = PagedLists<Ordinal<Group>>()
    /// Assignments whose selector selects the group, ascending.
    private(set) var assignments = PagedLists<Ordinal<GroupAssignment>>()
    /// What a member has through the group: its own assignments' roles and those of every group above it.
    private(set) var grants = PagedLists<GroupGrant>()
    /// Direct members, users and groups.
    private var memberCounts = PagedArray<UInt32>()
    /// The roles among each group's `grants`.
    private var filters = RoleFilterTable()
    /// Removed, and not released yet.
    private var deleted = BitSet()
    private var deletedCount = 0

    var count: Int { entities.count }
    var ordinals: some Sequence<Ordinal<Group>> { entities.ordinals }

    subscript(group: Ordinal<Group>) -> Group? { entities[group] }

    /// By id.
    func precedes(_ left: Ordinal<Group>, _ right: Ordinal<Group>) -> Bool { entities.precedes(left, right) }

    func ordinal(id: Group.ID) -> Ordinal<Group>? { entities.ordinal(id: id.rawValue) }

    @inline(__always)
    func isGranting(_ group: Ordinal<Group>) -> Bool { !filters.filter(of: group.number).isEmpty }

    /// Which of the next 64 groups in the list, from `start` on, may grant one of the roles: the lowest bit the first.
    @inline(__always)
    func mayGrant(_ roles: RoleFilter, among list: Span<UInt32>, from start: Int) -> UInt64 {
        var found: UInt64 = 0
        for place in start..<min(list.count, start &+ 64) {
            let bit: UInt64 = filters.filter(of: list[place]).mayShareRoles(with: roles) ? 1 : 0
            found |= bit &<< UInt64(place &- start)
        }
        return found
    }

    /// The first grant of the scope, at `place` or behind, for which `matches` holds, and its place.
    @inline(__always)
    func nextGrant(
        of group: Ordinal<Group>,
        in scope: Scope,
        from place: Int,
        where matches: (GroupGrant) -> Bool
    ) -> (place: Int, grant: GroupGrant)? {
        grants.withList(group.index) { grants in
            var index = max(place, grants.start(of: scope))
            while index < grants.count {
                let grant = grants[index]
                if grant.scope != scope { return nil }
                if matches(grant) { return (index, grant) }
                index += 1
            }
            return nil
        }
    }

    @inline(__always)
    func isDeleted(_ group: Ordinal<Group>) -> Bool { deleted.contains(group.index) }

    var hasDeleted: Bool { deletedCount > 0 }

    func memberCount(of group: Ordinal<Group>) -> Int { Int(memberCounts[group.index]) }

    /// The groups that the selector selects now.
    func selected(by selector: GroupSelector) -> [Ordinal<Group>] {
        switch selector {
        case .id(let id):
            ordinal(id: id).map { [$0] } ?? []
        case .name(let name, let connection):
            entities.ordinals(name: name, in: connection.rawValue)
        case .externalID(let id, let connection):
            byExternalID.all(KeyHash(connection.rawValue, id)) { entities[$0]?.has(externalID: id, connection) == true }
        case .pattern(let pattern, let connection):
            entities.ordinals.filter { entities[$0]?.matches(pattern, connection) == true }
        }
    }
}

extension GroupTable {
    mutating func put(_ group: Group) -> Ordinal<Group> {
        let (ordinal, former) = entities.put(group)
        if ordinal.index == parents.count { addColumns() }
        if let hash = former?.externalIDHash { byExternalID.remove(ordinal, hash) }
        if let hash = group.externalIDHash { byExternalID.insert(ordinal, hash) }
        return ordinal
    }

    private mutating func addColumns() {
        parents.append()
        children.append()
        assignments.append()
        grants.append()
        memberCounts.append(0)
        filters.append()
    }

    /// Forgets the group and both ends of its nesting. Users keep its ordinal, which means nothing until it is released.
    mutating func remove(_ group: Ordinal<Group>) {
        if let hash = entities[group]?.externalIDHash { byExternalID.remove(group, hash) }
        for parent in parents[group.index] where children.remove(group, fromAscending: parent.index) {
            count(-1, membersOf: parent)
        }
        for child in children[group.index] { _ = parents.remove(group, fromAscending: child.index) }
        parents.replace(group.index, with: [])
        children.replace(group.index, with: [])
        entities.remove(group)
        assignments.replace(group.index, with: [])
        replaceGrants(of: group, with: [])
        memberCounts[group.index] = 0
        deleted.set(group.index, true)
        deletedCount += 1
    }

    /// Of a group that was removed, and that no user's list has any more.
    mutating func release(_ group: Ordinal<Group>) {
        deleted.set(group.index, false)
        deletedCount -= 1
        entities.release(group)
    }

    /// Makes `child` a member; false where it is one.
    mutating func add(_ child: Ordinal<Group>, to group: Ordinal<Group>) -> Bool {
        guard parents.insert(group, intoAscending: child.index) else { return false }
        _ = children.insert(child, intoAscending: group.index)
        count(1, membersOf: group)
        return true
    }

    mutating func remove(_ child: Ordinal<Group>, from group: Ordinal<Group>) -> Bool {
        guard parents.remove(group, fromAscending: child.index) else { return false }
        _ = children.remove(child, fromAscending: group.index)
        count(-1, membersOf: group)
        return true
    }

    mutating func count(_ change: Int, membersOf group: Ordinal<Group>) {
        memberCounts[group.index] = UInt32(Int(memberCounts[group.index]) + change)
    }

    mutating func replaceAssignments(of group: Ordinal<Group>, with list: [Ordinal<GroupAssignment>]) {
        assignments.replace(group.index, with: list)
    }

    mutating func replaceGrants(of group: Ordinal<Group>, with list: [GroupGrant]) {
        if grants.withList(group.index, { $0.isEqual(to: list) }) { return }
        grants.replace(group.index, with: list)
        filters.replace(group, with: RoleFilter(list.map(\.role)))
    }
}

extension GroupTable: HeapMeasured {
    var heapBytes: Int {
        entities.heapBytes + byExternalID.heapBytes + parents.heapBytes + children.heapBytes
            + assignments.heapBytes + grants.heapBytes + memberCounts.heapBytes + filters.heapBytes + deleted.heapBytes
    }
}

extension Group {
    fileprivate var externalIDHash: KeyHash? {
        externalID.map { KeyHash(connection.rawValue, $0) }
    }

    fileprivate func has(externalID text: String, _ connection: Connection.ID) -> Bool {
        externalID?.isIdentical(to: text) == true && self.connection.rawValue.isIdentical(to: connection.rawValue)
    }

    fileprivate func matches(_ pattern: NamePattern, _ connection: Connection.ID) -> Bool {
        self.connection.rawValue.isIdentical(to: connection.rawValue) && pattern.matches(name)
    }
}
