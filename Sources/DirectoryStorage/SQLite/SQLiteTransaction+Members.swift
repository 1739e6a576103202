import AccessModel
import GRDB

extension SQLiteTransaction {
    @discardableResult
    func addMembers(_ members: [Group.Member], to group: Group.ID, now: Timestamp) throws(StoreError)
        -> [Group.Member]
    {
        let holder = try holder(group)
        let keys = try keys(of: members, in: holder)
        var added = [Group.Member]()
        for (member, key) in zip(members, keys) where try insert(key, into: holder) { added.append(member) }
        try noteMembers(added, of: group, now: now, as: Change.addMembers)
        return added
    }

    @discardableResult
    func removeMembers(_ members: [Group.Member], from group: Group.ID, now: Timestamp) throws(StoreError)
        -> [Group.Member]
    {
        let holder = try holder(group)
        var removed = [Group.Member]()
        for member in members {
            guard let key = try memberKey(member), try delete(key, from: holder) else { continue }
            removed.append(member)
        }
        try noteMembers(removed, of: group, now: now, as: Change.removeMembers)
        return removed
    }

    @discardableResult
    func removeAllMembers(of group: Group.ID, now: Timestamp) throws(StoreError) -> Int {
        let holder = try holder(group)
        try scanMembers(ofKey: holder.key) { batch throws(StoreError) in try note(.removeMembers(group, batch)) }
        try session.run("DELETE FROM members WHERE group_key = ?", holder.key)
        let count = session.changeCount
        if count > 0 { try touch(group, now: now) }
        return count
    }

    @discardableResult
    func replaceMembers(of group: Group.ID, with members: [Group.Member], now: Timestamp) throws(StoreError)
        -> MembershipDelta
    {
        let holder = try holder(group)
        let wanted = try Set(keys(of: members, in: holder))
        var surplus = [Group.Member]()
        try scanMembers(ofKey: holder.key) { batch throws(StoreError) in
            for member in batch {
                guard let key = try memberKey(member), !wanted.contains(key) else { continue }
                surplus.append(member)
            }
        }
        let removed = try removeMembers(surplus, from: group, now: now)
        let added = try addMembers(members, to: group, now: now)
        return MembershipDelta(added: added.count, removed: removed.count)
    }

    /// The keys of a group and of its connection.
    private typealias Holder = (key: Int64, owner: Int64)

    private func holder(_ group: Group.ID) throws(StoreError) -> Holder {
        let holder = try session.first("SELECT key, connection_key FROM groups WHERE id = ?", group.rawValue) { row in
            (key: row[0] as Int64, owner: row[1] as Int64)
        }
        guard let holder else { throw .unknown(.group, group.rawValue) }
        return holder
    }

    /// All of them, before anything is written.
    private func keys(of members: [Group.Member], in holder: Holder) throws(StoreError) -> [MemberKey] {
        var keys = [MemberKey]()
        keys.reserveCapacity(members.count)
        for member in members {
            guard let key = try memberKey(member, inConnection: holder.owner) else { throw member.unknown }
            keys.append(key)
        }
        return keys
    }

    private func insert(_ member: MemberKey, into holder: Holder) throws(StoreError) -> Bool {
        try session.run(
            "INSERT INTO members (group_key, member_kind, member_key) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
            holder.key,
            member.kind.rawValue,
            member.key
        )
        return session.changeCount == 1
    }

    private func delete(_ member: MemberKey, from holder: Holder) throws(StoreError) -> Bool {
        try session.run(
            "DELETE FROM members WHERE group_key = ? AND member_kind = ? AND member_key = ?",
            holder.key,
            member.kind.rawValue,
            member.key
        )
        return session.changeCount == 1
    }

    private func noteMembers(
        _ members: [Group.Member],
        of group: Group.ID,
        now: Timestamp,
        as change: (Group.ID, [Group.Member]) -> Change
    ) throws(StoreError) {
        guard !members.isEmpty else { return }
        try touch(group, now: now)
        for start in stride(from: 0, to: members.count, by: Change.membersPerChange) {
            try note(change(group, Array(members[start...].prefix(Change.membersPerChange))))
        }
    }

    private func touch(_ group: Group.ID, now: Timestamp) throws(StoreError) {
        try session.run(
            "UPDATE groups SET version = version + 1, last_modified = max(last_modified, ?) WHERE id = ?",
            now.nanoseconds,
            group.rawValue
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
