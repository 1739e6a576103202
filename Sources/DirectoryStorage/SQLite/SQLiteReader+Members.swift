import AccessModel
import GRDB

/// How a member is stored: which table its key is of, and the key.
struct MemberKey: Hashable {
    enum Kind: Int64 {
        case user = 0
        case group = 1
    }

    var kind: Kind
    var key: Int64
}

extension SQLiteReader {
    func members(of group: Group.ID, after position: ListPosition?, limit: Int) throws(StoreError)
        -> Page<MemberRecord>
    {
        guard let holder = try groupKey(group) else { return Page(elements: [], next: nil) }
        let start = position?.rawValue ?? 0
        let rows = try session.all(
            MemberRecord.select + """
                WHERE m.group_key = ? AND (m.member_kind, m.member_key) > (?, ?)
                ORDER BY m.member_kind, m.member_key LIMIT ?
                """,
            holder,
            start & 1,
            start >> 1,
            limit.bound + 1,
            decode: MemberRecord.keyed(row:)
        )
        return Page(rows, limit: limit)
    }

    func memberCount(of group: Group.ID) throws(StoreError) -> Int {
        guard let holder = try groupKey(group) else { return 0 }
        return try count("SELECT count(*) FROM members WHERE group_key = ?", holder)
    }

    func isMember(_ member: Group.Member, of group: Group.ID) throws(StoreError) -> Bool {
        guard let holder = try groupKey(group), let member = try memberKey(member) else { return false }
        return try session.first(
            "SELECT 1 FROM members WHERE group_key = ? AND member_kind = ? AND member_key = ?",
            holder,
            member.kind.rawValue,
            member.key,
            decode: { _ in true }
        ) ?? false
    }

    func groups(of member: Group.Member) throws(StoreError) -> [Group] {
        guard let member = try memberKey(member) else { return [] }
        return try session.all(
            """
            SELECT g.id, c.id, g.name, g.external_id, g.origin
            FROM members m JOIN groups g ON g.key = m.group_key JOIN connections c ON c.key = g.connection_key
            WHERE m.member_kind = ? AND m.member_key = ? ORDER BY g.key
            """,
            member.kind.rawValue,
            member.key
        ) { row in
            try Group(
                id: Group.ID(row[0]),
                connection: Connection.ID(row[1]),
                name: row[2],
                externalID: row[3],
                origin: Origin(text: row[4])
            )
        }
    }

    func exists(_ member: Group.Member, in connection: Connection.ID) throws(StoreError) -> Bool {
        guard let owner = try connectionKey(connection) else { return false }
        return try memberKey(member, inConnection: owner) != nil
    }

    func wasDeleted(_ member: Group.Member, in connection: Connection.ID) throws(StoreError) -> Bool {
        guard let owner = try connectionKey(connection) else { return false }
        let (kind, id) = member.tombstone
        let isBuried = try session.first(
            "SELECT 1 FROM tombstones WHERE connection_key = ? AND member_kind = ? AND id = ?",
            owner,
            kind.rawValue,
            id,
            decode: { _ in true }
        )
        guard isBuried != nil else { return false }
        return try memberKey(member, inConnection: owner) == nil
    }

    func memberKey(_ member: Group.Member) throws(StoreError) -> MemberKey? {
        switch member {
        case .user(let id): try userKey(id).map { MemberKey(kind: .user, key: $0) }
        case .group(let id): try groupKey(id).map { MemberKey(kind: .group, key: $0) }
        }
    }

    func memberKey(_ member: Group.Member, inConnection owner: Int64) throws(StoreError) -> MemberKey? {
        switch member {
        case .user(let id):
            try session.first(
                "SELECT key FROM users WHERE id = ? AND connection_key = ?",
                id.rawValue,
                owner,
                decode: { MemberKey(kind: .user, key: $0[0]) }
            )
        case .group(let id):
            try session.first(
                "SELECT key FROM groups WHERE id = ? AND connection_key = ?",
                id.rawValue,
                owner,
                decode: { MemberKey(kind: .group, key: $0[0]) }
            )
        }
    }

    /// Shows all direct members of the group in batches that one change can hold.
    func scanMembers(ofKey holder: Int64, _ visit: ([Group.Member]) throws(StoreError) -> Void) throws(StoreError) {
        var start = MemberKey(kind: .user, key: 0)
        while true {
            let batch = try session.all(
                MemberRecord.select + """
                    WHERE m.group_key = ? AND (m.member_kind, m.member_key) > (?, ?)
                    ORDER BY m.member_kind, m.member_key LIMIT \(Change.membersPerChange)
                    """,
                holder,
                start.kind.rawValue,
                start.key,
                decode: MemberRecord.withKey(row:)
            )
            guard let last = batch.last else { return }
            try visit(batch.map(\.member))
            start = last.key
        }
    }
}

extension Group.Member {
    /// Under which kind and id its deletion is remembered.
    fileprivate var tombstone: (kind: MemberKey.Kind, id: String) {
        switch self {
        case .user(let id): (.user, id.rawValue)
        case .group(let id): (.group, id.rawValue)
        }
    }
}

extension MemberRecord {
    fileprivate static let select = """
        SELECT m.member_kind, m.member_key, coalesce(u.id, g.id), coalesce(u.display_name, u.user_name, g.name)
        FROM members m
        LEFT JOIN users u ON m.member_kind = 0 AND u.key = m.member_key
        LEFT JOIN groups g ON m.member_kind = 1 AND g.key = m.member_key

        """

    /// The position of a member holds its kind in the lowest bit.
    fileprivate static func keyed(row: Row) throws -> (key: Int64, element: MemberRecord) {
        let (member, key) = try withKey(row: row)
        return (key.key << 1 | key.kind.rawValue, MemberRecord(member: member, display: row[3]))
    }

    fileprivate static func withKey(row: Row) throws -> (member: Group.Member, key: MemberKey) {
        guard let kind = MemberKey.Kind(rawValue: row[0]), let id = row[2] as String? else {
            throw StoreError.corrupt("a member cannot be read")
        }
        let key = MemberKey(kind: kind, key: row[1])
        return switch kind {
        case .user: (.user(User.ID(id)), key)
        case .group: (.group(Group.ID(id)), key)
        }
    }
}
