import Dispatch
import Foundation
import Synchronization

/// Runs jobs one after the other on one thread of its own, on which nothing else ever runs.
///
/// For work that must go on whatever everybody else does: neither the cooperative pool nor a dispatch queue can hold it
/// up. A task runs here with `withTaskExecutorPreference(executor)`, and its child tasks with it; an actor by returning
/// this as its `unownedExecutor`. A job may block, which holds up those behind it and nobody else.
///
/// `Task.sleep` wakes up on the cooperative pool before it comes back here; what must not wait for that sleeps with
/// ``sleep(for:)``.
///
/// The thread ends when the executor is let go of, after the jobs that it was given.
package final class ThreadExecutor: TaskExecutor, SerialExecutor {
    private let queue = ThreadQueue()

    /// - Parameter name: of the thread, for debuggers and `top -H`; Linux shows 15 bytes of it.
    package init(name: String) {
        Thread.detachNewThread { [queue] in
            // Foundation's own name of a thread is lost where the thread begins before its maker knows of it.
            FileHandle(forWritingAtPath: "/proc/thread-self/comm")?.write(Data(name.utf8.prefix(15)))
            queue.run()
        }
    }

    deinit {
        queue.close()
    }

    /// INVARIANT (unowned references): the runtime's references to this executor do not keep it alive; until the job
    /// has run, the closure does.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        queue.add {
            unsafe job.runSynchronously(
                isolatedTo: self.asUnownedSerialExecutor(),
                taskExecutor: self.asUnownedTaskExecutor()
            )
        }
    }

    /// Runs `body` on the thread, some time later.
    package func execute(_ body: @escaping @Sendable () -> Void) {
        queue.add(body)
    }

    /// Runs `body` on the thread, from wherever the caller is.
    package func run<Value: Sendable>(_ body: @Sendable () throws -> Value) async throws -> Value {
        try await withTaskExecutorPreference(self) { try body() }
    }

    /// Returns after `duration`, counted by a clock that cannot be set back. Only this thread is needed to wake up.
    ///
    /// Throws `CancellationError` as soon as the task is cancelled.
    package func sleep(for duration: Duration) async throws {
        let ticket = queue.makeTicket()
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                queue.add(ThreadQueue.Sleeper(continuation, ticket: ticket, duration))
            }
        } onCancel: {
            queue.wake(ticket)?.resume(throwing: CancellationError())
        }
    }
}

/// What a thread has to do, and when. Kept apart from its executor, which the thread does not keep alive.
private final class ThreadQueue: Sendable {
    typealias Ticket = UInt64
    typealias Job = @Sendable () -> Void

    struct Sleeper: Sendable {
        let continuation: CheckedContinuation<Void, any Error>
        let ticket: Ticket
        let end: DispatchTime

        init(_ continuation: CheckedContinuation<Void, any Error>, ticket: Ticket, _ duration: Duration) {
            self.continuation = continuation
            self.ticket = ticket
            end = .now() + max(0, duration / .seconds(1))
        }
    }

    private enum Step {
        case run([Job])
        case wake([Sleeper])
        case wait(until: DispatchTime)
        case end
    }

    private struct State {
        var jobs: [Job] = []
        /// The next to wake up last. There are few of them.
        var sleepers: [Sleeper] = []
        var lastTicket: Ticket = 0
        var isWaiting = false
        var isClosed = false
    }

    private let state = Mutex(State())
    private let bell = DispatchSemaphore(value: 0)

    func makeTicket() -> Ticket {
        state.withLock { state in
            state.lastTicket += 1
            return state.lastTicket
        }
    }

    func add(_ job: @escaping Job) {
        change { $0.jobs.append(job) }
    }

    /// The task may have been cancelled before there was a sleeper to wake; its flag is set by then.
    func add(_ sleeper: Sleeper) {
        let isCancelled = change { state in
            if Task.isCancelled { return true }
            let place = state.sleepers.firstIndex { $0.end <= sleeper.end } ?? state.sleepers.endIndex
            state.sleepers.insert(sleeper, at: place)
            return false
        }
        if isCancelled { sleeper.continuation.resume(throwing: CancellationError()) }
    }

    func wake(_ ticket: Ticket) -> CheckedContinuation<Void, any Error>? {
        state.withLock { state in
            guard let place = state.sleepers.firstIndex(where: { $0.ticket == ticket }) else { return nil }
            return state.sleepers.remove(at: place).continuation
        }
    }

    func close() {
        change { $0.isClosed = true }
    }

    /// Runs what is added until it is closed and there is nothing left.
    func run() {
        while true {
            switch next() {
            case .run(let jobs): for job in jobs { job() }
            case .wake(let sleepers): for sleeper in sleepers { sleeper.continuation.resume() }
            case .wait(let instant): _ = bell.wait(timeout: instant)
            case .end: return
            }
        }
    }

    private func next() -> Step {
        let now = DispatchTime.now()
        return state.withLock { state in
            let due = state.sleepers.reversed().prefix { $0.end <= now }
            if !due.isEmpty {
                state.sleepers.removeLast(due.count)
                return .wake(Array(due))
            }
            if !state.jobs.isEmpty {
                defer { state.jobs = [] }
                return .run(state.jobs)
            }
            if state.isClosed { return .end }
            state.isWaiting = true
            return .wait(until: state.sleepers.last?.end ?? .distantFuture)
        }
    }

    /// Wakes the thread where it waits. A bell that rings once too often only makes it look once more.
    private func change<Value>(_ body: (inout sending State) -> sending Value) -> sending Value {
        state.withLock { state in
            let value = body(&state)
            if state.isWaiting {
                state.isWaiting = false
                bell.signal()
            }
            return value
        }
    }
}
