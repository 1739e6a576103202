import AccessModel
import GRDB

extension SQLiteReader {
    func user(_ id: User.ID) throws(StoreError) -> UserRecord? {
        try session.first(UserRecord.select + "WHERE u.id = ?", id.rawValue, decode: UserRecord.init(row:))
    }

    func user(foldedUserName: String, in connection: Connection.ID) throws(StoreError) -> UserRecord? {
        try session.first(
            UserRecord.select + "WHERE c.id = ? AND u.folded_user_name = ?",
            connection.rawValue,
            foldedUserName,
            decode: UserRecord.init(row:)
        )
    }

    func user(providerUserID: String, in connection: Connection.ID) throws(StoreError) -> UserRecord? {
        try session.first(
            UserRecord.select + "WHERE c.id = ? AND u.provider_user_id = ?",
            connection.rawValue,
            providerUserID,
            decode: UserRecord.init(row:)
        )
    }

    func users(externalID: String, in connection: Connection.ID) throws(StoreError) -> [UserRecord] {
        try session.all(
            UserRecord.select + "WHERE c.id = ? AND u.external_id = ? ORDER BY u.key",
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
                WHERE u.key IN (SELECT key FROM users WHERE connection_key = ? ORDER BY key LIMIT ? OFFSET ?)
                ORDER BY u.key
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
            UserRecord.select + "WHERE u.connection_key = ? AND u.key > ? ORDER BY u.key LIMIT ?",
            owner,
            position?.rawValue ?? 0,
            limit.bound + 1,
            decode: UserRecord.keyed(row:)
        )
        return Page(rows, limit: limit)
    }

    func userCount(in connection: Connection.ID) throws(StoreError) -> Int {
        guard let owner = try connectionKey(connection) else { return 0 }
        return try count("SELECT count(*) FROM users WHERE connection_key = ?", owner)
    }

    func scanUsers(in connection: Connection.ID, _ visit: (UserRecord) throws -> ScanStep) throws {
        guard let owner = try connectionKey(connection) else { return }
        try session.scan(UserRecord.select + "WHERE u.connection_key = ? ORDER BY u.key", owner) { row in
            try visit(UserRecord(row: row))
        }
    }

    func userKey(_ id: User.ID) throws(StoreError) -> Int64? {
        try key("SELECT key FROM users WHERE id = ?", id.rawValue)
    }
}

extension UserRecord {
    fileprivate static let select = """
        SELECT u.key, u.id, c.id, u.provider_user_id, u.is_active, u.user_name, u.folded_user_name, u.external_id,
          u.display_name, a.attributes, u.version, u.created, u.last_modified
        FROM users u JOIN connections c ON c.key = u.connection_key JOIN user_attributes a ON a.user_key = u.key

        """

    fileprivate static func keyed(row: Row) -> (key: Int64, element: UserRecord) { (row[0], UserRecord(row: row)) }

    fileprivate init(row: Row) {
        let user = User(
            id: User.ID(row[1]),
            connection: Connection.ID(row[2]),
            providerUserID: row[3],
            isActive: row[4]
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
