import Synchronization
import TestSupport
import Testing

@testable import Provisioning

/// Counts who works, and keeps the order in which they began.
private final class Crowd: Sendable {
    struct Refusal: Error {}

    private let counts = Mutex((inside: [Int: Int](), most: 0, order: [Int]()))

    var most: Int { counts.withLock { $0.most } }
    var order: [Int] { counts.withLock { $0.order } }

    func work(_ key: Int, failing: Bool = false) async throws {
        let isAlone = counts.withLock { counts in
            counts.inside[key, default: 0] += 1
            counts.order.append(key)
            counts.most = max(counts.most, counts.inside.values.reduce(0, +))
            return counts.inside[key] == 1
        }
        #expect(isAlone)
        await Task.yield()
        counts.withLock { $0.inside[key, default: 0] -= 1 }
        if failing { throw Refusal() }
    }
}

@Suite struct `Turns by key` {
    @Test func `let no more work than may, one for each key, and everybody in the end`() async throws {
        let semaphore = FairSemaphore<Int>(permits: 3, waitingPerKey: .max)
        let crowd = Crowd()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<200 {
                group.addTask {
                    try? await semaphore.withPermit(for: number % 7) {
                        try await crowd.work(number % 7, failing: number.isMultiple(of: 3))
                    }
                }
            }
        }
        #expect(crowd.order.count == 200)
        #expect(crowd.most <= 3)
    }

    /// Holds the only permit until the gate opens, so that the others wait in the order in which they came.
    private static func hold(_ semaphore: FairSemaphore<Int>, _ gate: Gate, as key: Int) async throws -> Task<
        Void, any Error
    > {
        let holder = Task { try await semaphore.withPermit(for: key) { try await gate.wait() } }
        try await gate.waitForArrival()
        return holder
    }

    private static func queue(
        _ semaphore: FairSemaphore<Int>,
        _ keys: [Int],
        _ crowd: Crowd
    ) async throws -> [Task<Void, any Error>] {
        var tasks = [Task<Void, any Error>]()
        for key in keys {
            let before = semaphore.waitingCount
            tasks.append(Task { try await semaphore.withPermit(for: key) { try await crowd.work(key) } })
            while semaphore.waitingCount == before { await Task.yield() }
        }
        return tasks
    }

    @Test func `pass nobody by more than once, however many wait for one key`() async throws {
        let semaphore = FairSemaphore<Int>(permits: 1, waitingPerKey: 100)
        let (gate, crowd) = (Gate(), Crowd())
        let holder = try await Self.hold(semaphore, gate, as: 1)
        let waiting = try await Self.queue(semaphore, Array(repeating: 1, count: 20) + [2, 3, 2], crowd)
        gate.open()
        try await holder.value
        for task in waiting { try await task.value }
        #expect(crowd.order.prefix(5) == [2, 3, 1, 2, 1])
        #expect(crowd.order.count == 23)
    }

    @Test func `refuse one that would wait behind too many of its key, and no other`() async throws {
        let semaphore = FairSemaphore<Int>(permits: 1, waitingPerKey: 2)
        let (gate, crowd) = (Gate(), Crowd())
        let holder = try await Self.hold(semaphore, gate, as: 1)
        let waiting = try await Self.queue(semaphore, [1, 1, 2], crowd)
        await #expect(throws: QueueFull.self) { try await semaphore.withPermit(for: 1) {} }
        gate.open()
        try await holder.value
        for task in waiting { try await task.value }
        #expect(crowd.order.count == 3)
    }

    @Test func `are given up by a task that is cancelled, which leaves the others theirs`() async throws {
        let semaphore = FairSemaphore<Int>(permits: 1, waitingPerKey: 100)
        let (gate, crowd) = (Gate(), Crowd())
        let holder = try await Self.hold(semaphore, gate, as: 1)
        let waiting = try await Self.queue(semaphore, [2, 3, 3, 4], crowd)
        for number in [0, 1] { waiting[number].cancel() }
        for number in [0, 1] {
            await #expect(throws: CancellationError.self) { try await waiting[number].value }
        }
        gate.open()
        try await holder.value
        for number in [2, 3] { try await waiting[number].value }
        #expect(crowd.order == [3, 4])
        let late = Task { try await semaphore.withPermit(for: 2) { try await crowd.work(2) } }
        try await late.value
    }
}
