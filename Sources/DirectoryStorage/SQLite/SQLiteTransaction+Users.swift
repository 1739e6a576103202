import AccessModel
import GRDB

extension SQLiteTransaction {
    func createUser(_ document: UserDocument, now: Timestamp) throws(StoreError) -> UserRecord {
        var document = document
        try check(document)
        // An administrator's block stays on what the person is called.
        if try isToBeBlocked(document) { document.user.isBlocked = true }
        let user = document.user
        guard let owner = try connectionKey(user.connection) else {
            throw .unknown(.connection, user.connection.rawValue)
        }
        try insert(document, owner: owner, now: now)
        guard session.changeCount == 1 else { throw try conflict(of: document, key: nil) }
        let key = session.lastInsertedKey
        try session.run("INSERT INTO user_attributes (user_key, attributes) VALUES (?, ?)", key, document.attributes)
        try indexEmails(ofUser: key)
        if user.isBlocked { try block(key) }
        try note(.putUser(user))
        return UserRecord(document: document, version: 1, created: now, lastModified: now)
    }

    func replaceUser(_ document: UserDocument, now: Timestamp) throws(StoreError) -> UserRecord {
        var document = document
        try check(document)
        guard let stored = try self.user(document.user.id), stored.user.connection == document.user.connection,
            let key = try userKey(document.user.id)
        else { throw .unknown(.user, document.user.id.rawValue) }
        document.user.isBlocked = stored.user.isBlocked
        guard try !isStored(document, key: key) else { return stored }
        document.user.isBlocked = try isToBeBlocked(document, replacing: stored.document)
        try update(document, key: key, now: now)
        guard session.changeCount == 1 else { throw try conflict(of: document, key: key) }
        try session.run(
            "UPDATE user_attributes SET attributes = ? WHERE user_key = ?",
            document.attributes,
            key
        )
        try session.run("DELETE FROM user_emails WHERE user_key = ?", key)
        try indexEmails(ofUser: key)
        if document.user.isBlocked { try block(key) }
        try note(.putUser(document.user), replacing: .putUser(stored.user))
        note(documentOfBytes: document.attributes.utf8.count)
        return UserRecord(
            document: document,
            version: stored.version + 1,
            created: stored.created,
            lastModified: max(stored.lastModified, now)
        )
    }

    @discardableResult
    func deleteUser(_ id: User.ID, now: Timestamp) throws(StoreError) -> Bool {
        guard let key = try userKey(id), let stored = try user(id)?.user else { return false }
        try keep(stored)
        try endMemberships(of: MemberKey(kind: .user, key: key), now: now)
        try bury(MemberKey(kind: .user, key: key), from: "users", now: now)
        try releaseValues(heldBy: id.rawValue)
        try session.run("DELETE FROM users WHERE key = ?", key)
        try note(.deleteUser(id))
        return true
    }

    @discardableResult
    func setBlocked(_ id: User.ID, _ isBlocked: Bool, now: Timestamp) throws(StoreError) -> Bool {
        guard let stored = try user(id)?.user, let key = try userKey(id) else { throw .unknown(.user, id.rawValue) }
        var user = stored
        guard user.isBlocked != isBlocked else { return false }
        try session.run(
            """
            UPDATE users SET is_blocked = ?, version = version + 1, last_modified = max(last_modified, ?)
            WHERE id = ?
            """,
            isBlocked,
            now.nanoseconds,
            id.rawValue
        )
        if isBlocked { try block(key) } else { try unblock(key) }
        user.isBlocked = isBlocked
        try note(.putUser(user), replacing: .putUser(stored))
        return true
    }

    private func indexEmails(ofUser key: Int64) throws(StoreError) {
        try session.run(
            """
            INSERT INTO user_emails (user_key, folded_value) \(SQLiteSchema.emails) AND a.user_key = ?
            ON CONFLICT DO NOTHING
            """,
            key
        )
    }

    /// What the second statement of two would refuse is refused before the first.
    private func check(_ document: UserDocument) throws(StoreError) {
        guard !document.attributes.utf8.contains(0) else { throw .invalidText }
    }

    private func insert(_ document: UserDocument, owner: Int64, now: Timestamp) throws(StoreError) {
        try session.run(
            """
            INSERT INTO users (id, connection_key, provider_user_id, is_active, user_name, folded_user_name,
              external_id, display_name, folded_display_name, version, created, last_modified, is_blocked)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, fold(?8), 1, ?9, ?9, ?10) ON CONFLICT DO NOTHING
            """,
            document.user.id.rawValue,
            owner,
            document.user.providerUserID,
            document.user.isActive,
            document.userName,
            document.foldedUserName,
            document.externalID,
            document.displayName,
            now.nanoseconds,
            document.user.isBlocked
        )
    }

    private func update(_ document: UserDocument, key: Int64, now: Timestamp) throws(StoreError) {
        try session.run(
            """
            UPDATE OR IGNORE users SET provider_user_id = ?1, is_active = ?2, user_name = ?3, folded_user_name = ?4,
              external_id = ?5, display_name = ?6, folded_display_name = fold(?6), version = version + 1,
              last_modified = max(last_modified, ?7), is_blocked = ?8
            WHERE key = ?9
            """,
            document.user.providerUserID,
            document.user.isActive,
            document.userName,
            document.foldedUserName,
            document.externalID,
            document.displayName,
            now.nanoseconds,
            document.user.isBlocked,
            key
        )
    }

    /// Compares byte for byte, in the database: Swift takes differently composed letters for the same.
    private func isStored(_ document: UserDocument, key: Int64) throws(StoreError) -> Bool {
        try session.first(
            """
            SELECT 1 FROM users JOIN user_attributes ON user_key = key WHERE key = ?
              AND (provider_user_id, is_active, user_name, folded_user_name, external_id, display_name, attributes)
              IS (?, ?, ?, ?, ?, ?, ?)
            """,
            key,
            document.user.providerUserID,
            document.user.isActive,
            document.userName,
            document.foldedUserName,
            document.externalID,
            document.displayName,
            document.attributes,
            decode: { _ in true }
        ) ?? false
    }

    /// Which of the values that must be unique another user has, asked after the database refused them.
    private func conflict(of document: UserDocument, key: Int64?) throws(StoreError) -> StoreError {
        let user = document.user
        if try userKey(user.id) ?? key != key { return .notUnique(.userID, user.id.rawValue) }
        if let other = try self.user(foldedUserName: document.foldedUserName, in: user.connection),
            try userKey(other.user.id) != key
        {
            return .notUnique(.userName, document.userName)
        }
        return .notUnique(.providerUserID, user.providerUserID)
    }
}
