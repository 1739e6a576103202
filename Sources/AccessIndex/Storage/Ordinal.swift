/// The number of an entity inside one index: dense, and given again once nothing names the entity that had it.
struct Ordinal<Entity>: Hashable, Sendable {
    let number: UInt32

    init(_ index: Int) {
        number = UInt32(truncatingIfNeeded: index)
    }

    var index: Int { Int(number) }
}

extension Ordinal: Comparable {
    static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}

extension Ordinal: HeapMeasured {
    var heapBytes: Int { 0 }
}
