/// An array of records, each a list of words, packed without gaps by the page.
///
/// A page is one allocation: where its records begin, and behind that the records themselves. Reading a record thus
/// takes two steps from the table, and what belongs to one record lies in consecutive lines. Copies share the pages
/// that neither has changed since.
struct PagedRecords: Sendable {
    private var pages = PageTree<RecordPage>()
    private(set) var count = 0

    /// Hands the record to `body` where it lies.
    @inline(__always)
    func withRecord<Result>(_ record: Int, _ body: (Span<UInt32>) -> Result) -> Result {
        pages[record >> pageShift].withRecord(record & pageMask, body)
    }

    mutating func append(_ words: [UInt32]) {
        if count & pageMask == 0 { pages.append(RecordPage()) }
        pages.update(count >> pageShift) { $0.replace(count & pageMask, with: words) }
        count += 1
    }

    /// Inserts at a position within the record.
    @inline(__always)
    mutating func insert(_ word: UInt32, at position: Int, of record: Int) {
        pages.update(record >> pageShift) { $0.insert(word, at: position, of: record & pageMask) }
    }

    mutating func remove(at position: Int, of record: Int) {
        pages.update(record >> pageShift) { $0.remove(at: position, of: record & pageMask) }
    }

    mutating func removeLast() {
        count -= 1
        if count & pageMask == 0 {
            pages.removeLast()
        } else {
            replace(count, with: [])
        }
    }

    mutating func replace(_ record: Int, with words: [UInt32]) {
        pages.update(record >> pageShift) { $0.replace(record & pageMask, with: words) }
    }
}

extension PagedRecords: HeapMeasured {
    var heapBytes: Int { pages.heapBytes }
}

private let pageShift = 5
private let pageSize = 32
private let pageMask = 31

private struct RecordPage: HeapMeasured {
    /// Where each record begins and where the last ends, then the records.
    private var words = [UInt32](repeating: UInt32(pageSize + 1), count: pageSize + 1)

    var heapBytes: Int { words.bufferBytes }

    @inline(__always)
    func withRecord<Result>(_ slot: Int, _ body: (Span<UInt32>) -> Result) -> Result {
        body(words.span.extracting(range(of: slot)))
    }

    @inline(__always)
    private func range(of slot: Int) -> Range<Int> {
        Int(words[slot])..<Int(words[slot &+ 1])
    }

    @inline(__always)
    mutating func insert(_ word: UInt32, at position: Int, of slot: Int) {
        makeRoom(for: 1)
        words.insert(word, at: range(of: slot).lowerBound + position)
        for index in slot + 1...pageSize { words[index] &+= 1 }
    }

    mutating func remove(at position: Int, of slot: Int) {
        makeRoom(for: 0)
        words.remove(at: range(of: slot).lowerBound + position)
        for index in slot + 1...pageSize { words[index] &-= 1 }
    }

    mutating func replace(_ slot: Int, with record: [UInt32]) {
        let range = range(of: slot)
        makeRoom(for: record.count - range.count)
        words.replaceSubrange(range, with: record)
        for index in slot + 1...pageSize { words[index] = UInt32(Int(words[index]) - range.count + record.count) }
        if words.capacity > 2 * (words.count + 127) { words = Self.fitting(words) }
    }

    /// Without the room that longer records left behind.
    private static func fitting(_ words: [UInt32]) -> [UInt32] {
        var fitting: [UInt32] = []
        fitting.reserveCapacity((words.count + 127) & ~127)
        fitting.append(contentsOf: words)
        return fitting
    }

    /// In steps of half a kilobyte: doubling would leave a third of each page unused, and where pages had any size, the
    /// memory of those that updates leave behind would fit no other.
    @inline(__always)
    private mutating func makeRoom(for more: Int) {
        words.reserveCapacity((words.count + more + 127) & ~127)
    }
}
