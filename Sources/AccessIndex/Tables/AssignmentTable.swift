import AccessModel

/// A role assigned to the groups that a selector selects.
struct GroupAssignment: HeapMeasured {
    var assignment: RoleAssignment
    var selector: GroupSelector
    var role: Ordinal<Role>
    var scope: Scope

    var expires: Expiry { Expiry(assignment.expires) }
    var heapBytes: Int { assignment.origin.heapBytes + selector.heapBytes }
}

/// The assignments to groups, by what they select.
struct AssignmentTable: Sendable {
    private var records = PagedArray<GroupAssignment?>()
    private var bySelector = HashIndex()
    private var pool = OrdinalPool()
    private(set) var count = 0

    subscript(ordinal: Ordinal<GroupAssignment>) -> GroupAssignment? { records[ordinal.index] }

    /// Looks at the assignment without copying its texts; nil where it is gone.
    @inline(__always)
    func withRecord<Result>(
        _ ordinal: Ordinal<GroupAssignment>,
        _ body: (borrowing GroupAssignment) -> Result
    ) -> Result? {
        guard let record = records[ordinal.index] else { return nil }
        return body(record)
    }

    /// The assignment of the same content, whatever its expiry.
    func ordinal(_ assignment: RoleAssignment, _ selector: GroupSelector) -> Ordinal<GroupAssignment>? {
        let key = assignment.sortKey
        return bySelector.first(selector.lookupHash) {
            records[$0.index]?.assignment.sortKey.isIdentical(to: key) == true
        }
    }

    /// Those whose selector selects the group, ascending.
    func selecting(_ group: Group) -> [Ordinal<GroupAssignment>] {
        var hashes = [
            GroupSelector.id(group.id).lookupHash,
            GroupSelector.name(group.name, connection: group.connection).lookupHash,
            GroupSelector.pattern(NamePattern(""), connection: group.connection).lookupHash,
        ]
        if let id = group.externalID {
            hashes.append(GroupSelector.externalID(id, connection: group.connection).lookupHash)
        }
        let found = hashes.flatMap { hash in
            bySelector.all(hash) { (candidate: Ordinal<GroupAssignment>) in
                records[candidate.index]?.selector.selectsExactly(group) == true
            }
        }
        return Set(found).sorted()
    }

    /// Those for which `matches` holds.
    func all(where matches: (GroupAssignment) -> Bool) -> [Ordinal<GroupAssignment>] {
        (0..<records.count).lazy.map { Ordinal($0) }.filter { records[$0.index].map(matches) == true }
    }

    mutating func add(_ record: GroupAssignment) -> Ordinal<GroupAssignment> {
        let free = pool.take()
        let ordinal = Ordinal<GroupAssignment>(free ?? records.count)
        if let free { records[free] = record } else { records.append(record) }
        bySelector.insert(ordinal, record.selector.lookupHash)
        count += 1
        return ordinal
    }

    /// In the place of one of the same content.
    mutating func replace(_ ordinal: Ordinal<GroupAssignment>, with record: GroupAssignment) {
        records[ordinal.index] = record
    }

    mutating func remove(_ ordinal: Ordinal<GroupAssignment>) {
        guard let record = records[ordinal.index] else { return }
        bySelector.remove(ordinal, record.selector.lookupHash)
        records[ordinal.index] = nil
        count -= 1
    }

    /// Of an assignment that was removed, and that no group's list has any more.
    mutating func release(_ ordinal: Ordinal<GroupAssignment>) {
        pool.release(ordinal.index)
    }
}

extension AssignmentTable: HeapMeasured {
    var heapBytes: Int { records.heapBytes + bySelector.heapBytes + pool.heapBytes }
}

extension GroupSelector: HeapMeasured {
    /// A pattern is found by its connection alone: which names it matches cannot be looked up.
    fileprivate var lookupHash: KeyHash {
        switch self {
        case .id(let id): KeyHash("id", id.rawValue)
        case .name(let name, let connection): KeyHash("name:" + connection.rawValue, name)
        case .externalID(let id, let connection): KeyHash("external:" + connection.rawValue, id)
        case .pattern(_, let connection): KeyHash("pattern", connection.rawValue)
        }
    }

    /// Byte for byte.
    fileprivate func selectsExactly(_ group: Group) -> Bool {
        switch self {
        case .id(let id):
            group.id.rawValue.isIdentical(to: id.rawValue)
        case .name(let name, let connection):
            group.name.isIdentical(to: name)
                && group.connection.rawValue.isIdentical(to: connection.rawValue)
        case .externalID(let id, let connection):
            group.externalID?.isIdentical(to: id) == true
                && group.connection.rawValue.isIdentical(to: connection.rawValue)
        case .pattern(let pattern, let connection):
            group.connection.rawValue.isIdentical(to: connection.rawValue) && pattern.matches(group.name)
        }
    }

    var heapBytes: Int {
        switch self {
        case .id(let id): id.rawValue.heapBytes
        case .name(let text, let connection), .externalID(let text, let connection):
            text.heapBytes + connection.rawValue.heapBytes
        case .pattern(let pattern, let connection):
            pattern.text.heapBytes + connection.rawValue.heapBytes
        }
    }
}
