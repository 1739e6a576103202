import AccessModel
import Foundation
import GRDB

extension SQLiteReader {
    func commits(_ query: CommitQuery, after position: ListPosition?, limit: Int) throws(StoreError)
        -> Page<CommitRecord>
    {
        let epoch = try head().epoch
        let statement = CommitStatement(query, before: position, pruned: try firstRecordedRevision())
        var rows = [(key: Int64, element: CommitRecord)]()
        var bytes = 0
        do {
            try session.scan(statement.sql, arguments: statement.arguments) { row in
                guard var record = try CommitRecord(row, epoch: epoch, query) else { return .next }
                if let number = record.revision?.number { bytes += try readChanges(of: number, query, into: &record) }
                let isAsked = query.subjects.isEmpty || record.changeCount > 0 || !record.actions.isEmpty
                if isAsked { rows.append((row[0], record)) }
                return rows.count > limit.bound || bytes > Self.commitPageBytes && rows.count > 1 ? .stop : .next
            }
        } catch let error as StoreError {
            throw error
        } catch {
            throw .unavailable("\(error)")
        }
        return Page(rows, limit: bytes > Self.commitPageBytes ? min(limit, max(1, rows.count - 1)) : limit)
    }

    /// A page ends early where it would become large, but holds at least one commit.
    private static var commitPageBytes: Int { 4 << 20 }

    /// Returns how many bytes were read.
    private func readChanges(of revision: UInt64, _ query: CommitQuery, into record: inout CommitRecord) throws -> Int {
        var bytes = 0
        let sql = """
            SELECT c.kind, c.payload, f.kind, f.payload, c.sequence FROM changes c
            LEFT JOIN former f ON f.revision = c.revision AND f.sequence = c.sequence AND f.part = 0
            WHERE c.revision = ? ORDER BY c.sequence
            """
        try session.scan(sql, Int64(revision)) { row in
            let change = try Self.change(row[0], row[1])
            let former = try (row[2] as Int64?).map { try Self.change($0, row[3]) }
            guard try concerns(query.subjects, change, former, (revision, row[4])) else { return .next }
            record.changeCount += 1
            guard record.changes.count < CommitRecord.changeLimit else { return .next }
            bytes += (row[1] as Data).count
            record.changes.append(CommitRecord.RecordedChange(change, former: former))
            return .next
        }
        return bytes
    }

    /// Also where only something that the change took along concerns a subject.
    private func concerns(
        _ subjects: [CommitQuery.Subject],
        _ change: Change,
        _ former: Change?,
        _ place: (revision: UInt64, sequence: Int64)
    ) throws -> Bool {
        try subjects.allSatisfy { subject in
            if change.concerns(subject) || former?.concerns(subject) == true { return true }
            guard former != nil else { return false }
            var isFound = false
            try session.scan(
                "SELECT kind, payload FROM former WHERE revision = ? AND sequence = ? AND part > 0",
                Int64(place.revision),
                place.sequence
            ) { row in
                isFound = try Self.change(row[0], row[1]).concerns(subject)
                return isFound ? .stop : .next
            }
            return isFound
        }
    }

    private static func change(_ kind: Int64, _ payload: Data) throws(StoreError) -> Change {
        guard let row = ChangeRow(kind: kind, payload: [UInt8](payload)) else { throw FieldReader.damage }
        return try row.change()
    }
}

extension CommitRecord {
    /// Nil where the actions are all that there is, and none concerns the subjects.
    fileprivate init?(_ row: Row, epoch: Revision.Epoch, _ query: CommitQuery) throws {
        guard let author = Author(row[3]) else { throw StoreError.corrupt("an author cannot be read") }
        let revision = try (row[1] as Int64?).map { Revision(epoch: epoch, number: try UInt64(stored: $0)) }
        let actions: [ManagementAction] = try (row[5] as Data?).map { try JSONText.decode([UInt8]($0)) } ?? []
        let asked = actions.filter { action in query.subjects.allSatisfy(action.concerns) }
        if revision == nil, asked.isEmpty { return nil }
        self.init(
            revision: revision,
            instant: Timestamp(nanoseconds: row[2]),
            author: author,
            request: (row[4] as String?).flatMap { RequestID($0) },
            actions: asked
        )
    }
}

extension ManagementAction {
    fileprivate func concerns(_ subject: CommitQuery.Subject) -> Bool {
        if case .connection(let id) = subject { return connection == id }
        return false
    }
}

/// The commits that a query may admit, newest first. Which of their changes concern its subjects is looked at after.
private struct CommitStatement {
    private var conditions: [String] = []
    private(set) var arguments: [(any DatabaseValueConvertible)?] = []

    var sql: String {
        """
        SELECT key, revision, instant, author, request_id, actions FROM commits
        WHERE \(conditions.joined(separator: " AND ")) ORDER BY key DESC
        """
    }

    init(_ query: CommitQuery, before position: ListPosition?, pruned: Revision) {
        // Of the last revision that was pruned, only the instant is still of use.
        add("(revision IS NULL OR revision > ?)", Int64(clamping: pruned.number))
        if let position { add("key < ?", position.rawValue) }
        if let since = query.since { add("instant >= ?", since.nanoseconds) }
        if let until = query.until { add("instant < ?", until.nanoseconds) }
        if let revisions = query.revisions {
            add("revision >= ?", Int64(clamping: revisions.lowerBound))
            add("revision <= ?", Int64(clamping: revisions.upperBound))
        }
        if !query.paths.isEmpty { add(query.paths) }
        for subject in query.subjects { add(subject) }
    }

    private mutating func add(_ condition: String, _ values: (any DatabaseValueConvertible)?...) {
        conditions.append(condition)
        arguments += values
    }

    private mutating func add(_ paths: Set<Author.Path>) {
        let sorted = paths.map(\.rawValue).sorted()
        conditions.append("(" + sorted.map { _ in "author = ? OR author GLOB ?" }.joined(separator: " OR ") + ")")
        for path in sorted { arguments += [path, "\(path):*"] }
    }

    /// Rows that hold the id somewhere, as fields have it or as JSON writes it: a scan of bytes, many times as fast as
    /// reading the rows, and without an index that every write would pay for.
    private mutating func add(_ subject: CommitQuery.Subject) {
        let id = subject.id
        let written = (try? JSONText.text(id)).map { String($0.dropFirst().dropLast()) } ?? id
        var pieces = [String]()
        for needle in Set([id, written]).sorted() {
            let bytes = Data(needle.utf8)
            pieces += ["changes", "former"].map {
                "revision IN (SELECT revision FROM \($0) WHERE instr(payload, ?) > 0)"
            }
            pieces.append("instr(actions, ?) > 0")
            arguments += [bytes, bytes, bytes]
        }
        conditions.append("(" + pieces.joined(separator: " OR ") + ")")
    }
}
