import AccessIndex
import AccessModel
import DirectoryStorage
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct `The index's way from the store` {
    /// On a plain thread: what waits here must not need the pool that is blocked, nor hold one of its threads before.
    @Test(.timeLimit(.minutes(20)))
    func `needs no thread that anybody else can hold`() async throws {
        let sight = try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Sight, any Error>) in
            Thread.detachNewThread { continuation.resume(with: Result { try Self.followWithBlockedPool() }) }
        }
        #expect(sight.published == sight.committed)
        #expect(sight.wasBlocked)
    }

    private struct Sight {
        let committed: Revision
        let published: Revision
        let wasBlocked: Bool
    }

    private static func followWithBlockedPool() throws -> Sight {
        let directory = try TemporaryDirectory()
        let store = try SQLiteDirectoryStore(path: directory.file("rollcall.db"))
        let clock = SteppingClock()
        let (index, caller) = (ThreadExecutor(name: "index"), ThreadExecutor(name: "caller"))
        let snapshot = try caller.wait { try await IndexUpdater.load(from: store) }
        let publisher = SnapshotPublisher(snapshot, asOf: clock.now())
        let updater = IndexUpdater(
            feed: store,
            publisher: publisher,
            pollInterval: .milliseconds(5),
            sleep: { try await index.sleep(for: $0) },
            now: { clock.now() },
            report: { _ in }
        )
        let updating = Task(executorPreference: index) { await updater.run() }
        let pool = BlockedPool()
        defer { pool.release() }

        let committed = try caller.wait {
            let commit = try await store.commit(by: .system, at: .noon) { try $0.putRole(Role("reader")) }
            try await publisher.reached(commit.revision)
            return commit.revision
        }
        // By hints first, then by the interval alone.
        let published = publisher.asOf
        try caller.wait {
            while publisher.asOf < published + .milliseconds(50) { try await caller.sleep(for: .milliseconds(1)) }
        }
        let sight = Sight(
            committed: committed,
            published: publisher.current.revision,
            wasBlocked: pool.isBlocked
        )
        updating.cancel()
        try caller.wait { await updating.value }
        return sight
    }
}

/// Occupies every thread of the cooperative pool until it is released.
private final class BlockedPool: Sendable {
    private let gate = Gate()
    private let hasRun = Atomic(false)

    /// Returns once the pool has nothing to run anything else on.
    init() {
        let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        for _ in 0..<4 * cores {
            Task { [gate] in gate.waitOnThread() }
        }
        while gate.arrivals < cores { Thread.sleep(forTimeInterval: 0.001) }
        Task { self.hasRun.store(true, ordering: .relaxed) }
    }

    var isBlocked: Bool { !hasRun.load(ordering: .relaxed) }

    func release() { gate.open() }
}

extension ThreadExecutor {
    /// Runs `body` as a task on the thread, and holds up the caller's meanwhile.
    fileprivate func wait<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) throws -> Value {
        let done = DispatchSemaphore(value: 0)
        let outcome = Outcome<Value>()
        Task(executorPreference: self) {
            do {
                outcome.set(.success(try await body()))
            } catch {
                outcome.set(.failure(error))
            }
            done.signal()
        }
        done.wait()
        guard let result = outcome.result else { throw CancellationError() }
        return try result.get()
    }
}

private final class Outcome<Value: Sendable>: Sendable {
    private let stored = Mutex<Result<Value, any Error>?>(nil)

    var result: Result<Value, any Error>? { stored.withLock { $0 } }

    func set(_ result: Result<Value, any Error>) { stored.withLock { $0 = result } }
}
