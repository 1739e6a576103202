import AccessModel
import GRDB

extension SQLiteReader {
    func resource(_ id: SCIMResource.ID) throws(StoreError) -> SCIMResourceRecord? {
        try session.first(
            SCIMResourceRecord.select + "WHERE r.id = ?",
            id.rawValue,
            decode: SCIMResourceRecord.init(row:)
        )
    }

    func resourceCount(of type: String, in connection: Connection.ID) throws(StoreError) -> Int {
        guard let owner = try connectionKey(connection) else { return 0 }
        return try session.first(
            "SELECT count(*) FROM scim_resources WHERE connection_key = ? AND type = ?",
            owner,
            type,
            decode: { $0[0] }
        ) ?? 0
    }

    func resourceCount(in connection: Connection.ID) throws(StoreError) -> Int {
        guard let owner = try connectionKey(connection) else { return 0 }
        return try count("SELECT count(*) FROM scim_resources WHERE connection_key = ?", owner)
    }

    func scanResources(
        _ query: RecordQuery,
        of type: String,
        _ visit: (SCIMResourceRecord, RecordPosition) throws -> ScanStep
    ) throws {
        try scan(query, in: .resources(of: type), columns: SCIMResourceRecord.columns) { row in
            try visit(
                SCIMResourceRecord(row: row),
                RecordPosition(row: row, at: SCIMResourceRecord.columnCount)
            )
        }
    }

    func uniqueness(of type: String) throws(StoreError) -> String? {
        try session.first("SELECT rule FROM uniqueness WHERE type = ?", type) { $0[0] }
    }
}

extension SCIMResourceRecord {
    fileprivate static let columnCount = 8
    /// Of the resource `r` and its connection `c`.
    fileprivate static let columns = """
        r.id, c.id, r.type, r.external_id, r.attributes, r.version, r.created, r.last_modified
        """
    fileprivate static let select = """
        SELECT \(columns) FROM scim_resources r JOIN connections c ON c.key = r.connection_key

        """

    fileprivate init(row: Row) {
        let document = SCIMResource(
            id: SCIMResource.ID(row[0]),
            connection: Connection.ID(row[1]),
            type: row[2],
            externalID: row[3],
            attributes: row[4]
        )
        self.init(
            document: document,
            version: row[5],
            created: Timestamp(nanoseconds: row[6]),
            lastModified: Timestamp(nanoseconds: row[7])
        )
    }
}
