/// The lists of one page, end to end.
struct ListPage<Element: HeapMeasured>: HeapMeasured {
    /// Where each list ends; it begins where the one before ends.
    private var ends: [UInt32] = []
    private(set) var elements: [Element] = []

    /// Elements own nothing: only plain values are packed.
    var heapBytes: Int { ends.bufferBytes + elements.bufferBytes }

    @inline(__always)
    func range(of slot: Int) -> Range<Int> {
        (slot == 0 ? 0 : Int(ends[slot - 1]))..<Int(ends[slot])
    }

    @inline(__always)
    func withList<Result>(_ slot: Int, _ body: (Span<Element>) -> Result) -> Result {
        body(elements.span.extracting(range(of: slot)))
    }

    mutating func appendList(_ list: some Collection<Element>) {
        makeRoom(for: list.count)
        elements.append(contentsOf: list)
        ends.append(UInt32(elements.count))
    }

    @inline(__always)
    mutating func insert(_ element: Element, at position: Int, of slot: Int) {
        makeRoom(for: 1)
        elements.insert(element, at: range(of: slot).lowerBound + position)
        for index in slot..<ends.count { ends[index] &+= 1 }
    }

    mutating func remove(at position: Int, of slot: Int) {
        elements.remove(at: range(of: slot).lowerBound + position)
        for index in slot..<ends.count { ends[index] &-= 1 }
    }

    mutating func replace(_ slot: Int, with list: some Collection<Element>) {
        let range = range(of: slot)
        makeRoom(for: list.count - range.count)
        elements.replaceSubrange(range, with: list)
        for index in slot..<ends.count {
            ends[index] = UInt32(Int(ends[index]) - range.count + list.count)
        }
        // Without the room that longer lists left behind.
        if elements.capacity > 2 * elements.count + 64 { elements = elements.map(\.self) }
    }

    /// Grows by an eighth at a time: there are many pages, and doubling would leave a third of each unused.
    @inline(__always)
    private mutating func makeRoom(for more: Int) {
        let needed = elements.count + more
        if needed > elements.capacity { elements.reserveCapacity(needed + needed >> 3) }
    }
}
