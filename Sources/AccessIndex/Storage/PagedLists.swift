/// An array of lists, most of them short, packed without gaps by the page.
///
/// Copies share the pages that neither has changed since. Changing a list copies its page and moves the lists behind
/// it there: the cost does not depend on the number of lists.
struct PagedLists<Element: HeapMeasured>: Sendable {
    private var pages = PageTree<ListPage<Element>>()
    private(set) var count = 0

    /// Hands the list to `body` where it lies.
    @inline(__always)
    func withList<Result>(_ list: Int, _ body: (Span<Element>) -> Result) -> Result {
        pages[list >> pageShift].withList(list & pageMask, body)
    }

    @inline(__always)
    func count(of list: Int) -> Int {
        pages[list >> pageShift].range(of: list & pageMask).count
    }

    /// A copy of the list.
    subscript(list: Int) -> [Element] {
        let slot = list & pageMask
        return Array(pages[list >> pageShift].elements[pages[list >> pageShift].range(of: slot)])
    }

    /// Adds an empty list.
    mutating func append() {
        append(EmptyCollection())
    }

    mutating func append(_ elements: some Collection<Element>) {
        if count & pageMask == 0 { pages.append(ListPage()) }
        pages.update(count >> pageShift) { $0.appendList(elements) }
        count += 1
    }

    /// Inserts at a position within the list.
    @inline(__always)
    mutating func insert(_ element: Element, at position: Int, of list: Int) {
        pages.update(list >> pageShift) { $0.insert(element, at: position, of: list & pageMask) }
    }

    mutating func remove(at position: Int, of list: Int) {
        pages.update(list >> pageShift) { $0.remove(at: position, of: list & pageMask) }
    }

    mutating func replace(_ list: Int, with elements: some Collection<Element>) {
        pages.update(list >> pageShift) { $0.replace(list & pageMask, with: elements) }
    }
}

extension PagedLists where Element: Comparable {
    /// Inserts into a list that is ascending; false where the element is in it.
    mutating func insert(_ element: Element, intoAscending list: Int) -> Bool {
        let (position, isKnown) = position(of: element, in: list)
        if !isKnown { insert(element, at: position, of: list) }
        return !isKnown
    }

    /// Removes from a list that is ascending; false where the element is not in it.
    mutating func remove(_ element: Element, fromAscending list: Int) -> Bool {
        let (position, isKnown) = position(of: element, in: list)
        if isKnown { remove(at: position, of: list) }
        return isKnown
    }

    /// Where the element is, or would be.
    private func position(of element: Element, in list: Int) -> (Int, isKnown: Bool) {
        withList(list) { elements in
            var low = 0
            var high = elements.count
            while low < high {
                let middle = (low + high) / 2
                if elements[middle] < element { low = middle + 1 } else { high = middle }
            }
            if low == elements.count { return (low, isKnown: false) }
            return (low, elements[low] == element)
        }
    }
}

extension Span where Element: Equatable {
    func isEqual(to other: [Element]) -> Bool {
        if count != other.count { return false }
        for index in indices where self[index] != other[index] { return false }
        return true
    }
}

extension PagedLists: HeapMeasured {
    var heapBytes: Int { pages.heapBytes }
}

private let pageShift = 6
private let pageMask = 63
