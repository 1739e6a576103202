import AccessModel
import Foundation
import GRDB

extension SQLiteTransaction {
    func createToken(_ token: SCIMToken, now: Timestamp) throws(StoreError) {
        guard let owner = try connectionKey(token.connection) else {
            throw .unknown(.connection, token.connection.rawValue)
        }
        guard try scimConfiguration(of: token.connection) != nil else {
            throw .unknown(.scimConfiguration, token.connection.rawValue)
        }
        let live = try tokens(of: token.connection).count { !$0.hasExpired(at: now) }
        guard live < SCIMToken.limit else { throw .tooManyTokens(token.connection) }
        try session.run(
            """
            INSERT INTO scim_tokens (id, connection_key, digest, scopes, created, expires, last_used)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING
            """,
            token.id.rawValue,
            owner,
            Data(token.digest),
            JSONText.text(token.scopes),
            token.created.nanoseconds,
            token.expires?.nanoseconds,
            token.lastUsed?.nanoseconds
        )
        guard session.changeCount == 1 else { throw .notUnique(.token, token.id.rawValue) }
        try record(ManagementAction(.tokenCreated, token.id, of: token.connection))
    }

    @discardableResult
    func revokeToken(_ id: SCIMToken.ID) throws(StoreError) -> Bool {
        let connection = try session.first(
            "SELECT c.id FROM scim_tokens t JOIN connections c ON c.key = t.connection_key WHERE t.id = ?",
            id.rawValue
        ) { row in Connection.ID(row[0]) }
        guard let connection else { return false }
        try session.run("DELETE FROM scim_tokens WHERE id = ?", id.rawValue)
        try record(ManagementAction(.tokenDeleted, id, of: connection))
        return true
    }

    func recordUse(of id: SCIMToken.ID, at instant: Timestamp) throws(StoreError) {
        try session.run(
            "UPDATE scim_tokens SET last_used = max(coalesce(last_used, ?1), ?1) WHERE id = ?2",
            instant.nanoseconds,
            id.rawValue
        )
    }
}
