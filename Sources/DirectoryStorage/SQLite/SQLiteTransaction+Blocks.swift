import AccessModel
import GRDB

/// What blocked users are called, or were while they were blocked.
///
/// An administrator's block is on a person, and all that providers say of a person is a provider user id, a `userName` and
/// an `externalId`. Whoever gets one of them is blocked as well: the user may have been deleted and created again, or
/// renamed and created anew. An administrator alone lifts it.
extension SQLiteTransaction {
    /// Identifiers that a provider can have kept in one connection by writing blocked users. Administrators' blocks are
    /// kept beyond it.
    static let blockedIdentifierLimit = 100_000

    /// Whether the user is to be blocked, because it is or because one of its new identifiers is kept. Refused, before
    /// anything is written, where a provider has had too much kept and this would be more.
    func isToBeBlocked(_ document: UserDocument, replacing former: UserDocument? = nil) throws(StoreError) -> Bool {
        if let former, former.hasSameIdentifiers(as: document) { return former.user.isBlocked }
        if former?.user.isBlocked != true {
            guard try hasBlockedIdentifier(document, replacing: former) else { return false }
        }
        try checkRoomForBlockedIdentifiers(in: document.user.connection)
        return true
    }

    /// `former` is what the user has had before: that may have been allowed.
    private func hasBlockedIdentifier(
        _ document: UserDocument,
        replacing former: UserDocument?
    ) throws(StoreError) -> Bool {
        guard let owner = try connectionKey(document.user.connection) else { return false }
        let providerUserID = document.user.providerUserID
        let isNewID = former.map { !$0.user.providerUserID.hasSameBytes(as: providerUserID) } ?? true
        let isNewName = former.map { !$0.foldedUserName.hasSameBytes(as: document.foldedUserName) } ?? true
        let isNewExternalID = former.map { !$0.externalID.hasSameBytes(as: document.externalID) } ?? true
        return try session.first(
            """
            SELECT 1 FROM blocked_identifiers WHERE connection_key = ?1
              AND ((kind = 0 AND value = ?2) OR (kind = 1 AND value = ?3) OR (kind = 2 AND value = ?4)) LIMIT 1
            """,
            owner,
            isNewID ? providerUserID : nil,
            isNewName ? document.foldedUserName : nil,
            isNewExternalID ? document.externalID : nil,
            decode: { _ in true }
        ) ?? false
    }

    private func checkRoomForBlockedIdentifiers(in connection: Connection.ID) throws(StoreError) {
        guard let owner = try connectionKey(connection) else { return }
        let kept = try session.first(
            "SELECT count(*) FROM (SELECT 1 FROM blocked_identifiers WHERE connection_key = ? LIMIT ?)",
            owner,
            Self.blockedIdentifierLimit,
            decode: { $0[0] as Int }
        )
        guard kept ?? 0 < Self.blockedIdentifierLimit else { throw .tooManyBlockedIdentifiers(connection) }
    }

    /// Keeps what the user of this key is called now.
    func block(_ key: Int64) throws(StoreError) {
        try session.run(SQLiteSchema.blockedIdentifiers(where: "key = ?"), key)
    }

    /// Forgets what the user of this key is and was called, and with it all that was kept of users who are gone and of whom
    /// it has an identifier: the block that is lifted is theirs.
    func unblock(_ key: Int64) throws(StoreError) {
        let matching = """
            SELECT b.connection_key, b.kind, b.value, b.user_key FROM users u
            JOIN blocked_identifiers b ON b.connection_key = u.connection_key
              AND ((b.kind = 0 AND b.value = u.provider_user_id) OR (b.kind = 1 AND b.value = u.folded_user_name)
                OR (b.kind = 2 AND b.value = u.external_id))
            WHERE u.key = ?1
            """
        try session.run(
            """
            DELETE FROM blocked_identifiers WHERE user_key IN (
              SELECT m.user_key FROM (\(matching)) m
              WHERE NOT EXISTS (SELECT 1 FROM users holder WHERE holder.key = m.user_key))
            """,
            key
        )
        try session.run(
            "DELETE FROM blocked_identifiers WHERE (connection_key, kind, value, user_key) IN (\(matching))",
            key
        )
        try session.run("DELETE FROM blocked_identifiers WHERE user_key = ?", key)
    }
}

extension UserDocument {
    fileprivate func hasSameIdentifiers(as other: UserDocument) -> Bool {
        user.providerUserID.hasSameBytes(as: other.user.providerUserID)
            && foldedUserName.hasSameBytes(as: other.foldedUserName) && externalID.hasSameBytes(as: other.externalID)
    }
}
