package import AccessModel

/// Makes the first snapshot out of the changes that lead to it from nothing.
package struct IndexBuilder: ~Copyable, Sendable {
    private var directory = Directory()

    package init() {}

    /// Applies one change. A change that refers to a record which does not exist is without effect.
    package mutating func apply(_ change: Change) {
        directory.apply(change)
    }

    package consuming func snapshot(at revision: Revision) -> IndexSnapshot {
        directory.finish()
        return IndexSnapshot(directory, revision: revision)
    }
}
