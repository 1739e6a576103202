import AccessModel
import GRDB

extension SQLiteReader {
    func connections() throws(StoreError) -> [Connection] {
        try session.all("SELECT \(Connection.columns) FROM connections ORDER BY name", decode: Connection.init(row:))
    }

    func connection(_ id: Connection.ID) throws(StoreError) -> Connection? {
        try session.first(
            "SELECT \(Connection.columns) FROM connections WHERE id = ?",
            id.rawValue,
            decode: Connection.init(row:)
        )
    }

    func connection(named name: String) throws(StoreError) -> Connection? {
        try session.first(
            "SELECT \(Connection.columns) FROM connections WHERE name = ?",
            name,
            decode: Connection.init(row:)
        )
    }

    func usage(of connection: Connection.ID) throws(StoreError) -> ConnectionUsage {
        try session.first(
            """
            SELECT users, groups, members, document_bytes FROM connection_usage
            WHERE connection_key = (SELECT key FROM connections WHERE id = ?)
            """,
            connection.rawValue
        ) { row in
            ConnectionUsage(users: row[0], groups: row[1], members: row[2], documentBytes: row[3])
        } ?? ConnectionUsage()
    }

    func connectionKey(_ id: Connection.ID) throws(StoreError) -> Int64? {
        try key("SELECT key FROM connections WHERE id = ?", id.rawValue)
    }
}

extension Connection {
    fileprivate static let columns = "id, name, strategy, user_id_attribute, origin"

    fileprivate init(row: Row) throws {
        guard let strategy = Strategy(rawValue: row[2]), let attribute = UserIDAttribute(rawValue: row[3]) else {
            throw StoreError.corrupt("a connection cannot be read")
        }
        try self.init(
            id: ID(row[0]),
            name: row[1],
            strategy: strategy,
            userIDAttribute: attribute,
            origin: Origin(text: row[4])
        )
    }
}
