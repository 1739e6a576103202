import GRDB

/// The tables, as a history of migrations.
///
/// Records have integer keys inside, so that a membership is a row of three small integers. Keys rise with creation and
/// are never seen outside. Members have one table for users and groups alike; what a member key names is therefore not
/// a foreign key, and whoever deletes a user or group deletes its memberships.
enum SQLiteSchema {
    /// `roll` in ASCII: says that a database file is ours.
    static let applicationID: Int64 = 0x726f_6c6c

    /// Named by their numbers, from 1, without gaps.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { database in
            try database.execute(sql: "PRAGMA application_id = \(applicationID)")
            try database.execute(sql: tenant + connections + users + groups + organizations + roles + tokens)
        }
        migrator.registerMigration("2") { database in try database.execute(sql: tombstones) }
        migrator.registerMigration("3") { database in try database.execute(sql: lists) }
        migrator.registerMigration("4") { database in try database.execute(sql: directAssignments) }
        migrator.registerMigration("5") { database in try database.execute(sql: history) }
        migrator.registerMigration("6") { database in try database.execute(sql: provisioning) }
        migrator.registerMigration("7") { database in try database.execute(sql: resources) }
        migrator.registerMigration("8") { database in try database.execute(sql: clients) }
        migrator.registerMigration("9") { database in try database.execute(sql: endedAssignments) }
        migrator.registerMigration("10") { database in try database.execute(sql: attributes) }
        migrator.registerMigration("11") { database in try database.execute(sql: roleOwners) }
        migrator.registerMigration("12") { database in try database.execute(sql: blocks) }
        migrator.registerMigration("13") { database in try database.execute(sql: usage + tombstoneAges) }
        migrator.registerMigration("14") { database in try database.execute(sql: nestedMemberships) }
        return migrator
    }

    /// The number of the newest migration this program knows.
    static var version: Int { migrator.migrations.count }

    private static let tenant = """
        CREATE TABLE tenant (
          id INTEGER PRIMARY KEY CHECK (id = 1),
          epoch TEXT NOT NULL,
          revision INTEGER NOT NULL,
          pruned_revision INTEGER NOT NULL DEFAULT 0,
          login_settings TEXT NOT NULL
        ) STRICT;
        CREATE TABLE changes (
          revision INTEGER NOT NULL,
          sequence INTEGER NOT NULL,
          kind INTEGER NOT NULL,
          payload BLOB NOT NULL,
          PRIMARY KEY (revision, sequence)
        ) STRICT, WITHOUT ROWID;
        """

    /// What makes a history of the changes: who committed them, and what they replaced or ended. It begins where the
    /// store is when it gets these tables.
    ///
    /// Keys of commits rise with time. One that did only what the feed does not tell has no revision. Parts of what a
    /// change replaced or ended are in the order in which they make it again.
    private static let history = """
        ALTER TABLE tenant ADD COLUMN first_recorded_revision INTEGER NOT NULL DEFAULT 0;
        UPDATE tenant SET first_recorded_revision = revision;
        CREATE TABLE commits (
          key INTEGER PRIMARY KEY,
          revision INTEGER UNIQUE,
          instant INTEGER NOT NULL,
          author TEXT NOT NULL,
          request_id TEXT,
          actions BLOB
        ) STRICT;
        CREATE TABLE former (
          revision INTEGER NOT NULL,
          sequence INTEGER NOT NULL,
          part INTEGER NOT NULL,
          kind INTEGER NOT NULL,
          payload BLOB NOT NULL,
          PRIMARY KEY (revision, sequence, part)
        ) STRICT, WITHOUT ROWID;
        """

    private static let connections = """
        CREATE TABLE connections (
          key INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          name TEXT NOT NULL UNIQUE,
          strategy TEXT NOT NULL,
          user_id_attribute TEXT NOT NULL,
          origin TEXT NOT NULL
        ) STRICT;
        """

    /// The SCIM documents lie apart, so that reading all users for a snapshot does not read them too.
    private static let users = """
        CREATE TABLE users (
          key INTEGER PRIMARY KEY AUTOINCREMENT,
          id TEXT NOT NULL UNIQUE,
          connection_key INTEGER NOT NULL REFERENCES connections (key),
          provider_user_id TEXT NOT NULL,
          is_active INTEGER NOT NULL,
          user_name TEXT NOT NULL,
          folded_user_name TEXT NOT NULL,
          external_id TEXT,
          display_name TEXT,
          version INTEGER NOT NULL,
          created INTEGER NOT NULL,
          last_modified INTEGER NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX users_by_user_name ON users (connection_key, folded_user_name);
        CREATE UNIQUE INDEX users_by_provider_user_id ON users (connection_key, provider_user_id);
        CREATE INDEX users_by_external_id ON users (connection_key, external_id) WHERE external_id IS NOT NULL;
        CREATE INDEX users_by_connection ON users (connection_key);
        CREATE TABLE user_attributes (
          user_key INTEGER PRIMARY KEY REFERENCES users (key) ON DELETE CASCADE,
          attributes TEXT NOT NULL
        ) STRICT;
        """

    private static let groups = """
        CREATE TABLE groups (
          key INTEGER PRIMARY KEY AUTOINCREMENT,
          id TEXT NOT NULL UNIQUE,
          connection_key INTEGER NOT NULL REFERENCES connections (key),
          name TEXT NOT NULL,
          folded_name TEXT NOT NULL,
          external_id TEXT,
          origin TEXT NOT NULL,
          attributes TEXT NOT NULL,
          version INTEGER NOT NULL,
          created INTEGER NOT NULL,
          last_modified INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX groups_by_name ON groups (connection_key, folded_name);
        CREATE INDEX groups_by_external_id ON groups (connection_key, external_id) WHERE external_id IS NOT NULL;
        CREATE INDEX groups_by_connection ON groups (connection_key);
        CREATE TABLE members (
          group_key INTEGER NOT NULL REFERENCES groups (key) ON DELETE CASCADE,
          member_kind INTEGER NOT NULL,
          member_key INTEGER NOT NULL,
          PRIMARY KEY (group_key, member_kind, member_key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX members_by_member ON members (member_kind, member_key);
        """

    /// How many groups are members of groups, by connection: counted where a row comes or goes, whoever writes it. A
    /// member is of its group's connection, and is deleted after its memberships.
    private static let nestedMemberships = """
        ALTER TABLE connections ADD COLUMN nested_memberships INTEGER NOT NULL DEFAULT 0;
        UPDATE connections SET nested_memberships = (
          SELECT count(*) FROM groups g JOIN members m ON m.member_kind = 1 AND m.member_key = g.key
          WHERE g.connection_key = connections.key
        );
        CREATE TRIGGER nested_membership_begins AFTER INSERT ON members WHEN NEW.member_kind = 1 BEGIN
          UPDATE connections SET nested_memberships = nested_memberships + 1
          WHERE key = (SELECT connection_key FROM groups WHERE key = NEW.member_key);
        END;
        CREATE TRIGGER nested_membership_ends AFTER DELETE ON members WHEN OLD.member_kind = 1 BEGIN
          UPDATE connections SET nested_memberships = nested_memberships - 1
          WHERE key = (SELECT connection_key FROM groups WHERE key = OLD.member_key);
        END;
        """

    /// The ids that users and groups had that are gone. Ids that are issued again stay here and do no harm.
    private static let tombstones = """
        CREATE TABLE tombstones (
          connection_key INTEGER NOT NULL REFERENCES connections (key) ON DELETE CASCADE,
          member_kind INTEGER NOT NULL,
          id TEXT NOT NULL,
          PRIMARY KEY (connection_key, member_kind, id)
        ) STRICT, WITHOUT ROWID;
        """

    /// What filters and orders of lists go by. `fold` is the store's own function.
    private static let lists = """
        ALTER TABLE users ADD COLUMN folded_display_name TEXT;
        UPDATE users SET folded_display_name = fold(display_name) WHERE display_name IS NOT NULL;
        CREATE INDEX users_by_display_name ON users (connection_key, folded_display_name);
        CREATE INDEX users_by_last_modified ON users (connection_key, last_modified);
        CREATE INDEX groups_by_last_modified ON groups (connection_key, last_modified);
        CREATE TABLE user_emails (
          user_key INTEGER NOT NULL REFERENCES users (key) ON DELETE CASCADE,
          folded_value TEXT NOT NULL,
          PRIMARY KEY (user_key, folded_value)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO user_emails (user_key, folded_value) \(emails) ON CONFLICT DO NOTHING;
        CREATE INDEX user_emails_by_value ON user_emails (folded_value);
        """

    /// Selects the key and the folded e-mail addresses of every user that a condition appended to it admits.
    static let emails = """
        SELECT a.user_key, fold(json_extract(e.value, '$.value')) FROM user_attributes a
        CROSS JOIN json_each(CASE WHEN json_valid(a.attributes) THEN a.attributes ELSE '{}' END, '$.emails') e
        WHERE CASE e.type WHEN 'object' THEN json_type(e.value, '$.value') = 'text' ELSE FALSE END
        """

    /// Until then every connection had a configuration, and none said so. Its first token tells since when.
    private static let provisioning = """
        CREATE TABLE scim_configurations (
          connection_key INTEGER PRIMARY KEY REFERENCES connections (key) ON DELETE CASCADE,
          mapping TEXT,
          created INTEGER NOT NULL,
          updated INTEGER NOT NULL
        ) STRICT;
        INSERT INTO scim_configurations (connection_key, mapping, created, updated)
          SELECT key, NULL, since, since FROM (
            SELECT c.key, coalesce(
              (SELECT min(t.created) FROM scim_tokens t WHERE t.connection_key = c.key),
              (SELECT min(u.created) FROM users u WHERE u.connection_key = c.key), 0) AS since FROM connections c);
        CREATE TABLE scim_events (
          key INTEGER PRIMARY KEY,
          connection_key INTEGER NOT NULL REFERENCES connections (key) ON DELETE CASCADE,
          is_authenticated INTEGER NOT NULL,
          record TEXT NOT NULL
        ) STRICT;
        CREATE INDEX scim_events_by_connection ON scim_events (connection_key, is_authenticated);
        """

    /// Resources of the types that an operator declares, and the values that must be unique in them, in users and in
    /// groups. Holders are ids, because they lie in three tables; whoever deletes one deletes its values.
    private static let resources = """
        CREATE TABLE scim_resources (
          key INTEGER PRIMARY KEY AUTOINCREMENT,
          id TEXT NOT NULL UNIQUE,
          connection_key INTEGER NOT NULL REFERENCES connections (key),
          type TEXT NOT NULL,
          external_id TEXT,
          attributes TEXT NOT NULL,
          version INTEGER NOT NULL,
          created INTEGER NOT NULL,
          last_modified INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX scim_resources_by_external_id ON scim_resources (connection_key, type, external_id)
          WHERE external_id IS NOT NULL;
        CREATE INDEX scim_resources_by_connection ON scim_resources (connection_key, type);
        CREATE INDEX scim_resources_by_last_modified ON scim_resources (connection_key, type, last_modified);
        CREATE TABLE unique_values (
          type TEXT NOT NULL,
          attribute TEXT NOT NULL,
          value TEXT NOT NULL,
          connection_key INTEGER NOT NULL REFERENCES connections (key) ON DELETE CASCADE,
          holder TEXT NOT NULL,
          PRIMARY KEY (type, attribute, value, connection_key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX unique_values_by_holder ON unique_values (holder);
        CREATE INDEX unique_values_by_connection ON unique_values (connection_key);
        CREATE TABLE uniqueness (
          type TEXT NOT NULL PRIMARY KEY,
          rule TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        """

    private static let organizations = """
        CREATE TABLE organizations (
          key INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          name TEXT NOT NULL UNIQUE,
          display_name TEXT,
          origin TEXT NOT NULL
        ) STRICT;
        CREATE TABLE organization_connections (
          organization_key INTEGER NOT NULL REFERENCES organizations (key) ON DELETE CASCADE,
          connection_key INTEGER NOT NULL REFERENCES connections (key) ON DELETE CASCADE,
          is_enabled INTEGER NOT NULL,
          assigns_membership INTEGER NOT NULL,
          origin TEXT NOT NULL,
          PRIMARY KEY (organization_key, connection_key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX organization_connections_by_connection ON organization_connections (connection_key);
        CREATE TABLE organization_members (
          organization_key INTEGER NOT NULL REFERENCES organizations (key) ON DELETE CASCADE,
          user_key INTEGER NOT NULL REFERENCES users (key) ON DELETE CASCADE,
          PRIMARY KEY (organization_key, user_key)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX organization_members_by_user ON organization_members (user_key);
        """

    /// An assignment is its content: the last index keeps each but once.
    private static let roles = """
        CREATE TABLE roles (
          key INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          name TEXT NOT NULL UNIQUE,
          record TEXT NOT NULL,
          origin TEXT NOT NULL
        ) STRICT;
        CREATE TABLE resource_types (
          name TEXT NOT NULL PRIMARY KEY,
          record TEXT NOT NULL,
          origin TEXT NOT NULL
        ) STRICT;
        CREATE TABLE apis (
          identifier TEXT NOT NULL PRIMARY KEY,
          record TEXT NOT NULL,
          origin TEXT NOT NULL
        ) STRICT;
        CREATE TABLE role_assignments (
          key INTEGER PRIMARY KEY,
          role_key INTEGER NOT NULL REFERENCES roles (key) ON DELETE CASCADE,
          holder_kind INTEGER NOT NULL,
          user_key INTEGER REFERENCES users (key) ON DELETE CASCADE,
          group_key INTEGER REFERENCES groups (key) ON DELETE CASCADE,
          connection_key INTEGER REFERENCES connections (key) ON DELETE CASCADE,
          selector TEXT NOT NULL,
          organization_key INTEGER REFERENCES organizations (key) ON DELETE CASCADE,
          origin TEXT NOT NULL
        ) STRICT;
        CREATE INDEX role_assignments_by_user ON role_assignments (user_key) WHERE user_key IS NOT NULL;
        CREATE INDEX role_assignments_by_group ON role_assignments (group_key) WHERE group_key IS NOT NULL;
        CREATE INDEX role_assignments_by_connection ON role_assignments (connection_key)
          WHERE connection_key IS NOT NULL;
        CREATE INDEX role_assignments_by_organization ON role_assignments (organization_key)
          WHERE organization_key IS NOT NULL;
        CREATE UNIQUE INDEX role_assignments_by_content ON role_assignments (
          role_key, holder_kind, coalesce(user_key, group_key, connection_key), selector,
          coalesce(organization_key, 0), origin);
        """

    /// Blocks, expiries, and permissions given to users directly.
    private static let directAssignments = """
        ALTER TABLE users ADD COLUMN is_blocked INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE role_assignments ADD COLUMN expires INTEGER;
        CREATE TABLE permission_assignments (
          key INTEGER PRIMARY KEY,
          user_key INTEGER NOT NULL REFERENCES users (key) ON DELETE CASCADE,
          api TEXT NOT NULL REFERENCES apis (identifier) ON DELETE CASCADE,
          permission TEXT NOT NULL,
          origin TEXT NOT NULL
        ) STRICT;
        CREATE UNIQUE INDEX permission_assignments_by_content
          ON permission_assignments (user_key, api, permission, origin);
        CREATE INDEX permission_assignments_by_permission ON permission_assignments (api, permission);
        """

    /// What groups that are gone had been assigned by id, for groups that come with the same external id.
    private static let endedAssignments = """
        CREATE TABLE ended_assignments (
          key INTEGER PRIMARY KEY,
          connection_key INTEGER NOT NULL REFERENCES connections (key) ON DELETE CASCADE,
          external_id TEXT NOT NULL,
          role_key INTEGER NOT NULL REFERENCES roles (key) ON DELETE CASCADE,
          organization_key INTEGER REFERENCES organizations (key) ON DELETE CASCADE,
          expires INTEGER,
          ended INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX ended_assignments_by_group ON ended_assignments (connection_key, external_id);
        CREATE INDEX ended_assignments_by_role ON ended_assignments (role_key);
        CREATE INDEX ended_assignments_by_organization ON ended_assignments (organization_key);
        CREATE INDEX ended_assignments_by_end ON ended_assignments (ended);
        """

    /// What is kept beside records and no decision depends on: JSON.
    private static let attributes = ["connections", "organizations", "organization_connections", "apis"].map {
        "ALTER TABLE \($0) ADD COLUMN attributes TEXT NOT NULL DEFAULT '{}';"
    }.joined()

    /// Names were unique in the whole tenant, by a constraint that SQLite only drops with the table. Foreign keys are off
    /// while a migration runs, and keys stay as they are, so that assignments keep their roles.
    private static let roleOwners = """
        CREATE TABLE owned_roles (
          key INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          name TEXT NOT NULL,
          owner_key INTEGER REFERENCES organizations (key) ON DELETE CASCADE,
          record TEXT NOT NULL,
          origin TEXT NOT NULL
        ) STRICT;
        INSERT INTO owned_roles (key, id, name, record, origin) SELECT key, id, name, record, origin FROM roles;
        DROP TABLE roles;
        ALTER TABLE owned_roles RENAME TO roles;
        CREATE UNIQUE INDEX roles_by_name ON roles (name, coalesce(owner_key, 0));
        CREATE INDEX roles_by_owner ON roles (owner_key) WHERE owner_key IS NOT NULL;
        """

    private static let tokens = """
        CREATE TABLE scim_tokens (
          key INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          connection_key INTEGER NOT NULL REFERENCES connections (key) ON DELETE CASCADE,
          digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
          scopes TEXT NOT NULL,
          created INTEGER NOT NULL,
          expires INTEGER,
          last_used INTEGER
        ) STRICT;
        CREATE INDEX scim_tokens_by_connection ON scim_tokens (connection_key);
        """

    private static let clients = """
        CREATE TABLE clients (
          key INTEGER PRIMARY KEY,
          id TEXT NOT NULL UNIQUE,
          name TEXT NOT NULL UNIQUE,
          digest BLOB NOT NULL CHECK (length(digest) = 32),
          secret_number INTEGER NOT NULL,
          scopes TEXT NOT NULL,
          created INTEGER NOT NULL,
          last_used INTEGER
        ) STRICT;
        """
}
