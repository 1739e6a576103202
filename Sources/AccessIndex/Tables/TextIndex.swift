/// Numbers keys of several texts in the order in which they come, and finds them again without allocating.
///
/// Flat, and so copied as a whole where one that is shared gets another key: it suits what is made anew, or has few keys
/// that hardly ever become more.
struct TextIndex: Sendable {
    private struct Key {
        /// Where the key's texts end; the first begins where the key before ends.
        let start: UInt32
        let first: UInt32
        let second: UInt32
        let third: UInt32
    }

    private var bytes: [UInt8] = []
    private var keys: [Key] = []
    private var index = HashIndex()

    @inline(__always)
    func number(_ first: String, _ second: String, _ third: String = "") -> Int? {
        let first = first.utf8.span
        let second = second.utf8.span
        let third = third.utf8.span
        let found: Ordinal<TextIndex>? = index.first(KeyHash(first, second, third)) { candidate in
            let key = keys[candidate.index]
            let all = bytes.span
            return areEqual(all.extracting(Int(key.start)..<Int(key.first)), first)
                && areEqual(all.extracting(Int(key.first)..<Int(key.second)), second)
                && areEqual(all.extracting(Int(key.second)..<Int(key.third)), third)
        }
        return found?.index
    }

    mutating func insert(_ first: String, _ second: String, _ third: String = "") -> Int {
        if let known = number(first, second, third) { return known }
        let ordinal = Ordinal<TextIndex>(keys.count)
        let start = append("")
        keys.append(Key(start: start, first: append(first), second: append(second), third: append(third)))
        index.insert(ordinal, KeyHash(first.utf8.span, second.utf8.span, third.utf8.span))
        return ordinal.index
    }

    /// Every key by number, with its three texts.
    var all: some Sequence<(number: Int, texts: [String])> {
        keys.indices.lazy.map { ($0, texts($0)) }
    }

    /// The three texts of a key.
    func texts(_ number: Int) -> [String] {
        let key = keys[number]
        let ends = [key.start, key.first, key.second, key.third].map { Int($0) }
        return (0..<3).map { String(decoding: bytes[ends[$0]..<ends[$0 + 1]], as: UTF8.self) }
    }

    /// Where the text ends.
    private mutating func append(_ text: String) -> UInt32 {
        bytes += text.utf8
        return UInt32(bytes.count)
    }
}

extension TextIndex: HeapMeasured {
    var heapBytes: Int { bytes.bufferBytes + keys.bufferBytes + index.heapBytes }
}
