import AccessModel

/// What an ``EntityTable`` holds: found by its id, or by its name within a scope.
protocol IndexedEntity: HeapMeasured {
    var id: Identifier<Self> { get }
    var name: String { get }
    /// The id of the connection within which a group's name is meant; empty where names are the tenant's.
    var nameScope: String { get }
}

extension IndexedEntity {
    var nameScope: String { "" }
}

/// The records of one kind, by ordinal, by id and by name.
struct EntityTable<Entity: IndexedEntity>: Sendable {
    private var records = PagedArray<Entity?>()
    /// The bytes of ids and names beside the records: a lookup compares without touching a string.
    private var ids = PagedLists<UInt8>()
    private var names = PagedLists<UInt8>()
    private var byID = HashIndex()
    private var byName = HashIndex()
    private var pool = OrdinalPool()
    /// Those that exist.
    private(set) var count = 0

    /// All ordinals; some of deleted entities.
    var ordinals: some Sequence<Ordinal<Entity>> { (0..<records.count).lazy.map { Ordinal<Entity>($0) } }

    subscript(ordinal: Ordinal<Entity>) -> Entity? {
        _read { yield records[ordinal.index] }
    }

    @inline(__always)
    func ordinal(id: String) -> Ordinal<Entity>? {
        let bytes = id.utf8.span
        return ordinal(id: bytes, KeyHash(bytes))
    }

    /// The entity that the text means: by id, else by name.
    @inline(__always)
    func ordinal(idOrName text: String) -> Ordinal<Entity>? {
        let bytes = text.utf8.span
        let hash = KeyHash(bytes)
        return ordinal(id: bytes, hash) ?? ordinal(name: bytes, hash)
    }

    @inline(__always)
    private func ordinal(id: Span<UInt8>, _ hash: KeyHash) -> Ordinal<Entity>? {
        byID.first(hash) { candidate in ids.withList(candidate.index) { areEqual($0, id) } }
    }

    /// Nil where several have the name. Names of the tenant have no scope, and are hashed alone.
    @inline(__always)
    private func ordinal(name: Span<UInt8>, _ hash: KeyHash) -> Ordinal<Entity>? {
        byName.only(hash) { candidate in names.withList(candidate.index) { areEqual($0, name) } }
    }

    /// By the bytes of their ids.
    func precedes(_ left: Ordinal<Entity>, _ right: Ordinal<Entity>) -> Bool {
        ids.withList(left.index) { left in ids.withList(right.index) { isBefore(left, $0) } }
    }

    func ordinals(name: String, in scope: String) -> [Ordinal<Entity>] {
        byName.all(KeyHash(scope, name)) {
            guard let entity = records[$0.index] else { return false }
            return entity.name.isIdentical(to: name) && entity.nameScope.isIdentical(to: scope)
        }
    }

    /// Replaces the entity of the same id, or adds a new one.
    mutating func put(_ entity: Entity) -> (ordinal: Ordinal<Entity>, former: Entity?) {
        guard let known = ordinal(id: entity.id.rawValue) else { return (add(entity), nil) }
        let former = records[known.index]
        if let former { byName.remove(known, nameHash(former)) }
        byName.insert(known, nameHash(entity))
        records[known.index] = entity
        names.replace(known.index, with: entity.name.utf8)
        return (known, former)
    }

    /// Forgets the entity. Its ordinal is given again only after it was released.
    mutating func remove(_ ordinal: Ordinal<Entity>) {
        guard let entity = records[ordinal.index] else { return }
        byID.remove(ordinal, KeyHash(entity.id.rawValue))
        byName.remove(ordinal, nameHash(entity))
        records[ordinal.index] = nil
        ids.replace(ordinal.index, with: EmptyCollection())
        names.replace(ordinal.index, with: EmptyCollection())
        count -= 1
    }

    /// Of an entity that was removed, and that nothing names any more.
    mutating func release(_ ordinal: Ordinal<Entity>) {
        pool.release(ordinal.index)
    }

    private mutating func add(_ entity: Entity) -> Ordinal<Entity> {
        let free = pool.take()
        let ordinal = Ordinal<Entity>(free ?? records.count)
        if let free {
            records[free] = entity
            ids.replace(free, with: entity.id.rawValue.utf8)
            names.replace(free, with: entity.name.utf8)
        } else {
            records.append(entity)
            ids.append(entity.id.rawValue.utf8)
            names.append(entity.name.utf8)
        }
        byID.insert(ordinal, KeyHash(entity.id.rawValue))
        byName.insert(ordinal, nameHash(entity))
        count += 1
        return ordinal
    }

    private func nameHash(_ entity: Entity) -> KeyHash {
        KeyHash(entity.nameScope, entity.name)
    }
}

extension EntityTable: HeapMeasured {
    var heapBytes: Int {
        records.heapBytes + ids.heapBytes + names.heapBytes + byID.heapBytes + byName.heapBytes + pool.heapBytes
    }
}
