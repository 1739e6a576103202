/// Finds ordinals by the hash of their key. Equal keys may occur; the caller compares keys.
///
/// Linear hashing: buckets are split one at a time as entries come, so that no insertion ever rebuilds the table, and
/// since buckets are packed by the page, copies of the index share all that they have in common.
struct HashIndex: Sendable {
    private struct Entry: HeapMeasured {
        /// The part of the hash that chooses the bucket, and spares comparing keys that differ.
        let tag: UInt32
        let number: UInt32
        var heapBytes: Int { 0 }
    }

    private static var entriesPerBucket: Int { 8 }

    private var buckets = PagedLists<Entry>()
    /// There are at least `1 << level` buckets, and fewer than twice as many.
    private var level = 0
    private var entries = 0

    init() {
        buckets.append()
    }

    /// The first entry under `hash` for which `matches` holds.
    @inline(__always)
    func first<Entity>(_ hash: KeyHash, where matches: (Ordinal<Entity>) -> Bool) -> Ordinal<Entity>? {
        let tag = hash.tag
        return buckets.withList(bucket(of: tag)) { entries in
            for index in entries.indices where entries[index].tag == tag {
                let found = Ordinal<Entity>(Int(entries[index].number))
                if matches(found) { return found }
            }
            return nil
        }
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
        if entries >= buckets.count * Self.entriesPerBucket { split() }
        let bucket = bucket(of: hash.tag)
        buckets.insert(Entry(tag: hash.tag, number: ordinal.number), at: buckets.count(of: bucket), of: bucket)
        entries += 1
    }

    mutating func remove<Entity>(_ ordinal: Ordinal<Entity>, _ hash: KeyHash) {
        let bucket = bucket(of: hash.tag)
        let position = buckets.withList(bucket) { entries in
            entries.indices.first { entries[$0].number == ordinal.number && entries[$0].tag == hash.tag }
        }
        guard let position else { return }
        buckets.remove(at: position, of: bucket)
        entries -= 1
    }

    /// Buckets before the one to be split next are addressed with one more bit than the others.
    @inline(__always)
    private func bucket(of tag: UInt32) -> Int {
        let wide = Int(tag) & ((2 << level) - 1)
        return wide < buckets.count ? wide : Int(tag) & ((1 << level) - 1)
    }

    private mutating func split() {
        let source = buckets.count - 1 << level
        let bit = UInt32(1) << UInt32(level)
        let entries = buckets[source]
        buckets.replace(source, with: entries.filter { $0.tag & bit == 0 })
        buckets.append(entries.filter { $0.tag & bit != 0 })
        if buckets.count == 2 << level { level += 1 }
    }
}

extension HashIndex: HeapMeasured {
    var heapBytes: Int { buckets.heapBytes }
}
