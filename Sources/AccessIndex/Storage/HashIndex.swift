/// Finds ordinals by the hash of their key. Equal keys may occur; the caller compares keys.
///
/// Linear hashing over pages: they are split one at a time as entries come, so that no insertion ever rebuilds the
/// table, and copies of the index share all pages that they have in common. A lookup reads one line of a page.
struct HashIndex: Sendable {
    /// On average; a page that is due to be split has twice as many as one just split.
    private static var entriesPerPage: Int { 256 }

    private var pages = PageTree<SlotPage>()
    /// There are at least `1 << level` pages, and fewer than twice as many.
    private var level = 0
    private var entries = 0

    init() {
        pages.append(SlotPage())
    }

    /// The first entry under `hash` for which `matches` holds.
    @inline(__always)
    func first<Entity>(_ hash: KeyHash, where matches: (Ordinal<Entity>) -> Bool) -> Ordinal<Entity>? {
        pages[page(of: hash.tag)].first(hash.tag) { matches(Ordinal(Int($0))) }.map { Ordinal(Int($0)) }
    }

    /// Every entry under `hash` for which `matches` holds.
    func all<Entity>(_ hash: KeyHash, where matches: (Ordinal<Entity>) -> Bool) -> [Ordinal<Entity>] {
        var found: [Ordinal<Entity>] = []
        _ = first(hash) { (ordinal: Ordinal<Entity>) in
            if matches(ordinal) { found.append(ordinal) }
            return false
        }
        return found
    }

    /// The only entry under `hash` for which `matches` holds; nil where there are several.
    @inline(__always)
    func only<Entity>(_ hash: KeyHash, where matches: (Ordinal<Entity>) -> Bool) -> Ordinal<Entity>? {
        var found: Ordinal<Entity>?
        var isAmbiguous = false
        _ = first(hash) { (ordinal: Ordinal<Entity>) in
            guard matches(ordinal) else { return false }
            isAmbiguous = found != nil
            found = ordinal
            return isAmbiguous
        }
        return isAmbiguous ? nil : found
    }

    mutating func insert<Entity>(_ ordinal: Ordinal<Entity>, _ hash: KeyHash) {
        if entries >= pages.count * Self.entriesPerPage { split() }
        pages.update(page(of: hash.tag)) { $0.insert(hash.tag, ordinal.number) }
        entries += 1
    }

    mutating func remove<Entity>(_ ordinal: Ordinal<Entity>, _ hash: KeyHash) {
        let isFound = pages.update(page(of: hash.tag)) { $0.remove(hash.tag, ordinal.number) }
        if isFound { entries -= 1 }
    }

    /// Pages before the one to be split next are addressed with one more bit than the others.
    @inline(__always)
    private func page(of tag: UInt32) -> Int {
        let wide = Int(tag) & ((2 << level) - 1)
        return wide < pages.count ? wide : Int(tag) & ((1 << level) - 1)
    }

    private mutating func split() {
        let source = pages.count - 1 << level
        let bit = UInt32(1) << UInt32(level)
        pages.append(pages.update(source) { $0.splitOff(bit) })
        if pages.count == 2 << level { level += 1 }
    }
}

extension HashIndex: HeapMeasured {
    var heapBytes: Int { pages.heapBytes }
}
