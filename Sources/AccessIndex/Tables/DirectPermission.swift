import AccessModel

/// A permission of an API given to a user itself.
struct DirectPermission: Hashable {
    var permission: DirectPermissionTable.Index
    var origin: OriginTable.Index
}

extension DirectPermission {
    /// How many a user's record spends on one.
    static let words = 2

    @inline(__always)
    init(_ words: Span<UInt32>, at place: Int) {
        permission = DirectPermissionTable.Index(number: words[place])
        origin = OriginTable.Index(number: words[place &+ 1])
    }

    var encoded: [UInt32] { [permission.number, origin.number] }
}

/// The permissions that users were ever given directly, each once, those among them that APIs declare no more: numbers
/// are not given out again, because users' records hold them. Made anew with the whole index.
struct DirectPermissionTable: Sendable {
    struct Index: Hashable, Sendable {
        let number: UInt32
    }

    private var names = TextIndex()
    /// How many users have each, once for each origin.
    private var counts: [UInt32] = []

    @inline(__always)
    func index(of name: String, api: String) -> Index? {
        names.number(api, name).map { Index(number: UInt32($0)) }
    }

    /// What the number stands for, as an entitlement.
    func entitlement(_ index: Index) -> Entitlement {
        let texts = names.texts(Int(index.number))
        return Entitlement(resourceType: Entitlement.apiResourceType, resourceID: texts[0], action: texts[1])
    }

    func isHeld(_ index: Index) -> Bool { counts[Int(index.number)] > 0 }

    mutating func intern(_ name: String, api: String) -> Index {
        let number = names.insert(api, name)
        if number == counts.count { counts.append(0) }
        return Index(number: UInt32(number))
    }

    mutating func count(_ change: Int, _ index: Index) {
        counts[Int(index.number)] = UInt32(Int(counts[Int(index.number)]) + change)
    }
}

extension DirectPermissionTable: HeapMeasured {
    var heapBytes: Int { names.heapBytes + counts.bufferBytes }
}
