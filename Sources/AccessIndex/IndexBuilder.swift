package import AccessModel

/// Makes the first snapshot out of the changes that lead to it from nothing.
package struct IndexBuilder: ~Copyable, Sendable {
    private var rows = Rows()

    package init() {}

    /// Applies one change. Changes that refer to records which do not exist are without effect.
    package mutating func apply(_ change: Change) {
        rows.apply(change)
    }

    package consuming func snapshot(at revision: Revision) -> IndexSnapshot {
        IndexSnapshot(rows, revision: revision)
    }
}
