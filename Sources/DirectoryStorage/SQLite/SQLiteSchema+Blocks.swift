extension SQLiteSchema {
    /// What blocked users are or were called: provider user ids, folded user names and external ids. The user's key stays
    /// when the user goes, and is not given again.
    static let blocks = """
        CREATE TABLE blocked_identifiers (
          connection_key INTEGER NOT NULL REFERENCES connections (key) ON DELETE CASCADE,
          kind INTEGER NOT NULL,
          value TEXT NOT NULL,
          user_key INTEGER NOT NULL,
          PRIMARY KEY (connection_key, kind, value, user_key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX blocked_identifiers_by_user ON blocked_identifiers (user_key);
        \(blockedIdentifiers(where: "is_blocked"));
        """

    /// Keeps the identifiers of the users that the condition selects.
    static func blockedIdentifiers(where condition: String) -> String {
        """
        WITH blocked AS (SELECT * FROM users WHERE \(condition))
        INSERT INTO blocked_identifiers (connection_key, kind, value, user_key)
          SELECT connection_key, 0, provider_user_id, key FROM blocked
          UNION ALL SELECT connection_key, 1, folded_user_name, key FROM blocked
          UNION ALL SELECT connection_key, 2, external_id, key FROM blocked WHERE external_id IS NOT NULL
        ON CONFLICT DO NOTHING
        """
    }
}
