import AccessModel
import Foundation
import GRDB
import Synchronization
import TestSupport
import Testing

@testable import DirectoryStorage

/// A full disk still takes access away.
@Suite struct DiskReserveTests {
    private let directory: TemporaryDirectory
    private let store: SQLiteDirectoryStore
    private let events = Events()

    private final class Events: Sendable {
        private let list = Mutex<[DiskReserve.Event]>([])
        var all: [DiskReserve.Event] { list.withLock { $0 } }
        func add(_ event: DiskReserve.Event) { list.withLock { $0.append(event) } }
    }

    private static let size = 1 << 20

    init() throws {
        directory = try TemporaryDirectory()
        let events = events
        let reserve = DiskReserve(path: directory.file("reserve"), size: Self.size, report: events.add)
        store = try SQLiteDirectoryStore(path: directory.file("directory.sqlite"), reserve: reserve)
    }

    private var hasReserve: Bool { FileManager.default.fileExists(atPath: directory.file("reserve")) }

    /// Every statement that would make the file larger fails as on a full disk, as long as the reserve is there.
    private func fillDisk() async throws {
        try await store.pool.writeWithoutTransaction { database in
            let count = try Int.fetchOne(database, sql: "PRAGMA page_count") ?? 0
            try database.execute(sql: "PRAGMA max_page_count = \(count)")
        }
        for number in 0..<2_000 {
            do { try await addUser("filler\(number)") } catch { return }
        }
        Issue.record("the disk never filled up")
    }

    private func addUser(_ name: String) async throws {
        let text = String(repeating: "x", count: 3_000)
        _ = try await store.commit(by: .system, at: .noon) {
            try $0.createUser(UserDocument(name, attributes: "\"\(text)\""), now: .noon)
        }
    }

    @Test func `takes its room, and gives it back to the next process`() throws {
        let path = directory.file("reserve")
        #expect(FileManager.default.contents(atPath: path)?.count == Self.size)
        _ = DiskReserve(path: path, size: Self.size, report: events.add)
        #expect(events.all == [])
        _ = DiskReserve(path: directory.file("huge"), size: .max / 4, report: events.add)
        #expect(events.all == [.missing(.max / 4)])
    }

    @Test func `is not given up for what gives`() async throws {
        try await store.seed()
        try await fillDisk()
        #expect(hasReserve && events.all == [])
    }

    @Test func `while it is given up, only what takes access away is written`() async throws {
        try await store.seed()
        let reserve = DiskReserve(path: directory.file("other"), size: Self.size, report: events.add)
        let store = try SQLiteDirectoryStore(path: directory.file("directory.sqlite"), reserve: reserve)
        #expect(reserve.release())
        // There is room on this disk, so that the next write lays it in again; a folder in its place keeps it out.
        try FileManager.default.createDirectory(atPath: directory.file("other"), withIntermediateDirectories: false)
        let head = try await store.head()
        await #expect(throws: StoreError.full) {
            _ = try await store.commit(by: .system, at: .noon) { try $0.createUser(UserDocument("x"), now: .noon) }
        }
        await #expect(throws: StoreError.full) {
            _ = try await store.commit(by: .system, at: .noon) { transaction in
                _ = try transaction.createUser(UserDocument("x"), now: .noon)
                try transaction.deleteUser(.acme("ann"), now: .noon)
            }
        }
        #expect(try await store.head() == head)
        let deactivated = UserDocument("ann", isActive: false)
        _ = try await store.commit(by: .system, at: .noon) { try $0.replaceUser(deactivated, now: .noon) }
        #expect(try await store.read { try $0.user(.acme("ann"))?.user.isActive } == false)
        _ = try await store.commit(by: .system, at: .noon) { try $0.deleteUser(.acme("ann"), now: .noon) }
        #expect(try await store.read { try $0.user(.acme("ann")) } == nil)
        try FileManager.default.removeItem(atPath: directory.file("other"))
        _ = try await store.commit(by: .system, at: .noon) { try $0.createUser(UserDocument("x"), now: .noon) }
        #expect(events.all == [.released(Self.size), .restored(Self.size)])
        try store.close()
    }
}
