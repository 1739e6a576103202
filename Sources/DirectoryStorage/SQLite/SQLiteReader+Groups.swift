import AccessModel
import GRDB

extension SQLiteReader {
    func group(_ id: Group.ID) throws(StoreError) -> GroupRecord? {
        try session.first(GroupRecord.select + "WHERE r.id = ?", id.rawValue, decode: GroupRecord.init(row:))
    }

    func groups(foldedName: String, in connection: Connection.ID) throws(StoreError) -> [GroupRecord] {
        try session.all(
            GroupRecord.select + "WHERE c.id = ? AND r.folded_name = ? ORDER BY r.key",
            connection.rawValue,
            foldedName,
            decode: GroupRecord.init(row:)
        )
    }

    func groups(externalID: String, in connection: Connection.ID) throws(StoreError) -> [GroupRecord] {
        try session.all(
            GroupRecord.select + "WHERE c.id = ? AND r.external_id = ? ORDER BY r.key",
            connection.rawValue,
            externalID,
            decode: GroupRecord.init(row:)
        )
    }

    func groups(in connection: Connection.ID, offset: Int, limit: Int) throws(StoreError) -> [GroupRecord] {
        guard let owner = try connectionKey(connection) else { return [] }
        return try session.all(
            GroupRecord.select + """
                WHERE r.key IN (SELECT key FROM groups WHERE connection_key = ? ORDER BY key LIMIT ? OFFSET ?)
                ORDER BY r.key
                """,
            owner,
            limit.bound,
            offset.bound,
            decode: GroupRecord.init(row:)
        )
    }

    func groups(in connection: Connection.ID, after position: ListPosition?, limit: Int) throws(StoreError)
        -> Page<GroupRecord>
    {
        guard let owner = try connectionKey(connection) else { return Page(elements: [], next: nil) }
        let rows = try session.all(
            GroupRecord.select + "WHERE r.connection_key = ? AND r.key > ? ORDER BY r.key LIMIT ?",
            owner,
            position?.rawValue ?? 0,
            limit.bound + 1,
            decode: GroupRecord.keyed(row:)
        )
        return Page(rows, limit: limit)
    }

    func groups(of organization: Organization.ID, after position: ListPosition?, limit: Int) throws(StoreError)
        -> Page<GroupRecord>
    {
        guard let key = try organizationKey(organization) else { return Page(elements: [], next: nil) }
        let rows = try session.all(
            GroupRecord.select + """
                JOIN organization_connections l ON l.connection_key = r.connection_key
                WHERE l.organization_key = ? AND l.is_enabled AND r.key > ? ORDER BY r.key LIMIT ?
                """,
            key,
            position?.rawValue ?? 0,
            limit.bound + 1,
            decode: GroupRecord.keyed(row:)
        )
        return Page(rows, limit: limit)
    }

    func groupCount(in connection: Connection.ID) throws(StoreError) -> Int {
        guard let owner = try connectionKey(connection) else { return 0 }
        return try count("SELECT count(*) FROM groups WHERE connection_key = ?", owner)
    }

    func scanGroups(_ query: RecordQuery, _ visit: (GroupRecord, RecordPosition) throws -> ScanStep) throws {
        try scan(query, in: .groups, columns: GroupRecord.columns) { row in
            try visit(GroupRecord(row: row), RecordPosition(row: row, at: GroupRecord.columnCount))
        }
    }

    func groupKey(_ id: Group.ID) throws(StoreError) -> Int64? {
        try key("SELECT key FROM groups WHERE id = ?", id.rawValue)
    }
}

extension GroupRecord {
    fileprivate static let columnCount = 11
    /// Of the group `r` and its connection `c`.
    fileprivate static let columns = """
        r.key, r.id, c.id, r.name, r.external_id, r.origin, r.folded_name, r.attributes, r.version, r.created,
        r.last_modified
        """
    fileprivate static let select = select(from: "groups r")

    /// - Parameter source: the table of groups as `r`.
    static func select(from source: String) -> String {
        "SELECT \(columns) FROM \(source) JOIN connections c ON c.key = r.connection_key "
    }

    static func keyed(row: Row) throws -> (key: Int64, element: GroupRecord) {
        try (row[0], GroupRecord(row: row))
    }

    fileprivate init(row: Row) throws {
        let group = try Group(
            id: Group.ID(row[1]),
            connection: Connection.ID(row[2]),
            name: row[3],
            externalID: row[4],
            origin: Origin(text: row[5])
        )
        self.init(
            document: GroupDocument(group: group, foldedName: row[6], attributes: row[7]),
            version: row[8],
            created: Timestamp(nanoseconds: row[9]),
            lastModified: Timestamp(nanoseconds: row[10])
        )
    }
}
