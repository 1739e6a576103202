import AccessModel

/// A role assigned to a user itself.
struct DirectGrant: Hashable, HeapMeasured {
    var role: Ordinal<Role>
    var scope: Scope
    var origin: OriginTable.Index
    var heapBytes: Int { 0 }
}

/// The origins of direct grants, each once: there are no more than policy files.
struct OriginTable: Sendable {
    struct Index: Hashable, Sendable {
        fileprivate let number: UInt32
    }

    private var origins: [Origin] = []

    subscript(index: Index) -> Origin { origins[Int(index.number)] }

    func index(of origin: Origin) -> Index? {
        origins.firstIndex { $0.isIdentical(to: origin) }.map { Index(number: UInt32($0)) }
    }

    mutating func intern(_ origin: Origin) -> Index {
        if let known = index(of: origin) { return known }
        origins.append(origin)
        return Index(number: UInt32(origins.count - 1))
    }
}

extension OriginTable: HeapMeasured {
    var heapBytes: Int { origins.reduce(origins.bufferBytes) { $0 + $1.heapBytes } }
}
