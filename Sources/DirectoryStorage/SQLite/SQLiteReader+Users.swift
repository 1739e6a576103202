import AccessModel
import GRDB

extension SQLiteReader {
    func user(_ id: User.ID) throws(StoreError) -> UserRecord? {
        try session.first(UserRecord.select + "WHERE r.id = ?", id.rawValue, decode: UserRecord.init(row:))
    }

    func user(foldedUserName: String, in connection: Connection.ID) throws(StoreError) -> UserRecord? {
        try session.first(
            UserRecord.select + "WHERE c.id = ? AND r.folded_user_name = ?",
            connection.rawValue,
            foldedUserName,
            decode: UserRecord.init(row:)
        )
    }

    func user(providerUserID: String, in connection: Connection.ID) throws(StoreError) -> UserRecord? {
        try session.first(
            UserRecord.select + "WHERE c.id = ? AND r.provider_user_id = ?",
            connection.rawValue,
            providerUserID,
            decode: UserRecord.init(row:)
        )
    }

    func users(externalID: String, in connection: Connection.ID) throws(StoreError) -> [UserRecord] {
        try session.all(
            UserRecord.select + "WHERE c.id = ? AND r.external_id = ? ORDER BY r.key",
            connection.rawValue,
            externalID,
            decode: UserRecord.init(row:)
        )
    }

    /// The offset is counted in the index alone, without touching the users before it.
    func users(in connection: Connection.ID, offset: Int, limit: Int) throws(StoreError) -> [UserRecord] {
        guard let owner = try connectionKey(connection) else { return [] }
        return try session.all(
            UserRecord.select + """
                WHERE r.key IN (SELECT key FROM users WHERE connection_key = ? ORDER BY key LIMIT ? OFFSET ?)
                ORDER BY r.key
                """,
            owner,
            limit.bound,
            offset.bound,
            decode: UserRecord.init(row:)
        )
    }

    func users(in connection: Connection.ID, after position: ListPosition?, limit: Int) throws(StoreError)
        -> Page<UserRecord>
    {
        guard let owner = try connectionKey(connection) else { return Page(elements: [], next: nil) }
        let rows = try session.all(
            UserRecord.select + "WHERE r.connection_key = ? AND r.key > ? ORDER BY r.key LIMIT ?",
            owner,
            position?.rawValue ?? 0,
            limit.bound + 1,
            decode: UserRecord.keyed(row:)
        )
        return Page(rows, limit: limit)
    }

    /// In the order of the keys of the content's index, which an assignment's user comes third in.
    func users(
        holding role: Role.ID,
        in scope: RoleAssignment.Scope,
        at instant: Timestamp,
        after position: ListPosition?,
        limit: Int
    ) throws(StoreError) -> Page<UserRecord> {
        guard let role = try roleKey(role), let organization = try scopeKey(scope) else {
            return Page(elements: [], next: nil)
        }
        let rows = try session.all(
            UserRecord.select + """
                WHERE r.key IN (
                  SELECT coalesce(user_key, group_key, connection_key) FROM role_assignments
                  WHERE role_key = ?1 AND holder_kind = \(HolderKind.user.rawValue)
                    AND coalesce(user_key, group_key, connection_key) > ?2 AND coalesce(organization_key, 0) = ?3
                    AND (expires IS NULL OR expires > ?4)
                  GROUP BY 1 ORDER BY 1 LIMIT ?5)
                ORDER BY r.key
                """,
            role,
            position?.rawValue ?? 0,
            organization,
            instant.nanoseconds,
            limit.bound + 1,
            decode: UserRecord.keyed(row:)
        )
        return Page(rows, limit: limit)
    }

    func userCount(holding role: Role.ID, in scope: RoleAssignment.Scope, at instant: Timestamp) throws(StoreError)
        -> Int
    {
        guard let role = try roleKey(role), let organization = try scopeKey(scope) else { return 0 }
        return try session.first(
            """
            SELECT count(DISTINCT user_key) FROM role_assignments
            WHERE role_key = ? AND holder_kind = \(HolderKind.user.rawValue)
              AND coalesce(organization_key, 0) = ? AND (expires IS NULL OR expires > ?)
            """,
            role,
            organization,
            instant.nanoseconds
        ) { $0[0] } ?? 0
    }

    /// The organization's key, zero for the tenant, nil for an organization that does not exist.
    private func scopeKey(_ scope: RoleAssignment.Scope) throws(StoreError) -> Int64? {
        switch scope {
        case .tenant: 0
        case .organization(let id): try organizationKey(id)
        }
    }

    func userCount(in connection: Connection.ID) throws(StoreError) -> Int {
        guard let owner = try connectionKey(connection) else { return 0 }
        return try count("SELECT count(*) FROM users WHERE connection_key = ?", owner)
    }

    func scanUsers(_ query: RecordQuery, _ visit: (UserRecord, RecordPosition) throws -> ScanStep) throws {
        try scan(query, in: .users, columns: UserRecord.columns) { row in
            try visit(UserRecord(row: row), RecordPosition(row: row, at: UserRecord.columnCount))
        }
    }

    func userKey(_ id: User.ID) throws(StoreError) -> Int64? {
        try key("SELECT key FROM users WHERE id = ?", id.rawValue)
    }
}

extension UserRecord {
    fileprivate static let columnCount = 14
    /// Of the user `r`, its connection `c` and its document `a`.
    fileprivate static let columns = """
        r.key, r.id, c.id, r.provider_user_id, r.is_active, r.user_name, r.folded_user_name, r.external_id,
        r.display_name, a.attributes, r.version, r.created, r.last_modified,
        r.is_blocked
        """
    fileprivate static let select = """
        SELECT \(columns)
        FROM users r JOIN connections c ON c.key = r.connection_key JOIN user_attributes a ON a.user_key = r.key

        """

    fileprivate static func keyed(row: Row) -> (key: Int64, element: UserRecord) { (row[0], UserRecord(row: row)) }

    fileprivate init(row: Row) {
        let user = User(
            id: User.ID(row[1]),
            connection: Connection.ID(row[2]),
            providerUserID: row[3],
            isActive: row[4],
            isBlocked: row[13]
        )
        let document = UserDocument(
            user: user,
            userName: row[5],
            foldedUserName: row[6],
            externalID: row[7],
            displayName: row[8],
            attributes: row[9]
        )
        self.init(
            document: document,
            version: row[10],
            created: Timestamp(nanoseconds: row[11]),
            lastModified: Timestamp(nanoseconds: row[12])
        )
    }
}
