import AccessModel
import Foundation
import GRDB
import TestSupport
import Testing

@testable import DirectoryStorage

@Suite struct SQLiteMigrationTests {
    @Test func `connections from before SCIM configurations have one, since their first token or user`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("directory.sqlite")
        let queue = try DatabaseQueue(path: path, configuration: SQLiteOpening.configuration)
        try SQLiteSchema.migrator.migrate(queue, upTo: "5")
        try await queue.write { database in
            try database.execute(
                sql: """
                    INSERT INTO connections (key, id, name, strategy, user_id_attribute, origin) VALUES
                      (1, 'con_a', 'a', 'okta', 'userName', 'policy:a.yaml'), (2, 'con_b', 'b', 'okta', 'userName', 'api'),
                      (3, 'con_c', 'c', 'okta', 'userName', 'api');
                    INSERT INTO scim_tokens (id, connection_key, digest, scopes, created) VALUES
                      ('tok_1', 1, zeroblob(32), '[]', 70), ('tok_2', 1, randomblob(32), '[]', 50);
                    INSERT INTO users (id, connection_key, provider_user_id, is_active, user_name, folded_user_name,
                      version, created, last_modified) VALUES ('b', 2, 'b', 1, 'b', 'b', 1, 60, 60);
                    """
            )
        }
        try queue.close()
        let store = try SQLiteDirectoryStore(path: path)
        let found = try await store.read { try $0.scimConfigurations(after: nil, limit: 10).elements }
        #expect(found.map(\.connection) == ["con_a", "con_b", "con_c"])
        #expect(found.map(\.created.nanoseconds) == [50, 60, 0] && found.allSatisfy { $0.mapping == nil })
        #expect(try await store.read { try $0.tokens(of: "con_a") }.count == 2)
    }
}
