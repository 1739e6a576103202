/// Picks one page of a sorted list out of a scan in any order, and keeps no more of it than that page and what comes
/// before it.
package struct SortedPage<Element> {
    private let order: ResourceOrder
    private let position: SortPosition?
    private let skipped: Int
    private let limit: Int
    private var kept: [(position: SortPosition, element: Element)] = []
    /// How many elements there are after `position`.
    package private(set) var count = 0

    /// A page of at most `limit` elements after `position`, or after the first `skipped` ones.
    package init(in order: ResourceOrder, after position: SortPosition? = nil, skipping skipped: Int = 0, limit: Int) {
        self.order = order
        self.position = position
        self.skipped = skipped
        self.limit = limit
    }

    package mutating func insert(_ element: Element, at place: SortPosition) {
        if let position, !order.precedes(position, place) { return }
        count += 1
        kept.append((place, element))
        // Sorting only when the array has doubled keeps an insertion at the logarithm of the page.
        if kept.count >= 2 * capacity + 64 { trim() }
    }

    /// The page, in order, each with its place; one more element exists after it where ``hasMore`` says so.
    package var elements: [(position: SortPosition, element: Element)] {
        var copy = self
        copy.trim()
        return Array(copy.kept.dropFirst(skipped).prefix(limit))
    }

    /// Whether elements follow after the page.
    package var hasMore: Bool { count > capacity }

    private var capacity: Int {
        skipped.addingReportingOverflow(limit).overflow ? .max / 4 : min(skipped + limit, .max / 4)
    }

    private mutating func trim() {
        kept.sort { order.precedes($0.position, $1.position) }
        if kept.count > capacity { kept.removeLast(kept.count - capacity) }
    }
}

extension SortedPage: Sendable where Element: Sendable {}
