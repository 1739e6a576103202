import AccessModel
import GRDB

extension SQLiteReader {
    /// Forgets what `DirectoryStore.pruneChanges` says. The instant of the last revision that goes stays: until when the
    /// state before the first that is kept held.
    func pruneChanges(keeping count: UInt64, since start: Timestamp) throws(StoreError) {
        let head = try head().number
        let last = try Int64(max(head - min(head, count), lastRevision(before: start)))
        try session.run("DELETE FROM changes WHERE revision <= ?", last)
        try session.run("DELETE FROM former WHERE revision <= ?", last)
        try session.run("DELETE FROM commits WHERE revision < ?", last)
        try session.run("DELETE FROM commits WHERE revision IS NULL AND instant < ?", start.nanoseconds)
        try session.run(
            "DELETE FROM commits WHERE revision IS NULL AND key < (SELECT key FROM commits WHERE revision = ?)",
            last
        )
        try session.run("UPDATE tenant SET pruned_revision = max(pruned_revision, ?)", last)
    }

    /// The newest revision such that it and all before it are older; zero where there is none.
    private func lastRevision(before start: Timestamp) throws(StoreError) -> UInt64 {
        let young = try session.first(
            "SELECT revision FROM commits WHERE revision IS NOT NULL AND instant >= ? ORDER BY revision LIMIT 1",
            start.nanoseconds
        ) { row in try UInt64(stored: row[0]) }
        if let young { return young - min(young, 1) }
        return try session.first("SELECT coalesce(max(revision), 0) FROM commits") { row in try UInt64(stored: row[0]) }
            ?? 0
    }
}
