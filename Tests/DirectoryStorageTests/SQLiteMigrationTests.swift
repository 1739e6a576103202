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

    @Test func `roles from before owners are the tenant's, and keep their assignments`() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.file("directory.sqlite")
        let queue = try DatabaseQueue(path: path, configuration: SQLiteOpening.configuration)
        try SQLiteSchema.migrator.migrate(queue, upTo: "10")
        let record = """
            {"id": "rol_a", "name": "a", "description": "", "inherits": [], "entitlements": [], "origin": {"api": {}}}
            """
        try await queue.write { database in
            try database.execute(
                sql: """
                    INSERT INTO roles (key, id, name, record, origin) VALUES (7, 'rol_a', 'a', ?, 'api');
                    INSERT INTO organizations (key, id, name, origin) VALUES (3, 'org_one', 'one', 'api');
                    INSERT INTO connections (key, id, name, strategy, user_id_attribute, origin) VALUES
                      (1, 'con_a', 'a', 'okta', 'userName', 'api');
                    INSERT INTO role_assignments (role_key, holder_kind, connection_key, selector, organization_key, origin)
                      VALUES (7, 2, 1, 'staff', 3, 'api');
                    INSERT INTO ended_assignments (connection_key, external_id, role_key, ended) VALUES (1, 'e', 7, 1);
                    """,
                arguments: [record]
            )
        }
        try queue.close()
        let store = try SQLiteDirectoryStore(path: path)
        let role = Role(id: "rol_a", name: "a", origin: .api)
        let assignment = RoleAssignment(
            "a",
            to: .groups(.name("staff", connection: "con_a")),
            scope: .organization("org_one")
        )
        #expect(try await store.read { try $0.roles() } == [role])
        #expect(try await store.read { try $0.assignments() } == [assignment])
        _ = try await store.commit { try $0.putRole(Role("a", ownedBy: "one")) }
        #expect(try await store.changes { try $0.deleteRole("rol_a") } == [.deleteRole("rol_a")])
        #expect(try await store.read { try $0.assignments() } == [])
        let left = try await DatabaseQueue(path: path).read { database in
            try Int.fetchOne(database, sql: "SELECT count(*) FROM ended_assignments")
        }
        #expect(left == 0)
    }
}
