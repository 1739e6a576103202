import AccessModel
import GRDB

/// Reads one connection's state for the length of one body.
///
/// Not final: a transaction is a reader that also writes.
class SQLiteReader: DirectoryReader {
    let session: SQLiteSession
    /// What need not be looked up again. Good while nobody is deleted.
    var known: MemberLookup?

    init(_ session: SQLiteSession) {
        self.session = session
    }

    func head() throws(StoreError) -> Revision {
        let head = try session.first("SELECT epoch, revision FROM tenant") { row in
            try Revision(epoch: Revision.Epoch(row[0]), number: UInt64(stored: row[1]))
        }
        guard let head else { throw .corrupt("the store has no head") }
        return head
    }

    func counts() throws(StoreError) -> DirectoryCounts {
        var counts = DirectoryCounts()
        counts.connections = try count("SELECT count(*) FROM connections")
        counts.users = try count("SELECT count(*) FROM users")
        counts.groups = try count("SELECT count(*) FROM groups")
        counts.memberships = try count("SELECT count(*) FROM members")
        counts.organizations = try organizationCount()
        counts.organizationMembers = try count("SELECT count(*) FROM organization_members")
        counts.roles = try count("SELECT count(*) FROM roles")
        counts.assignments = try count("SELECT count(*) FROM role_assignments")
        return counts
    }

    func count(_ sql: String, _ key: Int64? = nil) throws(StoreError) -> Int {
        if let key { return try session.first(sql, key) { $0[0] } ?? 0 }
        return try session.first(sql) { $0[0] } ?? 0
    }

    /// The key of a record, by a statement that selects it by its id.
    func key(_ sql: String, _ id: String) throws(StoreError) -> Int64? {
        try session.first(sql, id) { $0[0] }
    }
}

extension UInt64 {
    /// A number that is never negative in a store that is whole.
    init(stored value: Int64) throws(StoreError) {
        guard let number = UInt64(exactly: value) else { throw .corrupt("a revision is negative") }
        self = number
    }
}

extension Int {
    /// As an SQL `LIMIT` or `OFFSET`, where a negative number would mean no limit.
    var bound: Int64 { Int64(Swift.max(0, Swift.min(self, Int(Int32.max)))) }
}

extension Page {
    /// The first `limit` of `rows`, of which one more was asked for to see whether the list goes on.
    init(_ rows: [(key: Int64, element: Element)], limit: Int) {
        let elements = rows.prefix(Int(limit.bound))
        self.init(
            elements: elements.map(\.element),
            next: rows.count > elements.count ? elements.last.map { ListPosition(rawValue: $0.key) } : nil
        )
    }
}
