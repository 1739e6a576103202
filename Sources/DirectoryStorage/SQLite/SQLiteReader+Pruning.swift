import AccessModel
import GRDB

extension SQLiteReader {
    /// Revisions that one slice forgets, and at most as many commits without one for each reason.
    private static var sliceLength: Int64 { 2_000 }

    /// The last revision that `DirectoryStore.pruneChanges` forgets.
    func lastToPrune(keeping count: UInt64, since start: Timestamp) throws(StoreError) -> Int64 {
        let head = try head().number
        return try Int64(max(head - min(head, count), lastRevision(before: start)))
    }

    /// Forgets the oldest revisions of those up to `last`, and says whether there is more to forget.
    ///
    /// What it leaves is a history like any other, only shorter. The instant of the last revision that goes stays: until
    /// when the state before the first that is kept held.
    func pruneSlice(through last: Int64, since start: Timestamp) throws(StoreError) -> Bool {
        let pruned: Int64 = try session.first("SELECT pruned_revision FROM tenant") { $0[0] } ?? 0
        let end = min(last, pruned + Self.sliceLength)
        try session.run("DELETE FROM changes WHERE revision <= ?", end)
        try session.run("DELETE FROM former WHERE revision <= ?", end)
        try session.run("DELETE FROM commits WHERE revision < ?", end)
        let isFullOfOld = try pruneUnnumbered("instant < ?", start.nanoseconds)
        let isFullOfFormer = try pruneUnnumbered("key < (SELECT key FROM commits WHERE revision = ?)", end)
        try session.run("UPDATE tenant SET pruned_revision = max(pruned_revision, ?)", end)
        return end < last || isFullOfOld || isFullOfFormer
    }

    /// Forgets commits that made no revision, and says whether there may be more.
    private func pruneUnnumbered(_ condition: String, _ value: Int64) throws(StoreError) -> Bool {
        let wanted = "SELECT key FROM commits WHERE revision IS NULL AND \(condition) LIMIT \(Self.sliceLength)"
        try session.run("DELETE FROM commits WHERE key IN (\(wanted))", value)
        return session.changeCount == Self.sliceLength
    }

    /// Before when ids that ended are forgotten: `start`, or what leaves only the last `limit` of them.
    func tombstoneCutoff(before start: Timestamp, keeping limit: Int) throws(StoreError) -> Timestamp {
        let excess = try session.first("SELECT buried FROM tombstones ORDER BY buried DESC LIMIT 1 OFFSET ?", limit) {
            row in Timestamp(nanoseconds: row[0])
        }
        return max(start, excess.map { $0 + .nanoseconds(1) } ?? start)
    }

    /// Forgets some of the ids of users and groups that ended before the cutoff, and says whether there may be more.
    func pruneTombstones(before cutoff: Timestamp) throws(StoreError) -> Bool {
        try session.run(
            """
            DELETE FROM tombstones WHERE (connection_key, member_kind, id) IN (
              SELECT connection_key, member_kind, id FROM tombstones WHERE buried < ?
              ORDER BY buried LIMIT \(Self.sliceLength))
            """,
            cutoff.nanoseconds
        )
        return session.changeCount == Self.sliceLength
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
