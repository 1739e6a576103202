import AccessModel
import GRDB

extension SQLiteTransaction {
    func createGroup(_ document: GroupDocument, uniqueName: Bool, now: Timestamp) throws(StoreError) -> GroupRecord {
        let group = document.group
        guard let owner = try connectionKey(group.connection) else {
            throw .unknown(.connection, group.connection.rawValue)
        }
        if uniqueName { try claimName(of: document, owner: owner) }
        try insert(document, owner: owner, now: now)
        guard session.changeCount == 1 else { throw .notUnique(.groupID, group.id.rawValue) }
        try note(.putGroup(group))
        return GroupRecord(document: document, version: 1, created: now, lastModified: now)
    }

    func replaceGroup(_ document: GroupDocument, uniqueName: Bool, now: Timestamp) throws(StoreError) -> GroupRecord {
        let group = document.group
        guard let stored = try self.group(group.id), stored.group.connection == group.connection,
            let owner = try connectionKey(group.connection)
        else { throw .unknown(.group, group.id.rawValue) }
        if uniqueName { try claimName(of: document, owner: owner) }
        try update(document, now: now)
        guard session.changeCount == 1 else { return stored }
        try note(.putGroup(group), replacing: .putGroup(stored.group))
        return GroupRecord(
            document: document,
            version: stored.version + 1,
            created: stored.created,
            lastModified: max(stored.lastModified, now)
        )
    }

    @discardableResult
    func deleteGroup(_ id: Group.ID, now: Timestamp) throws(StoreError) -> Bool {
        guard let key = try groupKey(id), let stored = try group(id)?.group else { return false }
        try keep(stored, key: key)
        try endMemberships(of: MemberKey(kind: .group, key: key), now: now)
        try bury(MemberKey(kind: .group, key: key), from: "groups", now: now)
        try keepAssignments(ofGroup: key, now: now)
        try releaseValues(heldBy: id.rawValue)
        try session.run("DELETE FROM groups WHERE key = ?", key)
        try note(.deleteGroup(id))
        return true
    }

    /// Takes the member out of all groups that hold it, which changes those groups.
    func endMemberships(of member: MemberKey, now: Timestamp) throws(StoreError) {
        try session.run(
            """
            UPDATE groups SET version = version + 1, last_modified = max(last_modified, ?)
            WHERE key IN (SELECT group_key FROM members WHERE member_kind = ? AND member_key = ?)
            """,
            now.nanoseconds,
            member.kind.rawValue,
            member.key
        )
        try session.run(
            "DELETE FROM members WHERE member_kind = ? AND member_key = ?",
            member.kind.rawValue,
            member.key
        )
    }

    /// Remembers the id of what is about to be deleted from the table.
    func bury(_ member: MemberKey, from table: StaticString, now: Timestamp) throws(StoreError) {
        try session.run(
            """
            INSERT INTO tombstones (connection_key, member_kind, id, buried)
            SELECT connection_key, ?, id, ? FROM \(table) WHERE key = ?
            ON CONFLICT DO UPDATE SET buried = excluded.buried
            """,
            member.kind.rawValue,
            now.nanoseconds,
            member.key
        )
    }

    private func claimName(of document: GroupDocument, owner: Int64) throws(StoreError) {
        let isTaken = try session.first(
            "SELECT 1 FROM groups WHERE connection_key = ? AND folded_name = ? AND id <> ?",
            owner,
            document.foldedName,
            document.group.id.rawValue,
            decode: { _ in true }
        )
        if isTaken != nil { throw .notUnique(.groupName, document.group.name) }
    }

    private func insert(_ document: GroupDocument, owner: Int64, now: Timestamp) throws(StoreError) {
        try session.run(
            """
            INSERT INTO groups (id, connection_key, name, folded_name, external_id, origin, attributes, version,
              created, last_modified)
            VALUES (?, ?, ?, ?, ?, ?, ?, 1, ?, ?) ON CONFLICT DO NOTHING
            """,
            document.group.id.rawValue,
            owner,
            document.group.name,
            document.foldedName,
            document.group.externalID,
            document.group.origin.text,
            document.attributes,
            now.nanoseconds,
            now.nanoseconds
        )
    }

    /// Changes a row only where something differs, byte for byte.
    private func update(_ document: GroupDocument, now: Timestamp) throws(StoreError) {
        try session.run(
            """
            UPDATE groups SET name = ?1, folded_name = ?2, external_id = ?3, origin = ?4, attributes = ?5,
              version = version + 1, last_modified = max(last_modified, ?6)
            WHERE id = ?7 AND (name, folded_name, external_id, origin, attributes) IS NOT (?1, ?2, ?3, ?4, ?5)
            """,
            document.group.name,
            document.foldedName,
            document.group.externalID,
            document.group.origin.text,
            document.attributes,
            now.nanoseconds,
            document.group.id.rawValue
        )
    }
}
