import AccessModel
import GRDB

extension SQLiteTransaction {
    func createResource(_ resource: SCIMResource, now: Timestamp) throws(StoreError) -> SCIMResourceRecord {
        guard let owner = try connectionKey(resource.connection) else {
            throw .unknown(.connection, resource.connection.rawValue)
        }
        try session.run(
            """
            INSERT INTO scim_resources (id, connection_key, type, external_id, attributes, version, created,
              last_modified)
            VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?6) ON CONFLICT DO NOTHING
            """,
            resource.id.rawValue,
            owner,
            resource.type,
            resource.externalID,
            resource.attributes,
            now.nanoseconds
        )
        guard session.changeCount == 1 else { throw .notUnique(.resourceID, resource.id.rawValue) }
        return SCIMResourceRecord(document: resource, version: 1, created: now, lastModified: now)
    }

    func replaceResource(_ resource: SCIMResource, now: Timestamp) throws(StoreError) -> SCIMResourceRecord {
        guard let stored = try self.resource(resource.id), stored.connection == resource.connection,
            stored.type.hasSameBytes(as: resource.type)
        else { throw .unknown(.resource, resource.id.rawValue) }
        // Compared byte for byte, in the database: Swift takes differently composed letters for the same.
        try session.run(
            """
            UPDATE scim_resources SET external_id = ?2, attributes = ?3, version = version + 1,
              last_modified = max(last_modified, ?4)
            WHERE id = ?1 AND (external_id, attributes) IS NOT (?2, ?3)
            """,
            resource.id.rawValue,
            resource.externalID,
            resource.attributes,
            now.nanoseconds
        )
        guard session.changeCount == 1 else { return stored }
        return SCIMResourceRecord(
            document: resource,
            version: stored.version + 1,
            created: stored.created,
            lastModified: max(stored.lastModified, now)
        )
    }

    @discardableResult
    func deleteResource(_ id: SCIMResource.ID) throws(StoreError) -> Bool {
        try releaseValues(heldBy: id.rawValue)
        try session.run("DELETE FROM scim_resources WHERE id = ?", id.rawValue)
        return session.changeCount == 1
    }

    func hold(_ values: [UniqueValue], by holder: String, in connection: Connection.ID) throws(StoreError) {
        guard let owner = try connectionKey(connection) else { throw .unknown(.connection, connection.rawValue) }
        guard try Set(values) != heldValues(by: holder) else { return }
        try whole { () throws(StoreError) in
            try releaseValues(heldBy: holder)
            for value in values { try insert(value, holder, owner: owner) }
        }
    }

    /// To be called whenever a resource of any type ends.
    func releaseValues(heldBy holder: String) throws(StoreError) {
        try session.run("DELETE FROM unique_values WHERE holder = ?", holder)
    }

    func setUniqueness(_ rule: String?, of type: String) throws(StoreError) {
        try whole { () throws(StoreError) in
            try session.run("DELETE FROM unique_values WHERE type = ?", type)
            try session.run("DELETE FROM uniqueness WHERE type = ?", type)
            guard let rule else { return }
            try session.run("INSERT INTO uniqueness (type, rule) VALUES (?, ?)", type, rule)
        }
    }

    private func heldValues(by holder: String) throws(StoreError) -> Set<UniqueValue> {
        let values = try session.all("SELECT type, attribute, value FROM unique_values WHERE holder = ?", holder) {
            row in
            UniqueValue(type: row[0], attribute: row[1], value: row[2])
        }
        return Set(values)
    }

    private func insert(_ value: UniqueValue, _ holder: String, owner: Int64) throws(StoreError) {
        try session.run(
            """
            INSERT INTO unique_values (type, attribute, value, connection_key, holder) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO NOTHING
            """,
            value.type,
            value.attribute,
            value.value,
            owner,
            holder
        )
        guard session.changeCount == 1 else { throw .valueTaken(attribute: value.attribute, value.value) }
    }
}
