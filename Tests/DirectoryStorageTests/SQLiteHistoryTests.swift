import AccessModel
@testable import DirectoryStorage
import GRDB
import TestSupport
import Testing

/// What only the file can show of the history.
@Suite struct SQLiteHistoryTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteDirectoryStore

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteDirectoryStore(path: directory.file("directory.sqlite"))
    }

    @Test func `a gap in the history is damage, and nothing is led back over it`() async throws {
        for name in ["one", "two", "three"] { _ = try await store.commit { try $0.putRole(Role(name)) } }
        let head = try await store.head()
        try await store.pool.write { try $0.execute(sql: "DELETE FROM changes WHERE revision = 2") }
        let start = Revision(epoch: head.epoch, number: 0)
        await #expect(throws: StoreError.corrupt("the history has a gap")) {
            try await store.read { try $0.inverses(of: head, downTo: start) }
        }
    }

    @Test func `what is pruned leaves no record of what was changed`() async throws {
        for description in ["first", "second"] {
            _ = try await store.commit { transaction in
                var role = Role("one")
                role.description = description
                try transaction.putRole(role)
            }
        }
        #expect(try await counts() == [2, 1])
        try await store.pruneChanges(keeping: 0, since: .noon)
        #expect(try await counts() == [0, 0])
    }

    private func counts() async throws -> [Int?] {
        try await store.pool.read { database in
            try ["changes", "former"].map { try Int.fetchOne(database, sql: "SELECT count(*) FROM \($0)") }
        }
    }
}
