/// The number of an entity inside one index: dense, handed out in order, never used for another entity again.
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
