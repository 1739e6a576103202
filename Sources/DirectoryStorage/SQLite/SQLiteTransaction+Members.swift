import AccessModel
import GRDB

extension SQLiteTransaction {
    @discardableResult
    func addMembers(_ members: [Group.Member], to group: Group.ID, now: Timestamp) throws(StoreError)
        -> [Group.Member]
    {
        let holder = try holder(group)
        return try add(members, keys(of: members, in: holder), to: holder, now: now)
    }

    @discardableResult
    func removeMembers(_ members: [Group.Member], from group: Group.ID, now: Timestamp) throws(StoreError)
        -> [Group.Member]
    {
        let holder = try holder(group)
        let keys = try memberKeys(of: members, inConnection: nil)
        var deleted = try delete(Array(keys.values), from: holder)
        // Each once, also where it is named twice.
        let removed = members.filter { member in keys[member].map { deleted.remove($0) != nil } ?? false }
        try noteMembers(removed, of: holder, now: now, as: Change.removeMembers)
        return removed
    }

    @discardableResult
    func removeAllMembers(of group: Group.ID, now: Timestamp) throws(StoreError) -> Int {
        let holder = try holder(group)
        try scanMembers(ofKey: holder.key) { batch throws(StoreError) in try note(.removeMembers(group, batch)) }
        try session.run("DELETE FROM members WHERE group_key = ?", holder.key)
        let count = session.changeCount
        if count > 0 { try touch(holder, now: now) }
        return count
    }

    @discardableResult
    func replaceMembers(of group: Group.ID, with members: [Group.Member], now: Timestamp) throws(StoreError)
        -> MembershipDelta
    {
        let holder = try holder(group)
        let keys = try keys(of: members, in: holder)
        let wanted = Set(keys.values)
        let surplus = try memberKeys(ofGroup: holder.key).filter { !wanted.contains($0) }
        let names = try names(of: surplus)
        let removed = try delete(surplus, from: holder)
        let order = surplus.filter(removed.contains).compactMap { names[$0] }
        try noteMembers(order, of: holder, now: now, as: Change.removeMembers)
        let added = try add(members, keys, to: holder, now: now)
        return MembershipDelta(added: added.count, removed: order.count)
    }

    /// A group: its id, its key and that of its connection.
    private typealias Holder = (id: Group.ID, key: Int64, owner: Int64)

    private func holder(_ group: Group.ID) throws(StoreError) -> Holder {
        let holder = try session.first("SELECT key, connection_key FROM groups WHERE id = ?", group.rawValue) { row in
            (id: group, key: row[0] as Int64, owner: row[1] as Int64)
        }
        guard let holder else { throw .unknown(.group, group.rawValue) }
        return holder
    }

    /// All of them, before anything is written.
    private func keys(of members: [Group.Member], in holder: Holder) throws(StoreError) -> [Group.Member: MemberKey] {
        let keys = try memberKeys(of: members, inConnection: holder.owner)
        for member in members where keys[member] == nil { throw member.unknown }
        return keys
    }

    private func add(_ members: [Group.Member], _ keys: [Group.Member: MemberKey], to holder: Holder, now: Timestamp)
        throws(StoreError) -> [Group.Member]
    {
        var inserted = try insert(Array(keys.values), into: holder)
        let added = members.filter { member in keys[member].map { inserted.remove($0) != nil } ?? false }
        try noteMembers(added, of: holder, now: now, as: Change.addMembers)
        return added
    }

    /// Returns those that were not there.
    private func insert(_ members: [MemberKey], into holder: Holder) throws(StoreError) -> Set<MemberKey> {
        try changing(members) { kind, marks, arguments throws(StoreError) in
            try session.all(
                """
                INSERT INTO members (group_key, member_kind, member_key)
                SELECT ?, ?, key FROM \(kind.table) WHERE key IN (\(marks))
                ON CONFLICT DO NOTHING RETURNING member_key
                """,
                arguments: [holder.key, kind.rawValue] + arguments,
                decode: { $0[0] }
            )
        }
    }

    /// Returns those that were there.
    private func delete(_ members: [MemberKey], from holder: Holder) throws(StoreError) -> Set<MemberKey> {
        try changing(members) { kind, marks, arguments throws(StoreError) in
            try session.all(
                """
                DELETE FROM members WHERE group_key = ? AND member_kind = ? AND member_key IN (\(marks))
                RETURNING member_key
                """,
                arguments: [holder.key, kind.rawValue] + arguments,
                decode: { $0[0] }
            )
        }
    }

    /// Runs a statement on the keys of each kind, batch by batch, and returns those of which it says that they changed.
    private func changing(
        _ members: [MemberKey],
        _ change: (MemberKey.Kind, _ marks: String, [(any DatabaseValueConvertible)?]) throws(StoreError) -> [Int64]
    ) throws(StoreError) -> Set<MemberKey> {
        var changed = Set<MemberKey>()
        for kind in [MemberKey.Kind.user, .group] {
            let keys = members.filter { $0.kind == kind }.map(\.key).sorted()
            try SQLiteSession.batches(of: keys) { marks, _, arguments throws(StoreError) in
                for key in try change(kind, marks, arguments) { changed.insert(MemberKey(kind: kind, key: key)) }
            }
        }
        return changed
    }

    private func noteMembers(
        _ members: [Group.Member],
        of holder: Holder,
        now: Timestamp,
        as change: (Group.ID, [Group.Member]) -> Change
    ) throws(StoreError) {
        guard !members.isEmpty else { return }
        try touch(holder, now: now)
        for start in stride(from: 0, to: members.count, by: Change.membersPerChange) {
            try note(change(holder.id, Array(members[start...].prefix(Change.membersPerChange))))
        }
    }

    private func touch(_ holder: Holder, now: Timestamp) throws(StoreError) {
        try session.run(
            "UPDATE groups SET version = version + 1, last_modified = max(last_modified, ?) WHERE key = ?",
            now.nanoseconds,
            holder.key
        )
    }
}

extension Group.Member {
    fileprivate var unknown: StoreError {
        switch self {
        case .user(let id): .unknown(.user, id.rawValue)
        case .group(let id): .unknown(.group, id.rawValue)
        }
    }
}
