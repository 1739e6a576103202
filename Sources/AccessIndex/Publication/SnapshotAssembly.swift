import AccessModel
import Synchronization

/// A builder that a feed's callback can reach.
final class SnapshotAssembly: Sendable {
    private let builder = Mutex(IndexBuilder())

    func apply(_ change: Change) {
        builder.withLock { $0.apply(change) }
    }

    /// Leaves an empty builder behind.
    func finish(at revision: Revision) -> IndexSnapshot {
        var finished = IndexBuilder()
        builder.withLock { swap(&finished, &$0) }
        return finished.snapshot(at: revision)
    }
}
