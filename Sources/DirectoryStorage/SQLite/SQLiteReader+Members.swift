import AccessModel
import GRDB

/// How a member is stored: which table its key is of, and the key.
struct MemberKey: Hashable {
    enum Kind: Int64 {
        case user = 0
        case group = 1

        var table: String {
            switch self {
            case .user: "users"
            case .group: "groups"
            }
        }
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

    func memberRecords(_ members: [Group.Member]) throws(StoreError) -> [MemberRecord] {
        var displays = [Group.Member: String]()
        try SQLiteSession.batches(of: members.userIDs) { marks, _, ids throws(StoreError) in
            let sql = "SELECT id, coalesce(display_name, user_name) FROM users WHERE id IN (\(marks))"
            let rows = try session.all(sql, arguments: ids) { row in (User.ID(row[0]), row[1] as String) }
            for (id, display) in rows { displays[.user(id)] = display }
        }
        try SQLiteSession.batches(of: members.groupIDs) { marks, _, ids throws(StoreError) in
            let sql = "SELECT id, name FROM groups WHERE id IN (\(marks))"
            let rows = try session.all(sql, arguments: ids) { row in (Group.ID(row[0]), row[1] as String) }
            for (id, display) in rows { displays[.group(id)] = display }
        }
        return members.compactMap { member in displays[member].map { MemberRecord(member: member, display: $0) } }
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

    func absent(_ members: [Group.Member], in connection: Connection.ID) throws(StoreError) -> [Group.Member] {
        guard let owner = try connectionKey(connection) else { return members }
        let keys = try memberKeys(of: members, inConnection: owner)
        return members.filter { keys[$0] == nil }
    }

    func deleted(_ members: [Group.Member], in connection: Connection.ID) throws(StoreError) -> Set<Group.Member> {
        guard let owner = try connectionKey(connection) else { return [] }
        var deleted = Set<Group.Member>()
        for (kind, ids) in [(MemberKey.Kind.user, members.userIDs), (.group, members.groupIDs)] {
            try SQLiteSession.batches(of: ids) { marks, _, batch throws(StoreError) in
                let found = try session.all(
                    "SELECT id FROM tombstones WHERE connection_key = ? AND member_kind = ? AND id IN (\(marks))",
                    arguments: [owner, kind.rawValue] + batch,
                    decode: { Group.Member(kind, $0[0]) }
                )
                deleted.formUnion(found)
            }
        }
        return deleted
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

    /// Of those that there are; of one connection, or of any.
    func memberKeys(of members: [Group.Member], inConnection owner: Int64?) throws(StoreError)
        -> [Group.Member: MemberKey]
    {
        var keys = [Group.Member: MemberKey](minimumCapacity: members.count)
        var members = members
        if let known, owner == nil || owner == known.owner {
            for member in members { keys[member] = known.keys[member] }
            members.removeAll { keys[$0] != nil }
        }
        let condition = owner == nil ? "" : " AND connection_key = ?"
        let arguments: [(any DatabaseValueConvertible)?] = owner.map { [$0] } ?? []
        for (kind, ids) in [(MemberKey.Kind.user, members.userIDs), (.group, members.groupIDs)] {
            try SQLiteSession.batches(of: ids) { marks, _, batch throws(StoreError) in
                let sql = "SELECT id, key FROM \(kind.table) WHERE id IN (\(marks))\(condition)"
                let rows = try session.all(sql, arguments: batch + arguments) { row in
                    (Group.Member(kind, row[0]), MemberKey(kind: kind, key: row[1]))
                }
                for (member, key) in rows { keys[member] = key }
            }
        }
        return keys
    }

    /// Of all members of the group, users first.
    func memberKeys(ofGroup holder: Int64) throws(StoreError) -> [MemberKey] {
        try session.all(
            "SELECT member_kind, member_key FROM members WHERE group_key = ? ORDER BY member_kind, member_key",
            holder
        ) { row in
            guard let kind = MemberKey.Kind(rawValue: row[0]) else {
                throw StoreError.corrupt("a member cannot be read")
            }
            return MemberKey(kind: kind, key: row[1])
        }
    }

    func names(of members: [MemberKey]) throws(StoreError) -> [MemberKey: Group.Member] {
        var names = [MemberKey: Group.Member](minimumCapacity: members.count)
        var members = members
        if let known {
            for member in members { names[member] = known.names[member] }
            members.removeAll { names[$0] != nil }
        }
        for kind in [MemberKey.Kind.user, .group] {
            let keys = members.filter { $0.kind == kind }.map(\.key)
            try SQLiteSession.batches(of: keys) { marks, _, batch throws(StoreError) in
                let sql = "SELECT key, id FROM \(kind.table) WHERE key IN (\(marks))"
                let rows = try session.all(sql, arguments: batch) { row in
                    (MemberKey(kind: kind, key: row[0]), Group.Member(kind, row[1]))
                }
                for (key, member) in rows { names[key] = member }
            }
        }
        return names
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

extension [Group.Member] {
    /// The ids of the users and of the groups among them, in the order of the list. One with a NUL in it is nobody's, and
    /// no statement takes it.
    var userIDs: [String] { compactMap { if case .user(let id) = $0 { id.rawValue.storable } else { nil } } }
    var groupIDs: [String] { compactMap { if case .group(let id) = $0 { id.rawValue.storable } else { nil } } }
}

extension String {
    fileprivate var storable: String? { utf8.contains(0) ? nil : self }
}

extension Group.Member {
    fileprivate init(_ kind: MemberKey.Kind, _ id: String) {
        switch kind {
        case .user: self = .user(User.ID(id))
        case .group: self = .group(Group.ID(id))
        }
    }

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
