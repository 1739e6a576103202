import AccessModel
import GRDB
import TestSupport
import Testing

@testable import DirectoryStorage

@Suite struct SQLiteBlockTests {
    @Test func `blocks from before identifiers were kept outlive their users, too`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("directory.sqlite")
        let queue = try DatabaseQueue(path: path, configuration: SQLiteOpening.configuration)
        try SQLiteSchema.migrator.migrate(queue, upTo: "11")
        try await queue.write { database in
            try database.execute(
                sql: """
                    INSERT INTO connections (key, id, name, strategy, user_id_attribute, origin) VALUES
                      (1, 'con_acme', 'acme', 'okta', 'userName', 'api');
                    INSERT INTO users (id, connection_key, provider_user_id, is_active, user_name, folded_user_name,
                      version, created, last_modified, is_blocked) VALUES
                      ('okta|acme|ann', 1, 'ann', 1, 'ann', 'ann', 1, 60, 60, TRUE),
                      ('okta|acme|bob', 1, 'bob', 1, 'bob', 'bob', 1, 60, 60, FALSE);
                    INSERT INTO user_attributes (user_key, attributes) SELECT key, '{}' FROM users;
                    """
            )
        }
        try queue.close()
        let store = try SQLiteDirectoryStore(path: path)
        for (name, isBlocked) in [("ann", true), ("bob", false)] {
            let record = try await store.commit { transaction in
                try transaction.deleteUser(.acme(name), now: .noon)
                return try transaction.createUser(UserDocument(name), now: .noon)
            }.value
            #expect(record.user.isBlocked == isBlocked)
        }
    }

    @Test func `a provider has only so much kept, and is refused what would be more`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("directory.sqlite")
        let store = try SQLiteDirectoryStore(path: path)
        try await store.seed()
        _ = try await store.commit { try $0.setBlocked(.acme("ann"), true, now: .noon) }
        try await DatabaseQueue(path: path).write { database in
            try database.execute(
                sql: """
                    INSERT INTO blocked_identifiers (connection_key, kind, value, user_key)
                      WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?)
                      SELECT (SELECT key FROM connections WHERE id = 'con_acme'), 0, 'former-' || i, 1000000 + i FROM n
                    """,
                arguments: [SQLiteTransaction.blockedIdentifierLimit]
            )
        }
        var renamed = UserDocument("ann")
        renamed.userName = "anna"
        renamed.foldedUserName = "anna"
        let limit = StoreError.tooManyBlockedIdentifiers("con_acme")
        await store.expect(limit) { [renamed] in _ = try $0.replaceUser(renamed, now: .noon) }
        var heir = UserDocument("heir")
        heir.user.providerUserID = "former-7"
        await store.expect(limit) { [heir] in _ = try $0.createUser(heir, now: .noon) }
        #expect(try await store.read { try $0.user(.acme("ann"))?.userName } == "ann")
        let stored = try await store.read { [heir] in try $0.user(heir.user.id) }
        #expect(stored == nil)
        // What keeps nothing new goes on, and so does an administrator.
        let inactive = UserDocument("ann", isActive: false)
        let replaced = try await store.commit { try $0.replaceUser(inactive, now: .noon) }.value
        #expect(!replaced.user.isActive && replaced.user.isBlocked)
        _ = try await store.commit { _ = try $0.createUser(UserDocument("new"), now: .noon) }
        let isNew = try await store.commit { try $0.setBlocked(.acme("new"), true, now: .noon) }.value
        let isGone = try await store.commit { try $0.deleteUser(.acme("ann"), now: .noon) }.value
        #expect(isNew && isGone)
    }
}
