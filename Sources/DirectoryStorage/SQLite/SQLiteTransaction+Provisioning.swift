import AccessModel
import GRDB

extension SQLiteTransaction {
    @discardableResult
    func putSCIMConfiguration(_ configuration: SCIMConfiguration) throws(StoreError) -> Bool {
        guard let owner = try connectionKey(configuration.connection) else {
            throw .unknown(.connection, configuration.connection.rawValue)
        }
        let isNew = try scimConfiguration(of: configuration.connection) == nil
        let text = try configuration.mapping.map { mapping throws(StoreError) in try JSONText.text(mapping) }
        try session.run(
            """
            INSERT INTO scim_configurations (connection_key, mapping, created, updated) VALUES (?, ?, ?, ?)
            ON CONFLICT (connection_key) DO UPDATE SET mapping = excluded.mapping, updated = max(updated, excluded.updated)
            WHERE mapping IS NOT excluded.mapping
            """,
            owner,
            text,
            configuration.created.nanoseconds,
            configuration.updated.nanoseconds
        )
        guard session.changeCount == 1 else { return false }
        let kind = isNew ? ManagementAction.Kind.configurationCreated : .configurationUpdated
        try record(ManagementAction(kind, configuration.connection, of: configuration.connection))
        return true
    }

    func touchSCIMConfiguration(of connection: Connection.ID, now: Timestamp) throws(StoreError) {
        guard let owner = try connectionKey(connection) else { return }
        try session.run(
            "UPDATE scim_configurations SET updated = max(updated, ?) WHERE connection_key = ?",
            now.nanoseconds,
            owner
        )
    }

    @discardableResult
    func deleteSCIMConfiguration(of connection: Connection.ID) throws(StoreError) -> Bool {
        guard let owner = try connectionKey(connection) else { return false }
        for token in try tokens(of: connection) { try revokeToken(token.id) }
        try session.run("DELETE FROM scim_configurations WHERE connection_key = ?", owner)
        guard session.changeCount == 1 else { return false }
        try record(ManagementAction(.configurationDeleted, connection, of: connection))
        return true
    }

    func recordEvents(_ events: [ProvisioningEvent], of connection: Connection.ID) throws(StoreError) {
        guard let owner = try connectionKey(connection) else { return }
        for event in events {
            try session.run(
                "INSERT INTO scim_events (connection_key, is_authenticated, record) VALUES (?, ?, ?)",
                owner,
                event.isAuthenticated,
                JSONText.text(event)
            )
        }
        try forgetEvents(of: owner, isAuthenticated: true, keeping: ProvisioningEvent.limit)
        try forgetEvents(of: owner, isAuthenticated: false, keeping: ProvisioningEvent.strangerLimit)
    }

    private func forgetEvents(of owner: Int64, isAuthenticated: Bool, keeping limit: Int) throws(StoreError) {
        try session.run(
            """
            DELETE FROM scim_events WHERE connection_key = ?1 AND is_authenticated = ?2 AND key <= (
              SELECT key FROM scim_events WHERE connection_key = ?1 AND is_authenticated = ?2
              ORDER BY key DESC LIMIT 1 OFFSET ?3)
            """,
            owner,
            isAuthenticated,
            limit
        )
    }
}
