import Synchronization

/// Tells those who have waited for long enough, at the price of one timer for all of them.
///
/// Nearly every wait ends early. A timer for each would cost more than what is waited for, and would be kept by the system
/// for as long as the wait might have been.
final class WaitLimit: Sendable {
    private typealias Continuation = CheckedContinuation<Void, any Error>

    private struct State {
        /// How often the timer went off.
        var now = 0
        var lastID = 0
        var isTicking = false
        var waiting: [Int: (end: Int, continuation: Continuation)] = [:]
    }

    private static let ticks = 20
    private let tick: Duration
    private let state = Mutex(State())

    init(_ limit: Duration) {
        tick = limit / Self.ticks
    }

    /// Returns once the limit has passed, or a little later. Throws `CancellationError` as soon as the task is cancelled.
    func pass() async throws {
        let id = state.withLock { state in
            state.lastID += 1
            return state.lastID
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { add($0, as: id) }
        } onCancel: {
            let waiter = state.withLock { $0.waiting.removeValue(forKey: id) }
            waiter?.continuation.resume(throwing: CancellationError())
        }
    }

    /// The task may have been cancelled before there was anything to remove; its flag is set by then.
    private func add(_ continuation: Continuation, as id: Int) {
        let (isCancelled, startsTicking) = state.withLock { state in
            if Task.isCancelled { return (true, false) }
            state.waiting[id] = (state.now + Self.ticks + 1, continuation)
            defer { state.isTicking = true }
            return (false, !state.isTicking)
        }
        if isCancelled { continuation.resume(throwing: CancellationError()) }
        guard startsTicking else { return }
        Task { [self] in
            repeat { try? await Task.sleep(for: tick) } while goesOn()
        }
    }

    /// Wakes up those whose time has come; false where nobody waits any more.
    private func goesOn() -> Bool {
        let (due, goesOn) = state.withLock { state in
            state.now += 1
            let due = state.waiting.filter { $0.value.end <= state.now }
            for id in due.keys { state.waiting[id] = nil }
            state.isTicking = !state.waiting.isEmpty
            return (due.values.map(\.continuation), state.isTicking)
        }
        for continuation in due { continuation.resume() }
        return goesOn
    }
}
