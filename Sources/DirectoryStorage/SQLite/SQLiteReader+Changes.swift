import AccessModel
import Foundation
import GRDB

extension SQLiteReader {
    /// A page ends early where it would become large, but holds at least one change set.
    private static let pageBytes = 4 << 20

    func changes(after revision: Revision, limit: Int) throws(StoreError) -> ChangeFeedPage {
        let head = try head()
        guard revision.epoch == head.epoch, revision.number <= head.number, try retains(revision) else {
            return .snapshotRequired
        }
        guard revision.number < head.number else { return .changeSets([], reachesHead: true) }
        guard limit > 0 else { return .changeSets([], reachesHead: false) }
        let sets = try changeSets(after: revision, atMost: min(head.number - revision.number, UInt64(limit)))
        guard let last = sets.last else { return .snapshotRequired }
        return .changeSets(sets, reachesHead: last.revision == head)
    }

    private func retains(_ revision: Revision) throws(StoreError) -> Bool {
        let pruned = try session.first("SELECT pruned_revision FROM tenant") { row in try UInt64(stored: row[0]) }
        return revision.number >= pruned ?? 0
    }

    /// At most `count` sets. None where there is a gap, or where those that should be there are missing.
    ///
    /// INVARIANT (no gaps): a set is taken only right after its predecessor. A gap, which only damage can make, asks for
    /// a snapshot rather than being skipped.
    private func changeSets(after revision: Revision, atMost count: UInt64) throws(StoreError) -> [ChangeSet] {
        var page = [ChangeSet]()
        var bytes = 0
        var isWhole = true
        try scanRows(after: revision.number, through: revision.number + count) { number, row throws(StoreError) in
            if page.last?.revision.number != number {
                guard bytes < Self.pageBytes else { return .stop }
                let next = (page.last?.revision ?? revision).next
                isWhole = next.number == number
                guard isWhole else { return .stop }
                page.append(ChangeSet(revision: next, changes: []))
            }
            page[page.count - 1].changes.append(try row.change())
            bytes += row.payload.count
            return .next
        }
        return isWhole ? page : []
    }

    private func scanRows(
        after revision: UInt64,
        through last: UInt64,
        _ visit: (UInt64, ChangeRow) throws(StoreError) -> ScanStep
    ) throws(StoreError) {
        let sql = """
            SELECT revision, kind, payload FROM changes WHERE revision > ? AND revision <= ?
            ORDER BY revision, sequence
            """
        do {
            try session.scan(sql, Int64(revision), Int64(last)) { row in
                guard let change = ChangeRow(kind: row[1], payload: [UInt8](row[2] as Data)) else {
                    throw FieldReader.damage
                }
                return try visit(UInt64(stored: row[0]), change)
            }
        } catch let error as StoreError {
            throw error
        } catch {
            throw .unavailable("\(error)")
        }
    }
}
