/// Numbers pairs of texts in the order in which they come, and finds them again without allocating.
struct PairIndex: Sendable {
    /// Both texts of a pair, the second behind the first.
    private var texts = PagedLists<UInt8>()
    /// Where the second text begins.
    private var lengths = PagedArray<UInt32>()
    private var index = HashIndex()

    @inline(__always)
    func number(_ first: String, _ second: String) -> Int? {
        let first = first.utf8.span
        let second = second.utf8.span
        let found: Ordinal<PairIndex>? = index.first(KeyHash(first, second)) { candidate in
            guard Int(lengths[candidate.index]) == first.count else { return false }
            return texts.withList(candidate.index) { areEqual($0, first, then: second) }
        }
        return found?.index
    }

    mutating func insert(_ first: String, _ second: String) -> Int {
        if let known = number(first, second) { return known }
        let number = lengths.count
        texts.append(Array(first.utf8) + Array(second.utf8))
        lengths.append(UInt32(first.utf8.count))
        index.insert(Ordinal<PairIndex>(number), KeyHash(first.utf8.span, second.utf8.span))
        return number
    }
}

extension PairIndex: HeapMeasured {
    var heapBytes: Int { texts.heapBytes + lengths.heapBytes + index.heapBytes }
}
