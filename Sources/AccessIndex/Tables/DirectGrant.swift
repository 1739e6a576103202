import AccessModel

/// A role assigned to a user itself.
struct DirectGrant: Hashable {
    var role: Ordinal<Role>
    var scope: Scope
    var origin: OriginTable.Index
    var expires: Expiry

    func hasSameContent(as other: DirectGrant) -> Bool {
        role == other.role && scope == other.scope && origin == other.origin
    }
}

extension DirectGrant {
    /// How many a user's record spends on one.
    static let words = 5

    @inline(__always)
    init(_ words: Span<UInt32>, at place: Int) {
        role = Ordinal(Int(words[place]))
        scope = Scope(number: words[place &+ 1])
        origin = OriginTable.Index(number: words[place &+ 2])
        let low = UInt64(words[place &+ 3])
        let high = UInt64(words[place &+ 4])
        expires = Expiry(nanoseconds: Int64(bitPattern: high &<< 32 | low))
    }

    var encoded: [UInt32] {
        let bits = UInt64(bitPattern: expires.nanoseconds)
        return [
            role.number, scope.number, origin.number, UInt32(truncatingIfNeeded: bits),
            UInt32(truncatingIfNeeded: bits >> 32),
        ]
    }
}

/// The origins of direct grants, each once: there are no more than policy files.
struct OriginTable: Sendable {
    struct Index: Hashable, Sendable {
        let number: UInt32
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
