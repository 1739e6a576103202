extension SQLiteSchema {
    /// What each connection takes, counted by the database itself, so that no statement can forget it and a limit costs
    /// one look-up. Each document counts a little more than its bytes, so that many small ones count, too.
    ///
    /// What falls to a deleted user or group is subtracted before it goes: rows that follow it by `ON DELETE CASCADE`
    /// find no owner any more, and subtract nothing.
    static let usage = """
        CREATE TABLE connection_usage (
          connection_key INTEGER PRIMARY KEY REFERENCES connections (key) ON DELETE CASCADE,
          users INTEGER NOT NULL DEFAULT 0,
          groups INTEGER NOT NULL DEFAULT 0,
          members INTEGER NOT NULL DEFAULT 0,
          document_bytes INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        INSERT INTO connection_usage (connection_key, users, groups, members, document_bytes)
          SELECT key,
            (SELECT count(*) FROM users WHERE connection_key = c.key),
            (SELECT count(*) FROM groups WHERE connection_key = c.key),
            (SELECT count(*) FROM members JOIN groups g ON g.key = group_key WHERE g.connection_key = c.key),
            (SELECT coalesce(sum(\(size("attributes"))), 0) FROM user_attributes JOIN users u ON u.key = user_key
              WHERE u.connection_key = c.key)
            + (SELECT coalesce(sum(\(size("attributes"))), 0) FROM groups WHERE connection_key = c.key)
            + (SELECT coalesce(sum(\(size("attributes"))), 0) FROM scim_resources WHERE connection_key = c.key)
          FROM connections c;
        CREATE TRIGGER connection_is_counted AFTER INSERT ON connections BEGIN
          INSERT INTO connection_usage (connection_key) VALUES (NEW.key);
        END;
        CREATE TRIGGER user_is_counted AFTER INSERT ON users BEGIN
          UPDATE connection_usage SET users = users + 1 WHERE connection_key = NEW.connection_key;
        END;
        CREATE TRIGGER user_document_is_counted AFTER INSERT ON user_attributes BEGIN
          UPDATE connection_usage SET document_bytes = document_bytes + \(size("NEW.attributes"))
          WHERE connection_key = (SELECT connection_key FROM users WHERE key = NEW.user_key);
        END;
        CREATE TRIGGER user_document_is_recounted AFTER UPDATE OF attributes ON user_attributes BEGIN
          UPDATE connection_usage
          SET document_bytes = document_bytes + \(size("NEW.attributes")) - \(size("OLD.attributes"))
          WHERE connection_key = (SELECT connection_key FROM users WHERE key = NEW.user_key);
        END;
        CREATE TRIGGER user_is_uncounted BEFORE DELETE ON users BEGIN
          UPDATE connection_usage SET users = users - 1, document_bytes = document_bytes
            - coalesce((SELECT \(size("attributes")) FROM user_attributes WHERE user_key = OLD.key), 0)
          WHERE connection_key = OLD.connection_key;
        END;
        CREATE TRIGGER group_is_counted AFTER INSERT ON groups BEGIN
          UPDATE connection_usage
          SET groups = groups + 1, document_bytes = document_bytes + \(size("NEW.attributes"))
          WHERE connection_key = NEW.connection_key;
        END;
        CREATE TRIGGER group_is_recounted AFTER UPDATE OF attributes ON groups
        WHEN NEW.attributes IS NOT OLD.attributes BEGIN
          UPDATE connection_usage
          SET document_bytes = document_bytes + \(size("NEW.attributes")) - \(size("OLD.attributes"))
          WHERE connection_key = NEW.connection_key;
        END;
        CREATE TRIGGER group_is_uncounted BEFORE DELETE ON groups BEGIN
          UPDATE connection_usage
          SET groups = groups - 1, document_bytes = document_bytes - \(size("OLD.attributes")),
            members = members - (SELECT count(*) FROM members WHERE group_key = OLD.key)
          WHERE connection_key = OLD.connection_key;
        END;
        CREATE TRIGGER member_is_counted AFTER INSERT ON members BEGIN
          UPDATE connection_usage SET members = members + 1
          WHERE connection_key = (SELECT connection_key FROM groups WHERE key = NEW.group_key);
        END;
        CREATE TRIGGER member_is_uncounted AFTER DELETE ON members BEGIN
          UPDATE connection_usage SET members = members - 1
          WHERE connection_key = (SELECT connection_key FROM groups WHERE key = OLD.group_key);
        END;
        CREATE TRIGGER resource_is_counted AFTER INSERT ON scim_resources BEGIN
          UPDATE connection_usage SET document_bytes = document_bytes + \(size("NEW.attributes"))
          WHERE connection_key = NEW.connection_key;
        END;
        CREATE TRIGGER resource_is_recounted AFTER UPDATE OF attributes ON scim_resources BEGIN
          UPDATE connection_usage
          SET document_bytes = document_bytes + \(size("NEW.attributes")) - \(size("OLD.attributes"))
          WHERE connection_key = NEW.connection_key;
        END;
        CREATE TRIGGER resource_is_uncounted AFTER DELETE ON scim_resources BEGIN
          UPDATE connection_usage SET document_bytes = document_bytes - \(size("OLD.attributes"))
          WHERE connection_key = OLD.connection_key;
        END;
        """

    /// When an id was buried; of those from before, not before the last commit.
    static let tombstoneAges = """
        ALTER TABLE tombstones ADD COLUMN buried INTEGER NOT NULL DEFAULT 0;
        UPDATE tombstones SET buried = coalesce((SELECT max(instant) FROM commits), 0);
        CREATE INDEX tombstones_by_age ON tombstones (buried);
        """

    /// The bytes that a document counts as.
    private static func size(_ column: String) -> String { "(length(CAST(\(column) AS BLOB)) + 256)" }
}
