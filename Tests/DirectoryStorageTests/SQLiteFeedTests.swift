import AccessModel
import TestSupport
import Testing

@testable import DirectoryStorage

@Suite struct `The feed of the SQLite store` {
    @Test(.timeLimit(.minutes(1)))
    func `is read while everybody else's long reads use up the readers`() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteDirectoryStore(path: directory.file("rollcall.db"))
        let start = try await store.head()
        let gate = Gate()
        try await withThrowingTaskGroup(of: Void.self) { readers in
            for _ in 0..<16 {
                readers.addTask { try await store.read { _ in gate.waitOnThread() } }
            }
            try await gate.waitForArrival(of: 5)
            let commit = try await store.commit { transaction in
                try transaction.putConnection(.acme)
            }
            let page = try await store.changes(after: start, limit: 10)
            let change = ChangeSet(revision: commit.revision, changes: [.putConnection(.acme)])
            #expect(page == .changeSets([change], reachesHead: true))
            let revision = try await store.snapshot { _ in }
            #expect(revision == commit.revision)
            gate.open()
            try await readers.waitForAll()
        }
    }
}
