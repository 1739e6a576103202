import AccessModel
import Foundation
import GRDB

extension SQLiteTransaction {
    func putClient(_ client: ClientRecord) throws(StoreError) {
        let stored = try self.client(client.id)
        try session.run(
            """
            INSERT INTO clients (id, name, digest, secret_number, scopes, created, last_used)
            SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
            WHERE NOT EXISTS (SELECT 1 FROM clients WHERE name = ?2 AND id <> ?1)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, digest = excluded.digest,
              secret_number = excluded.secret_number, scopes = excluded.scopes
            """,
            client.id.rawValue,
            client.name,
            Data(client.digest),
            client.secretNumber,
            JSONText.text(client.scopes.sorted()),
            client.created.nanoseconds,
            client.lastUsed?.nanoseconds
        )
        guard session.changeCount == 1 else { throw .notUnique(.clientName, client.name) }
        guard let stored else { return try record(ManagementAction(.clientCreated, client.id)) }
        if stored.secretNumber != client.secretNumber {
            try record(ManagementAction(.clientSecretRotated, client.id))
        }
        if stored.name != client.name || stored.scopes != client.scopes {
            try record(ManagementAction(.clientUpdated, client.id))
        }
    }

    @discardableResult
    func deleteClient(_ id: ClientRecord.ID) throws(StoreError) -> Bool {
        try session.run("DELETE FROM clients WHERE id = ?", id.rawValue)
        guard session.changeCount == 1 else { return false }
        try record(ManagementAction(.clientDeleted, id))
        return true
    }

    func recordUse(of id: ClientRecord.ID, at instant: Timestamp) throws(StoreError) {
        try session.run(
            "UPDATE clients SET last_used = max(coalesce(last_used, ?1), ?1) WHERE id = ?2",
            instant.nanoseconds,
            id.rawValue
        )
    }
}
