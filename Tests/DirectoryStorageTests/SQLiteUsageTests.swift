import AccessModel
import GRDB
import TestSupport
import Testing

@testable import DirectoryStorage

/// What connections take is counted by triggers; it must be what a count of everything finds.
@Suite struct SQLiteUsageTests {
    private static let counted = """
        SELECT c.id, (SELECT count(*) FROM users WHERE connection_key = c.key),
          (SELECT count(*) FROM groups WHERE connection_key = c.key),
          (SELECT count(*) FROM members JOIN groups g ON g.key = group_key WHERE g.connection_key = c.key),
          coalesce((SELECT sum(length(CAST(attributes AS BLOB)) + 256) FROM user_attributes
            JOIN users u ON u.key = user_key WHERE u.connection_key = c.key), 0)
          + coalesce((SELECT sum(length(CAST(attributes AS BLOB)) + 256) FROM groups
            WHERE connection_key = c.key), 0)
          + coalesce((SELECT sum(length(CAST(attributes AS BLOB)) + 256) FROM scim_resources
            WHERE connection_key = c.key), 0)
        FROM connections c
        """

    private static func check(_ store: SQLiteDirectoryStore) async throws {
        let counted = try await store.pool.read { database in
            try Row.fetchAll(database, sql: Self.counted).map { row in
                (
                    Connection.ID(row[0]),
                    ConnectionUsage(users: row[1], groups: row[2], members: row[3], documentBytes: row[4])
                )
            }
        }
        #expect(!counted.isEmpty)
        for (connection, usage) in counted {
            #expect(try await store.read { try $0.usage(of: connection) } == usage)
        }
    }

    /// One random change; refusals of the store are as good as changes.
    private static func change(
        _ transaction: any DirectoryTransaction,
        _ generator: inout some RandomNumberGenerator
    ) throws {
        let connection = [Connection.acme, .globex].randomElement(using: &generator) ?? .acme
        let name = "n\(Int.random(in: 0..<8, using: &generator))"
        let text = #"{"x":"\#(String(repeating: "é", count: .random(in: 0..<50, using: &generator)))"}"#
        let user = UserDocument(name, in: connection, attributes: text)
        let group = GroupDocument("\(connection.name)-\(name)", in: connection, attributes: text)
        switch Int.random(in: 0..<9, using: &generator) {
        case 0, 1: _ = try transaction.createUser(user, now: .noon)
        case 2: _ = try transaction.replaceUser(user, now: .noon)
        case 3: _ = try transaction.deleteUser(user.user.id, now: .noon)
        case 4: _ = try transaction.createGroup(group, uniqueName: false, now: .noon)
        case 5: _ = try transaction.replaceGroup(group, uniqueName: false, now: .noon)
        case 6: _ = try transaction.deleteGroup(group.group.id, now: .noon)
        case 7: _ = try transaction.addMembers([.user(user.user.id)], to: group.group.id, now: .noon)
        default: _ = try transaction.removeAllMembers(of: group.group.id, now: .noon)
        }
    }

    @Test func `is what a count of everything finds, after any history`() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteDirectoryStore(path: directory.file("directory.sqlite"))
        _ = try await store.commit(by: .system, at: .noon) { transaction in
            for connection in [Connection.acme, .globex] { try transaction.putConnection(connection) }
        }
        for round in 0..<30 {
            _ = try await store.commit(by: .system, at: .noon) { transaction in
                var generator = SystemRandomNumberGenerator()
                for _ in 0..<20 { try? Self.change(transaction, &generator) }
            }
            if round % 5 == 4 { try await Self.check(store) }
        }
        _ = try await store.commit(by: .system, at: .noon) { transaction in
            try transaction.deleteConnectionWithResources(Connection.acme.id, now: .noon)
        }
        try await Self.check(store)
    }

    @Test func `ids that ended are remembered for a while, and no more of them than may be`() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteDirectoryStore(path: directory.file("directory.sqlite"))
        _ = try await store.commit(by: .system, at: .noon) { transaction in
            try transaction.putConnection(.acme)
            for number in 0..<10 {
                _ = try transaction.createUser(UserDocument("u\(number)"), now: .noon)
                try transaction.deleteUser(UserDocument("u\(number)").user.id, now: .noon + .seconds(number))
            }
        }
        let remembered = {
            try await store.read { reader in
                try (0..<10).filter { number in
                    try reader.wasDeleted(.user(UserDocument("u\(number)").user.id), in: Connection.acme.id)
                }
            }
        }
        try await store.pruneTombstones(before: .noon + .seconds(3), keeping: 100)
        #expect(try await remembered() == Array(3..<10))
        try await store.pruneTombstones(before: .noon, keeping: 2)
        #expect(try await remembered() == [8, 9])
    }
}
