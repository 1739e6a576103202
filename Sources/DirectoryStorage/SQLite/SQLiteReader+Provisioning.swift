import AccessModel
import GRDB

extension SQLiteReader {
    func scimConfiguration(of connection: Connection.ID) throws(StoreError) -> SCIMConfiguration? {
        try session.first(
            SCIMConfiguration.select + "WHERE c.id = ?",
            connection.rawValue,
            decode: SCIMConfiguration.init(row:)
        )
    }

    func scimConfigurations(after position: ListPosition?, limit: Int) throws(StoreError) -> Page<SCIMConfiguration> {
        let rows = try session.all(
            SCIMConfiguration.select + "WHERE s.connection_key > ? ORDER BY s.connection_key LIMIT ?",
            position?.rawValue ?? 0,
            limit.bound + 1,
            decode: SCIMConfiguration.keyed(row:)
        )
        return Page(rows, limit: limit)
    }

    func provisioningEvents(of connection: Connection.ID) throws(StoreError) -> [ProvisioningEvent] {
        guard let owner = try connectionKey(connection) else { return [] }
        return try session.all(
            "SELECT record FROM scim_events WHERE connection_key = ? ORDER BY key DESC",
            owner
        ) { row in try JSONText.decode(row[0] as String) }
    }
}

extension SCIMConfiguration {
    fileprivate static let select = """
        SELECT s.connection_key, c.id, s.mapping, s.created, s.updated
        FROM scim_configurations s JOIN connections c ON c.key = s.connection_key

        """

    fileprivate static func keyed(row: Row) throws -> (key: Int64, element: SCIMConfiguration) {
        (row[0], try SCIMConfiguration(row: row))
    }

    fileprivate init(row: Row) throws {
        try self.init(
            connection: Connection.ID(row[1]),
            mapping: (row[2] as String?).map { text throws(StoreError) in try JSONText.decode(text) },
            created: Timestamp(nanoseconds: row[3]),
            updated: Timestamp(nanoseconds: row[4])
        )
    }
}
