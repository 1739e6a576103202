package import AccessModel
import Synchronization

/// Hands the newest snapshot from the one writer to all readers.
///
/// A reader compares one atomic number and keeps its own reference, so that publication costs readers nothing until
/// there is something new.
package final class SnapshotPublisher: Sendable {
    fileprivate struct State {
        var snapshot: IndexSnapshot
        var number: UInt64
        /// Snapshots that a reader may still hold. They are let go of here, on the writer's side, because freeing what
        /// only they own takes time that a reader does not have.
        var retired: [IndexSnapshot] = []
        var waiters = RevisionWaiters()
    }

    private let state: Mutex<State>
    // INVARIANT (publication number): stored under the lock, after the snapshot that it counts.
    private let number: Atomic<UInt64>
    private let instant: Atomic<Int64>

    /// `asOf` is the latest instant at which `snapshot` was known to hold everything that was committed.
    package init(_ snapshot: IndexSnapshot, asOf: Timestamp) {
        state = Mutex(State(snapshot: snapshot, number: 0))
        number = Atomic(0)
        instant = Atomic(asOf.nanoseconds)
    }

    /// Makes `snapshot` the current one. `asOf` nil: more is known to follow, so the instant stays what it was.
    package func publish(_ snapshot: IndexSnapshot, asOf: Timestamp?) {
        let (reached, _) = state.withLock { state in
            let former = state.snapshot.revision
            let unused = state.replace(with: snapshot)
            number.store(state.number, ordering: .releasing)
            return (state.waiters.removeReached(by: snapshot.revision, after: former), unused)
        }
        if let asOf { confirm(asOf: asOf) }
        for waiter in reached { waiter.resume() }
    }

    /// Notes that at `asOf` the current snapshot held everything that was committed.
    ///
    /// The one writer's looks at the feed follow each other: an instant before the last is not an older look but a clock
    /// that was set back, and by that clock the age is known again.
    package func confirm(asOf: Timestamp) {
        instant.store(asOf.nanoseconds, ordering: .releasing)
    }

    /// The latest instant at which the current snapshot was known to hold everything that was committed.
    ///
    /// Read it before taking the snapshot: then the snapshot is at least that fresh.
    package var asOf: Timestamp { Timestamp(nanoseconds: instant.load(ordering: .acquiring)) }

    /// The newest snapshot. Takes the lock: for slow paths only.
    package var current: IndexSnapshot { state.withLock { $0.snapshot } }

    /// A reader of its own for one event loop or task.
    package func makeReader() -> SnapshotReader { SnapshotReader(self) }

    /// Whether anything was published since `known`.
    func hasMoved(since known: UInt64) -> Bool { number.load(ordering: .acquiring) != known }

    func numbered() -> (snapshot: IndexSnapshot, number: UInt64) {
        state.withLock { ($0.snapshot, $0.number) }
    }

    /// Returns once the published revision is at least `revision`, or of an epoch that came after it.
    ///
    /// Epochs cannot be compared: one that was never published here counts as yet to come. Throws `CancellationError`.
    package func reached(_ revision: Revision) async throws {
        let ticket = state.withLock { $0.waiters.makeTicket() }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: RevisionWaiters.Continuation) in
                wait(for: revision, ticket, continuation)
            }
        } onCancel: {
            let continuation = state.withLock { $0.waiters.remove(ticket) }
            continuation?.resume(throwing: CancellationError())
        }
    }

    /// The task may have been cancelled before there was anything to remove; its flag is set by then.
    private func wait(
        for revision: Revision,
        _ ticket: RevisionWaiters.Ticket,
        _ continuation: RevisionWaiters.Continuation
    ) {
        let result = state.withLock { state -> Result<Void, any Error>? in
            if state.waiters.isReached(revision, by: state.snapshot.revision) { return .success(()) }
            if Task.isCancelled { return .failure(CancellationError()) }
            state.waiters.add(continuation, for: revision, ticket)
            return nil
        }
        if let result { continuation.resume(with: result) }
    }
}

extension SnapshotPublisher.State {
    /// Returns the retired snapshots that no reader holds, for release outside the lock.
    fileprivate mutating func replace(with new: IndexSnapshot) -> [IndexSnapshot] {
        retired.append(snapshot)
        snapshot = new
        number += 1
        var unused: [IndexSnapshot] = []
        for index in retired.indices.reversed() where isKnownUniquelyReferenced(&retired[index]) {
            unused.append(retired.remove(at: index))
        }
        return unused
    }
}
