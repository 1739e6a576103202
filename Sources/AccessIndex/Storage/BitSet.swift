/// A set of small numbers, one bit each.
struct BitSet: Sendable {
    private var words: [UInt64] = []

    @inline(__always)
    func contains(_ number: Int) -> Bool {
        let word = number >> 6
        return word < words.count && words[word] >> UInt64(number & 63) & 1 == 1
    }

    /// Leaves the storage alone where nothing changes.
    mutating func set(_ number: Int, _ isMember: Bool) {
        guard contains(number) != isMember else { return }
        let word = number >> 6
        while words.count <= word { words.append(0) }
        words[word] ^= 1 << UInt64(number & 63)
    }
}

extension BitSet: HeapMeasured {
    var heapBytes: Int { words.bufferBytes }
}
