import AccessModel
import GRDB

/// The records of the role model are kept as JSON whole: they are few, and nobody looks into them but the index.
extension SQLiteReader {
    func roles() throws(StoreError) -> [Role] { try records("SELECT record FROM roles ORDER BY name, id") }

    func roles(ownedBy owner: Organization.ID?) throws(StoreError) -> [Role] {
        guard let owner else { return try records("SELECT record FROM roles WHERE owner_key IS NULL ORDER BY name") }
        guard let key = try organizationKey(owner) else { return [] }
        return try session.all("SELECT record FROM roles WHERE owner_key = ? ORDER BY name", key) { row in
            try JSONText.decode(row[0] as String)
        }
    }

    func roleCount(ownedBy owner: Organization.ID?) throws(StoreError) -> Int {
        guard let owner else { return try count("SELECT count(*) FROM roles WHERE owner_key IS NULL") }
        guard let key = try organizationKey(owner) else { return 0 }
        return try count("SELECT count(*) FROM roles WHERE owner_key = ?", key)
    }

    func role(_ id: Role.ID) throws(StoreError) -> Role? {
        try record("SELECT record FROM roles WHERE id = ?", id.rawValue)
    }

    func role(named name: String, ownedBy owner: Organization.ID?) throws(StoreError) -> Role? {
        guard let owner else {
            return try record("SELECT record FROM roles WHERE name = ? AND owner_key IS NULL", name)
        }
        return try session.first(
            """
            SELECT r.record FROM roles r JOIN organizations o ON o.key = r.owner_key WHERE r.name = ? AND o.id = ?
            """,
            name,
            owner.rawValue
        ) { row in try JSONText.decode(row[0] as String) }
    }

    func resourceTypes() throws(StoreError) -> [ResourceType] {
        try records("SELECT record FROM resource_types ORDER BY name")
    }

    func resourceType(named name: String) throws(StoreError) -> ResourceType? {
        try record("SELECT record FROM resource_types WHERE name = ?", name)
    }

    func apis() throws(StoreError) -> [API] { try records("SELECT record FROM apis ORDER BY identifier") }

    func api(_ identifier: String) throws(StoreError) -> API? {
        try record("SELECT record FROM apis WHERE identifier = ?", identifier)
    }

    func loginSettings() throws(StoreError) -> LoginSettings {
        let settings: [LoginSettings] = try records("SELECT login_settings FROM tenant")
        return settings.first ?? LoginSettings()
    }

    func roleKey(_ id: Role.ID) throws(StoreError) -> Int64? {
        try key("SELECT key FROM roles WHERE id = ?", id.rawValue)
    }

    private func records<Record: Decodable>(_ sql: String) throws(StoreError) -> [Record] {
        try session.all(sql) { row in try JSONText.decode(row[0] as String) }
    }

    private func record<Record: Decodable>(_ sql: String, _ name: String) throws(StoreError) -> Record? {
        try session.first(sql, name) { row in try JSONText.decode(row[0] as String) }
    }
}
