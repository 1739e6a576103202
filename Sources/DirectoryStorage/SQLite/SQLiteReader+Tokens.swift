import AccessModel
import Foundation
import GRDB

extension SQLiteReader {
    func tokens(of connection: Connection.ID) throws(StoreError) -> [SCIMToken] {
        try session.all(
            SCIMToken.select + "WHERE c.id = ? ORDER BY t.key",
            connection.rawValue,
            decode: SCIMToken.init(row:)
        )
    }

    func token(digest: [UInt8]) throws(StoreError) -> SCIMToken? {
        try session.first(SCIMToken.select + "WHERE t.digest = ?", Data(digest), decode: SCIMToken.init(row:))
    }
}

extension SCIMToken {
    fileprivate static let select = """
        SELECT t.id, c.id, t.digest, t.scopes, t.created, t.expires, t.last_used
        FROM scim_tokens t JOIN connections c ON c.key = t.connection_key

        """

    fileprivate init(row: Row) throws {
        try self.init(
            id: ID(row[0]),
            connection: Connection.ID(row[1]),
            digest: [UInt8](row[2] as Data),
            scopes: JSONText.decode(row[3] as String),
            created: Timestamp(nanoseconds: row[4]),
            expires: (row[5] as Int64?).map(Timestamp.init(nanoseconds:)),
            lastUsed: (row[6] as Int64?).map(Timestamp.init(nanoseconds:))
        )
    }
}
