import NIOCore
import Synchronization

/// Lets a few work at a time, at most one of them for each key, and gives the keys turns.
///
/// Of those that wait for one key the first to come is the first to go. However many wait for one key, who waits for
/// another is passed by no more than one of each. Waiting ends with the task that waits.
final class FairSemaphore<Key: Hashable & Sendable>: Sendable {
    private struct Waiter {
        let ticket: UInt64
        let continuation: CheckedContinuation<Void, any Error>
    }

    private struct State {
        var free: Int
        var ticket: UInt64 = 0
        var working: Set<Key> = []
        /// Never empty for a key that is there.
        var waiting: [Key: CircularBuffer<Waiter>] = [:]
        /// INVARIANT (turns): once each, the keys that somebody waits for and nobody works for.
        var turns = CircularBuffer<Key>()

        /// Whose turn it is; that one works from now on.
        mutating func nextWaiter() -> Waiter? {
            guard free > 0, let key = turns.popFirst(), let waiter = waiting[key]?.popFirst() else { return nil }
            if waiting[key]?.isEmpty == true { waiting[key] = nil }
            free -= 1
            working.insert(key)
            return waiter
        }

        mutating func removeWaiter(_ ticket: UInt64, of key: Key) -> Waiter? {
            guard let index = waiting[key]?.firstIndex(where: { $0.ticket == ticket }) else { return nil }
            let waiter = waiting[key]?.remove(at: index)
            if waiting[key]?.isEmpty == true {
                waiting[key] = nil
                turns.removeAll { $0 == key }
            }
            return waiter
        }
    }

    private enum Entry {
        case granted
        case waiting
        case refused
    }

    private let waitingPerKey: Int
    private let state: Mutex<State>

    /// - Parameters:
    ///   - permits: how many work at a time.
    ///   - waitingPerKey: how many may wait for one key; beyond them ``QueueFull`` is thrown.
    init(permits: Int, waitingPerKey: Int) {
        self.waitingPerKey = waitingPerKey
        state = Mutex(State(free: permits))
    }

    /// Runs `body` when it is the key's turn. Throws ``QueueFull`` or, where the task is cancelled while it waits,
    /// `CancellationError`, and then `body` has not run.
    func withPermit<Value>(for key: Key, _ body: () async throws -> Value) async throws -> Value {
        try await enter(key)
        defer { leave(key) }
        return try await body()
    }

    /// How many wait, for whatever key.
    var waitingCount: Int { state.withLock { $0.waiting.values.reduce(0) { $0 + $1.count } } }

    private func enter(_ key: Key) async throws {
        let ticket = state.withLock { state in
            state.ticket += 1
            return state.ticket
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                switch admit(Waiter(ticket: ticket, continuation: continuation), for: key) {
                case .granted: continuation.resume()
                case .refused: continuation.resume(throwing: QueueFull())
                case .waiting:
                    // A cancellation that came before there was a waiter has found none.
                    if Task.isCancelled { cancel(ticket, of: key) }
                }
            }
        } onCancel: {
            cancel(ticket, of: key)
        }
    }

    private func admit(_ waiter: Waiter, for key: Key) -> Entry {
        state.withLock { state in
            let isWorking = state.working.contains(key)
            if state.free > 0, !isWorking {
                state.free -= 1
                state.working.insert(key)
                return .granted
            }
            guard state.waiting[key, default: []].count < waitingPerKey else { return .refused }
            if state.waiting[key] == nil, !isWorking { state.turns.append(key) }
            state.waiting[key, default: []].append(waiter)
            return .waiting
        }
    }

    private func leave(_ key: Key) {
        let next = state.withLock { state -> Waiter? in
            state.working.remove(key)
            if state.waiting[key] != nil { state.turns.append(key) }
            state.free += 1
            return state.nextWaiter()
        }
        next?.continuation.resume()
    }

    private func cancel(_ ticket: UInt64, of key: Key) {
        let waiter = state.withLock { $0.removeWaiter(ticket, of: key) }
        waiter?.continuation.resume(throwing: CancellationError())
    }
}

/// So many wait for one key already that one more would wait too long.
struct QueueFull: Error {}
