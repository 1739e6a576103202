import AccessModel
@testable import DirectoryStorage
import Foundation
import GRDB
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
        try pool.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('7')") }
        #expect(throws: StoreError.newerSchema(found: 7, supported: 2)) { try SQLiteDirectoryStore(path: path) }
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
