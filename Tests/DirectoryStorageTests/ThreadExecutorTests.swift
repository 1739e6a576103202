import DirectoryStorage
import Foundation
import Synchronization
import Testing

@Suite struct ThreadExecutorTests {
    private let executor = ThreadExecutor(name: "executor test")

    @Test func `a task and its child tasks run on the thread and come back to it after a suspension`() async throws {
        let names = await withTaskExecutorPreference(executor) {
            await withTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask {
                        var names = [threadName()]
                        await Task.yield()
                        names.append(threadName())
                        _ = await AsyncStream { $0.yield() }.first { true }
                        names.append(threadName())
                        return names
                    }
                }
                return await group.reduce(into: [threadName()]) { $0 += $1 }
            }
        }
        #expect(names.count == 25)
        #expect(Set(names) == ["executor test"])
    }

    @Test func `a body runs on the thread, and what it throws comes out`() async throws {
        #expect(try await executor.run { threadName() } == "executor test")
        #expect(threadName() != "executor test")
        await #expect(throws: Refusal.self) { try await executor.run { throw Refusal() } }
    }

    @Test func `jobs run one at a time`() async throws {
        let counter = Counter()
        try await withThrowingTaskGroup { group in
            for _ in 0..<200 {
                group.addTask { [executor] in try await executor.run { counter.enterAndLeave() } }
            }
            for try await others in group { #expect(others == 0) }
        }
    }

    @Test func `an actor lives on the thread`() async {
        let resident = Resident(executor)
        #expect(await resident.name() == "executor test")
    }

    @Test(.timeLimit(.minutes(1)))
    func `sleepers wake in the order of their ends, on the thread, and a cancelled one at once`() async throws {
        let woken = try await withTaskExecutorPreference(executor) {
            try await withThrowingTaskGroup { group in
                for milliseconds in [40, 10, 25] {
                    group.addTask { [executor] in
                        try await executor.sleep(for: .milliseconds(milliseconds))
                        return "\(milliseconds) \(threadName() ?? "")"
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
        }
        #expect(woken == ["10 executor test", "25 executor test", "40 executor test"])
        let sleeping = Task { [executor] in try await executor.sleep(for: .seconds(3_600)) }
        sleeping.cancel()
        await #expect(throws: CancellationError.self) { try await sleeping.value }
    }

    @Test func `an executor that nobody holds finishes its jobs`() async throws {
        for _ in 0..<100 {
            let task = Task(executorPreference: ThreadExecutor(name: "short")) { threadName() }
            #expect(await task.value == "short")
        }
    }
}

/// `Thread.current` is not for asynchronous functions.
private func threadName() -> String? { Thread.current.name }

private final class Counter: Sendable {
    private let inside = Atomic(0)

    /// How many others were inside.
    func enterAndLeave() -> Int {
        let others = inside.add(1, ordering: .relaxed).oldValue
        Thread.sleep(forTimeInterval: 0.000_1)
        inside.subtract(1, ordering: .relaxed)
        return others
    }
}

private actor Resident {
    private let executor: ThreadExecutor

    init(_ executor: ThreadExecutor) {
        self.executor = executor
    }

    nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe executor.asUnownedSerialExecutor() }

    func name() -> String? { threadName() }
}
