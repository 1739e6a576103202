/// Things in the order in which they were last used. Every operation takes the same time, however many there are.
struct RecencyList<Element: Hashable & Sendable>: Sendable {
    private struct Links {
        var previous: Element?
        var next: Element?
    }

    private var links: [Element: Links] = [:]
    /// The one that was not used for longest.
    private(set) var oldest: Element?
    private var newest: Element?

    var count: Int { links.count }

    /// Adds an element, or notes that it was used now.
    mutating func use(_ element: Element) {
        guard newest != element else { return }
        remove(element)
        links[element] = Links(previous: newest, next: nil)
        if let newest { links[newest]?.next = element } else { oldest = element }
        newest = element
    }

    mutating func remove(_ element: Element) {
        guard let removed = links.removeValue(forKey: element) else { return }
        if let previous = removed.previous { links[previous]?.next = removed.next } else { oldest = removed.next }
        if let next = removed.next { links[next]?.previous = removed.previous } else { newest = removed.previous }
    }

    /// The first, from the oldest on, of which `condition` holds.
    func first(where condition: (Element) -> Bool) -> Element? {
        var element = oldest
        while let candidate = element, !condition(candidate) { element = links[candidate]?.next }
        return element
    }
}
