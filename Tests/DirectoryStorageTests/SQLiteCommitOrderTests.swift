import AccessModel
import Dispatch
import TestSupport
import Testing

@testable import DirectoryStorage

@Suite struct `The one writer` {
    /// Holds the writer, lets `body` send commits, and lets go once so many wait.
    private static func hold(
        _ store: SQLiteDirectoryStore,
        until count: Int,
        _ body: (inout ThrowingTaskGroup<(String, UInt64), any Error>) -> Void
    ) async throws -> [String] {
        let (started, continuation) = AsyncStream<Void>.makeStream()
        let release = DispatchSemaphore(value: 0)
        let held = Task {
            try await store.commit { _ in
                continuation.yield()
                release.wait()
            }
        }
        for await _ in started { break }
        return try await withThrowingTaskGroup { group in
            body(&group)
            while store.commits.count < count { await Task.yield() }
            release.signal()
            var answers = [(String, UInt64)]()
            for try await answer in group { answers.append(answer) }
            _ = try await held.value
            return answers.sorted { $0.1 < $1.1 }.map(\.0)
        }
    }

    private static func send(
        _ name: String,
        by connection: String,
        _ priority: CommitPriority,
        to store: SQLiteDirectoryStore
    ) async throws -> (String, UInt64) {
        let author = Author.connection(Connection.ID(connection), token: "t")
        let commit = try await store.commit(by: author, at: .noon, request: nil, priority: priority) { transaction in
            try transaction.createUser(UserDocument(name), now: .noon)
        }
        return (name, commit.revision.number)
    }

    @Test func `writes what takes access away first, whatever others have sent before`() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteDirectoryStore(path: directory.file("directory.sqlite"))
        try await store.seed()
        let order = try await Self.hold(store, until: 201) { group in
            for number in 0..<200 {
                group.addTask { try await Self.send("flood\(number)", by: "con_a", .ordinary, to: store) }
            }
            group.addTask {
                while store.commits.count < 100 { await Task.yield() }
                return try await Self.send("revocation", by: "con_b", .revocation, to: store)
            }
        }
        #expect(order.count == 201 && order.first == "revocation")
    }

    @Test func `lets another's commit go before the rest of a flood, and a dry run after all of it`() async throws {
        let directory = try TemporaryDirectory()
        let store = try SQLiteDirectoryStore(path: directory.file("directory.sqlite"))
        try await store.seed()
        let order = try await Self.hold(store, until: 302) { group in
            group.addTask {
                let rehearsal = try await store.rehearse { try $0.counts().users }
                return ("dry run \(rehearsal.value)", .max)
            }
            for number in 0..<300 {
                group.addTask {
                    while store.commits.count == 0 { await Task.yield() }
                    return try await Self.send("flood\(number)", by: "con_a", .ordinary, to: store)
                }
            }
            group.addTask {
                while store.commits.count < 200 { await Task.yield() }
                return try await Self.send("other", by: "con_b", .ordinary, to: store)
            }
        }
        #expect(order.firstIndex(of: "other").map { $0 < 2 } == true)
        #expect(order.last == "dry run 306")
    }
}
