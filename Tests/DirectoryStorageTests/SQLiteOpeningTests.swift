import AccessModel
@testable import DirectoryStorage
import Foundation
import GRDB
import TestSupport
import Testing

@Suite struct SQLiteOpeningTests {
    private let directory: TemporaryDirectory
    private let path: String

    init() throws {
        directory = try TemporaryDirectory()
        path = directory.file("directory.sqlite")
    }

    @Test func `a commit is on disk before it is answered`() async throws {
        let store = try SQLiteDirectoryStore(path: path)
        let pragmas = try await store.pool.writeWithoutTransaction { database in
            try ["synchronous", "journal_mode", "foreign_keys"].map { name in
                try String.fetchOne(database, sql: "SELECT CAST(\(name) AS TEXT) FROM pragma_\(name)")
            }
        }
        #expect(pragmas == ["2", "wal", "1"])
    }

    @Test func `the file is for its owner only`() throws {
        _ = try SQLiteDirectoryStore(path: path)
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        #expect(attributes[.posixPermissions] as? Int == 0o600)
    }

    @Test func `a store of a newer program is refused with both schemas`() throws {
        let pool = try SQLiteDirectoryStore(path: path).pool
        try pool.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')") }
        #expect(throws: StoreError.newerSchema(found: 99, supported: SQLiteSchema.version)) {
            try SQLiteDirectoryStore(path: path)
        }
    }

    @Test func `a store that is opened for reading shows what is committed beside it, and refuses to write`()
        async throws
    {
        let store = try SQLiteDirectoryStore(path: path)
        let reading = try SQLiteDirectoryStore(readingFrom: path)
        try await store.seed()
        let head = try await store.head()
        #expect(try await reading.head() == head)
        #expect(try await reading.read { try $0.counts().users } == 5)
        await reading.expect(.notWritable(path: path)) { try $0.putRole(Role("reader")) }
        await #expect(throws: StoreError.notWritable(path: path)) { try await reading.renewEpoch() }
        #expect(try await store.read { try $0.roles() }.isEmpty)
    }

    @Test func `opening a store for reading changes no byte of it, whatever its schema`() async throws {
        try SQLiteDirectoryStore(path: path).pool.close()
        let current = try Data(contentsOf: URL(fileURLWithPath: path))
        _ = try await SQLiteDirectoryStore(readingFrom: path).head()
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == current)
        let queue = try DatabaseQueue(path: path)
        try await queue.writeWithoutTransaction { database in
            try database.execute(sql: "DELETE FROM grdb_migrations WHERE identifier > '1'")
            try database.checkpoint(.truncate)
        }
        try queue.close()
        let older = try Data(contentsOf: URL(fileURLWithPath: path))
        #expect(older != current)
        #expect(throws: StoreError.olderSchema(found: 1, needed: SQLiteSchema.version)) {
            try SQLiteDirectoryStore(readingFrom: path)
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == older)
    }

    @Test func `a newer, a foreign and a missing file are refused for reading, and none is made`() throws {
        let pool = try SQLiteDirectoryStore(path: path).pool
        try pool.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')") }
        #expect(throws: StoreError.newerSchema(found: 99, supported: SQLiteSchema.version)) {
            try SQLiteDirectoryStore(readingFrom: path)
        }
        let empty = directory.file("empty.sqlite")
        #expect(FileManager.default.createFile(atPath: empty, contents: nil))
        #expect(throws: StoreError.notAStore(path: empty)) { try SQLiteDirectoryStore(readingFrom: empty) }
        let missing = directory.file("missing.sqlite")
        #expect(throws: StoreError.self) { try SQLiteDirectoryStore(readingFrom: missing) }
        #expect(!FileManager.default.fileExists(atPath: missing))
    }

    @Test func `the history of an older store begins with its first start on this program`() async throws {
        let older = try SQLiteDirectoryStore(path: path)
        try await older.seed()
        let start = try await older.head()
        try await older.pool.write { database in
            try database.execute(
                sql: """
                    DROP TABLE commits;
                    DROP TABLE former;
                    ALTER TABLE tenant DROP COLUMN first_recorded_revision;
                    DELETE FROM grdb_migrations WHERE identifier = '5';
                    """
            )
        }
        try older.close()
        let store = try SQLiteDirectoryStore(path: path)
        #expect(try await store.read { try $0.firstRecordedRevision() } == start)
        #expect(try await store.read { try $0.revision(at: .noon + .seconds(60)) } == nil)
        _ = try await store.commit { try $0.putRole(Role("reader")) }
        #expect(try await store.history().map(\.revision) == [start.next])
        #expect(try await store.waysBack(to: start).map(\.changes) == [[.deleteRole("rol_reader")]])
        let empty = Revision(epoch: start.epoch, number: 0)
        #expect(try await store.read { try $0.inverses(of: start.next, downTo: empty) } == nil)
    }

    @Test func `a file that is no database is left as it is`() throws {
        let text = String(repeating: "not a database\n", count: 100)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        #expect(throws: StoreError.notAStore(path: path)) { try SQLiteDirectoryStore(path: path) }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == text)
    }

    @Test func `a database of another program is left as it is`() throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: "CREATE TABLE other (id)") }
        try queue.close()
        #expect(throws: StoreError.notAStore(path: path)) { try SQLiteDirectoryStore(path: path) }
        let tables = try DatabaseQueue(path: path).read {
            try String.fetchAll($0, sql: "SELECT name FROM sqlite_master")
        }
        #expect(tables == ["other"])
    }

    @Test func `a directory that is not there is an error that names the path`() {
        let path = directory.file("none/directory.sqlite")
        #expect(throws: StoreError.notWritable(path: path)) { try SQLiteDirectoryStore(path: path) }
    }

    @Test func `a path that is a directory is an error that names it`() {
        #expect(throws: StoreError.notWritable(path: directory.path)) { try SQLiteDirectoryStore(path: directory.path) }
    }

    @Test func `a damaged store says so, and neither crashes nor invents`() async throws {
        try await makeDamagedStore()
        await #expect {
            let store = try SQLiteDirectoryStore(path: path)
            _ = try await store.snapshot { _ in }
        } throws: { error in
            if case .corrupt = error as? StoreError { true } else { false }
        }
    }

    /// Overwrites all pages but the first three with rubbish.
    private func makeDamagedStore() async throws {
        do {
            let store = try SQLiteDirectoryStore(path: path)
            try await store.seed()
            try await store.createUsers(500)
            try store.close()
        }
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        let size = try file.seekToEnd()
        try file.seek(toOffset: 3 * 4_096)
        try file.write(contentsOf: Data(repeating: 0x5a, count: Int(size) - 3 * 4_096))
        try file.close()
    }
}
