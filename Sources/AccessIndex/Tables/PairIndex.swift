/// Numbers pairs of texts in the order in which they come, and finds them again without allocating.
struct PairIndex: Sendable {
    private(set) var pairs: [(String, String)] = []
    private var index = HashIndex()

    @inline(__always)
    func number(_ first: String, _ second: String) -> Int? {
        let found: Ordinal<PairIndex>? = index.first(KeyHash(first, second)) {
            pairs[$0.index].0.isIdentical(to: first) && pairs[$0.index].1.isIdentical(to: second)
        }
        return found?.index
    }

    mutating func insert(_ first: String, _ second: String) -> Int {
        if let known = number(first, second) { return known }
        pairs.append((first, second))
        index.insert(Ordinal<PairIndex>(pairs.count - 1), KeyHash(first, second))
        return pairs.count - 1
    }
}

extension PairIndex: HeapMeasured {
    var heapBytes: Int {
        pairs.reduce(pairs.bufferBytes + index.heapBytes) { $0 + $1.0.heapBytes + $1.1.heapBytes }
    }
}
