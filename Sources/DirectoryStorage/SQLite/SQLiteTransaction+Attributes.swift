import AccessModel

extension SQLiteTransaction {
    @discardableResult
    func putAttributes(_ attributes: String, of record: AttributedRecord) throws(StoreError) -> Bool {
        guard let stored = try attributed(record) else { throw .unknown(record.kind, record.name) }
        guard !stored.attributes.utf8.elementsEqual(attributes.utf8) else { return false }
        try authorize(record.kind, record.name, of: stored.origin)
        switch record {
        case .connection(let id):
            try session.run("UPDATE connections SET attributes = ? WHERE id = ?", attributes, id.rawValue)
        case .organization(let id):
            try session.run("UPDATE organizations SET attributes = ? WHERE id = ?", attributes, id.rawValue)
        case .api(let identifier):
            try session.run("UPDATE apis SET attributes = ? WHERE identifier = ?", attributes, identifier)
        case .organizationConnection(let organization, let connection):
            try session.run(
                """
                UPDATE organization_connections SET attributes = ?
                WHERE organization_key = (SELECT key FROM organizations WHERE id = ?)
                  AND connection_key = (SELECT key FROM connections WHERE id = ?)
                """,
                attributes,
                organization.rawValue,
                connection.rawValue
            )
        }
        return true
    }
}

extension AttributedRecord {
    fileprivate var kind: RecordKind {
        switch self {
        case .connection: .connection
        case .organization: .organization
        case .organizationConnection: .organizationConnection
        case .api: .api
        }
    }

    fileprivate var name: String {
        switch self {
        case .connection(let id): id.rawValue
        case .organization(let id): id.rawValue
        case .organizationConnection(let organization, let connection): "\(connection) in \(organization)"
        case .api(let identifier): identifier
        }
    }
}
