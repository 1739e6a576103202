/// One event loop's view of what was published: an own reference, exchanged when there is a newer snapshot.
package struct SnapshotReader: ~Copyable {
    private let publisher: SnapshotPublisher
    private var known: (snapshot: IndexSnapshot, number: UInt64)

    init(_ publisher: SnapshotPublisher) {
        self.publisher = publisher
        known = publisher.numbered()
    }

    /// The newest snapshot; one atomic load where nothing was published since the last call.
    package mutating func snapshot() -> IndexSnapshot {
        if publisher.hasMoved(since: known.number) { known = publisher.numbered() }
        return known.snapshot
    }
}
