/// A sequence of pages of which copies share everything that neither has changed since.
///
/// Arrays of arrays of arrays: changing a page of a shared tree copies that page and the three short arrays on the way
/// to it, whatever the number of pages. A tree with one owner changes in place.
struct PageTree<Page: HeapMeasured>: Sendable {
    private static var fanOut: Int { 32 }
    private static var shift: Int { 5 }

    private var blocks: [[[Page]]] = []
    private(set) var count = 0
    private var pageBytes = 0

    /// Reading borrows the page where it lies: no copy, no reference count.
    subscript(index: Int) -> Page {
        _read {
            yield blocks[index >> (2 * Self.shift)][(index >> Self.shift) & (Self.fanOut - 1)][
                index & (Self.fanOut - 1)
            ]
        }
    }

    /// The one way to change a page, so that its memory stays counted.
    @inline(__always)
    mutating func update<Result>(_ index: Int, _ body: (inout Page) -> Result) -> Result {
        pageBytes -= self[index].heapBytes
        defer { pageBytes += self[index].heapBytes }
        return body(
            &blocks[index >> (2 * Self.shift)][(index >> Self.shift) & (Self.fanOut - 1)][index & (Self.fanOut - 1)]
        )
    }

    mutating func append(_ page: Page) {
        let block = count >> (2 * Self.shift)
        if block == blocks.count { blocks.append([]) }
        let chunk = (count >> Self.shift) & (Self.fanOut - 1)
        if chunk == blocks[block].count { blocks[block].append([]) }
        blocks[block][chunk].append(page)
        count += 1
        pageBytes += page.heapBytes
    }

    mutating func removeLast() {
        count -= 1
        pageBytes -= self[count].heapBytes
        let block = count >> (2 * Self.shift)
        let chunk = (count >> Self.shift) & (Self.fanOut - 1)
        blocks[block][chunk].removeLast()
        if blocks[block][chunk].isEmpty { blocks[block].removeLast() }
        if blocks[block].isEmpty { blocks.removeLast() }
    }
}

extension PageTree: HeapMeasured {
    var heapBytes: Int {
        let chunks = blocks.reduce(0) { sum, block in
            block.reduce(sum + block.bufferBytes) { $0 + $1.bufferBytes }
        }
        return blocks.bufferBytes + chunks + pageBytes
    }
}
