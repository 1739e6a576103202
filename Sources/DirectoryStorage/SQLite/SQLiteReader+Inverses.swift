import AccessModel
import Foundation
import GRDB

extension SQLiteReader {
    func firstRecordedRevision() throws(StoreError) -> Revision {
        let head = try head()
        let number = try session.first("SELECT max(pruned_revision, first_recorded_revision) FROM tenant") { row in
            try UInt64(stored: row[0])
        }
        return Revision(epoch: head.epoch, number: number ?? 0)
    }

    /// Instants of commits may run backwards for a moment, where two were asked for at once: what counts is the last.
    func revision(at instant: Timestamp) throws(StoreError) -> Revision? {
        let first = try firstRecordedRevision()
        let number = try session.first(
            "SELECT revision FROM commits WHERE revision IS NOT NULL AND instant <= ? ORDER BY revision DESC LIMIT 1",
            instant.nanoseconds
        ) { row in try UInt64(stored: row[0]) }
        if let number { return Revision(epoch: first.epoch, number: number) }
        return first.number == 0 ? first : nil
    }

    func instant(of revision: Revision) throws(StoreError) -> Timestamp? {
        try session.first("SELECT instant FROM commits WHERE revision = ?", revision.bound) { row in
            Timestamp(nanoseconds: row[0])
        }
    }

    func inverses(of revision: Revision, downTo end: Revision) throws(StoreError) -> [ChangeSet]? {
        let (head, first) = try (head(), firstRecordedRevision())
        guard revision.epoch == head.epoch, end.epoch == head.epoch, revision.number <= head.number,
            first.number <= end.number, end.number <= revision.number
        else { return nil }
        var page = InversePage()
        do {
            try session.scan(Self.selectInverses, end.bound, revision.bound) { row in try page.add(row) }
        } catch let error as StoreError {
            throw error
        } catch {
            throw .unavailable("\(error)")
        }
        return try page.finished(from: revision, isWhole: revision == end)
    }

    private static let selectInverses = """
        SELECT c.revision, c.sequence, c.kind, c.payload, f.kind, f.payload FROM changes c
        LEFT JOIN former f ON f.revision = c.revision AND f.sequence = c.sequence
        WHERE c.revision > ? AND c.revision <= ? ORDER BY c.revision DESC, c.sequence DESC, f.part
        """
}

extension Revision {
    /// As an SQL value; numbers that no store has come to are the largest that there is.
    fileprivate var bound: Int64 { Int64(clamping: number) }
}

/// Inverses as they come from the database, newest first.
private struct InversePage {
    /// Ends early where it would become large, but holds at least one revision.
    private static let limit = 4 << 20

    private var sets: [(number: UInt64, changes: [Change])] = []
    private var bytes = 0
    private var open: (sequence: Int64, change: Change, former: [Change])?

    mutating func add(_ row: Row) throws -> ScanStep {
        let (number, sequence) = (try UInt64(stored: row[0]), row[1] as Int64)
        if sets.last?.number != number {
            try close()
            guard bytes < Self.limit else { return .stop }
            sets.append((number, []))
        } else if open?.sequence != sequence {
            try close()
        }
        if open == nil { open = (sequence, try change(row[2], row[3]), []) }
        if let kind = row[4] as Int64? {
            let former = try change(kind, row[5])
            open?.former.append(former)
        }
        return .next
    }

    private mutating func change(_ kind: Int64, _ payload: Data) throws(StoreError) -> Change {
        guard let row = ChangeRow(kind: kind, payload: [UInt8](payload)) else { throw FieldReader.damage }
        bytes += payload.count
        return try row.change()
    }

    private mutating func close() throws(StoreError) {
        guard let open, !sets.isEmpty else { return }
        sets[sets.count - 1].changes += try open.change.inverse(open.former)
        self.open = nil
    }

    /// INVARIANT (no gaps): a revision is undone only right after its successor. A gap is damage.
    mutating func finished(from revision: Revision, isWhole: Bool) throws(StoreError) -> [ChangeSet] {
        try close()
        guard isWhole || !sets.isEmpty else { throw .corrupt("the history has a gap") }
        var finished = [ChangeSet]()
        for (place, set) in sets.enumerated() {
            guard set.number == revision.number - UInt64(place), set.number > 0 else {
                throw .corrupt("the history has a gap")
            }
            let earlier = Revision(epoch: revision.epoch, number: set.number - 1)
            finished.append(ChangeSet(revision: earlier, changes: set.changes))
        }
        return finished
    }
}
