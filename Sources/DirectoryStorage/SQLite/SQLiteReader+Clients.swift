import AccessModel
import Foundation
import GRDB

extension SQLiteReader {
    func clients() throws(StoreError) -> [ClientRecord] {
        try session.all(ClientRecord.select + "ORDER BY name", decode: ClientRecord.init(row:))
    }

    func client(_ id: ClientRecord.ID) throws(StoreError) -> ClientRecord? {
        try session.first(ClientRecord.select + "WHERE id = ?", id.rawValue, decode: ClientRecord.init(row:))
    }
}

extension ClientRecord {
    fileprivate static let select = "SELECT id, name, digest, secret_number, scopes, created, last_used FROM clients "

    fileprivate init(row: Row) throws {
        try self.init(
            id: ID(row[0]),
            name: row[1],
            digest: [UInt8](row[2] as Data),
            secretNumber: row[3],
            scopes: Set(JSONText.decode(row[4] as String) as [String]),
            created: Timestamp(nanoseconds: row[5]),
            lastUsed: (row[6] as Int64?).map(Timestamp.init(nanoseconds:))
        )
    }
}
