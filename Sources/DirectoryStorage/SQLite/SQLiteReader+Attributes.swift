import AccessModel
import GRDB

extension SQLiteReader {
    func attributes(of record: AttributedRecord) throws(StoreError) -> String? {
        try attributed(record)?.attributes
    }

    func attributed(_ record: AttributedRecord) throws(StoreError) -> (attributes: String, origin: Origin)? {
        let found =
            switch record {
            case .connection(let id):
                try row("SELECT attributes, origin FROM connections WHERE id = ?", id.rawValue)
            case .organization(let id):
                try row("SELECT attributes, origin FROM organizations WHERE id = ?", id.rawValue)
            case .api(let identifier):
                try row("SELECT attributes, origin FROM apis WHERE identifier = ?", identifier)
            case .organizationConnection(let organization, let connection):
                try row(
                    """
                    SELECT l.attributes, l.origin FROM organization_connections l
                    JOIN organizations o ON o.key = l.organization_key JOIN connections c ON c.key = l.connection_key
                    WHERE o.id = ? AND c.id = ?
                    """,
                    organization.rawValue,
                    connection.rawValue
                )
            }
        guard let found else { return nil }
        return try (found.attributes, Origin(text: found.origin))
    }

    private func row(_ sql: String, _ id: String) throws(StoreError) -> (attributes: String, origin: String)? {
        try session.first(sql, id) { ($0[0], $0[1]) }
    }

    private func row(_ sql: String, _ first: String, _ second: String) throws(StoreError)
        -> (attributes: String, origin: String)?
    {
        try session.first(sql, first, second) { ($0[0], $0[1]) }
    }
}
