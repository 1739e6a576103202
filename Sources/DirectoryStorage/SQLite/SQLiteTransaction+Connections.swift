import AccessModel
import GRDB

extension SQLiteTransaction {
    @discardableResult
    func putConnection(_ connection: Connection) throws(StoreError) -> Bool {
        let stored = try self.connection(connection.id)
        try authorize(.connection, connection.name, of: stored?.origin)
        if let other = try self.connection(named: connection.name), other.id != connection.id {
            try claim(.connectionName, .connection, connection.name, heldBy: other.origin)
        }
        guard stored != connection else { return false }
        let movesUsers = stored.map { $0.userIDAttribute != connection.userIDAttribute } ?? false
        try whole { () throws(StoreError) in
            try write(connection)
            try note(.putConnection(connection), replacing: stored.map(Change.putConnection))
            if movesUsers { try moveProviderUserIDs(of: connection) }
        }
        return true
    }

    @discardableResult
    func deleteConnection(_ id: Connection.ID) throws(StoreError) -> Bool {
        guard let stored = try connection(id), let key = try connectionKey(id) else { return false }
        try authorize(.connection, stored.name, of: stored.origin)
        if let refusal = try refusal(ofDeleting: stored) { throw refusal }
        try endGroupAssignments(ofKey: key)
        try keep(stored, key: key)
        try end(id, key: key)
        return true
    }

    /// Members, links, tokens and assignments go with what they belong to.
    @discardableResult
    func deleteConnectionWithResources(_ id: Connection.ID, now: Timestamp) throws(StoreError) -> Bool {
        guard let stored = try connection(id), let key = try connectionKey(id) else { return false }
        try authorize(.connection, stored.name, of: stored.origin)
        try whole { () throws(StoreError) in
            try endGroupAssignments(ofKey: key)
            try keep(stored, key: key)
            try session.run("DELETE FROM groups WHERE connection_key = ?", key)
            try session.run("DELETE FROM users WHERE connection_key = ?", key)
            try session.run("DELETE FROM scim_resources WHERE connection_key = ?", key)
            try end(id, key: key)
        }
        return true
    }

    private func endGroupAssignments(ofKey key: Int64) throws(StoreError) {
        for assignment in try assignments(selectingGroupsOf: key) { try note(.removeAssignment(assignment)) }
        try session.run("DELETE FROM role_assignments WHERE connection_key = ?", key)
    }

    private func end(_ id: Connection.ID, key: Int64) throws(StoreError) {
        try session.run("DELETE FROM connections WHERE key = ?", key)
        try note(.deleteConnection(id))
    }

    private func write(_ connection: Connection) throws(StoreError) {
        try session.run(
            """
            INSERT INTO connections (id, name, strategy, user_id_attribute, origin) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, strategy = excluded.strategy,
              user_id_attribute = excluded.user_id_attribute, origin = excluded.origin
            """,
            connection.id.rawValue,
            connection.name,
            connection.strategy.rawValue,
            connection.userIDAttribute.rawValue,
            connection.origin.text
        )
    }

    /// Gives every user of the connection the provider id that its attribute now says.
    ///
    /// Ids may change hands between users. Each is therefore moved out of the way first, to a text with a NUL, which
    /// nothing stored can have.
    private func moveProviderUserIDs(of connection: Connection) throws(StoreError) {
        guard let owner = try connectionKey(connection.id) else { return }
        let wanted = connection.userIDAttribute.providerUserIDColumns
        let moved = try session.all(
            """
            SELECT key, id, \(wanted), is_active, is_blocked, provider_user_id FROM users
            WHERE connection_key = ? AND provider_user_id <> \(wanted)
            """,
            owner
        ) { row in
            let user = User(
                id: User.ID(row[1]),
                connection: connection.id,
                providerUserID: row[2],
                isActive: row[3],
                isBlocked: row[4]
            )
            return (key: row[0] as Int64, user: user, formerID: row[5] as String)
        }
        for (key, _, _) in moved {
            try session.run("UPDATE users SET provider_user_id = char(0) || key WHERE key = ?", key)
        }
        for (key, user, formerID) in moved { try setProviderUserID(of: key, user, replacing: formerID) }
        try session.run(SQLiteSchema.blockedIdentifiers(where: "connection_key = ? AND is_blocked"), owner)
    }

    private func setProviderUserID(of key: Int64, _ user: User, replacing formerID: String) throws(StoreError) {
        try session.run(
            "UPDATE OR IGNORE users SET provider_user_id = ? WHERE key = ?",
            user.providerUserID,
            key
        )
        guard session.changeCount == 1 else { throw .notUnique(.providerUserID, user.providerUserID) }
        var former = user
        former.providerUserID = formerID
        try note(.putUser(user), replacing: .putUser(former))
    }
}
