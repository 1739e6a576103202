import AccessModel
import Foundation
import Synchronization
import Testing

@testable import DirectoryStorage

@Suite struct `The feed of the SQLite store` {
    /// Holds up whoever comes, on its thread, until it is opened.
    private final class Barrier: Sendable {
        private let state = Mutex((arrived: 0, isOpen: false))

        var arrived: Int { state.withLock { $0.arrived } }

        func open() { state.withLock { $0.isOpen = true } }

        func pass() {
            state.withLock { $0.arrived += 1 }
            while !state.withLock({ $0.isOpen }) { Thread.sleep(forTimeInterval: 0.001) }
        }
    }

    @Test(.timeLimit(.minutes(1)))
    func `is read while everybody else's long reads use up the readers`() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteDirectoryStore(path: directory.file("rollcall.db"))
        let start = try await store.head()
        let barrier = Barrier()
        try await withThrowingTaskGroup(of: Void.self) { readers in
            for _ in 0..<16 {
                readers.addTask { try await store.read { _ in barrier.pass() } }
            }
            while barrier.arrived < 5 { try await Task.sleep(for: .milliseconds(1)) }
            let commit = try await store.commit { transaction in
                try transaction.putConnection(.acme)
            }
            let page = try await store.changes(after: start, limit: 10)
            let change = ChangeSet(revision: commit.revision, changes: [.putConnection(.acme)])
            #expect(page == .changeSets([change]))
            let revision = try await store.snapshot { _ in }
            #expect(revision == commit.revision)
            barrier.open()
            try await readers.waitForAll()
        }
    }
}
