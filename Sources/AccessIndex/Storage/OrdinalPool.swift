/// The ordinals of one table that name nothing: they are given again, the lowest first.
///
/// INVARIANT (ordinals are given again): one is released only when nothing names it any more, in this table or in any
/// other. ``Directory/finish()`` says when that is.
struct OrdinalPool: Sendable {
    /// One bit for each ordinal, set where it is free.
    private var words = PagedArray<UInt64>()
    private var count = 0
    /// No ordinal below is free.
    private var lowest = 0

    mutating func release(_ index: Int) {
        while words.count <= index >> 6 { words.append(0) }
        words[index >> 6] |= Self.bit(index)
        count += 1
        lowest = min(lowest, index)
    }

    /// Nil where none is free.
    mutating func take() -> Int? {
        if count == 0 { return nil }
        var word = lowest >> 6
        while words[word] == 0 { word += 1 }
        let index = word << 6 + words[word].trailingZeroBitCount
        _ = remove(index)
        lowest = index + 1
        return index
    }

    /// Takes the ordinal out for good; false where it is not free.
    mutating func remove(_ index: Int) -> Bool {
        guard index >> 6 < words.count, words[index >> 6] & Self.bit(index) != 0 else { return false }
        words[index >> 6] &= ~Self.bit(index)
        count -= 1
        return true
    }

    private static func bit(_ index: Int) -> UInt64 { 1 << UInt64(index & 63) }
}

extension OrdinalPool: HeapMeasured {
    var heapBytes: Int { words.heapBytes }
}
