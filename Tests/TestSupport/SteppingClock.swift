package import AccessModel
import Synchronization

/// A clock that goes one millisecond further with every look at it.
package final class SteppingClock: Sendable {
    private struct State {
        var instant = Timestamp(seconds: 1_800_000_000)
        var monotonic = ContinuousClock.now
    }

    private let state = Mutex(State())

    package init() {}

    package func now() -> Timestamp {
        state.withLock { state in
            state.instant = state.instant + .milliseconds(1)
            return state.instant
        }
    }

    /// The machine's monotonic clock. Stands still by itself.
    package func monotonicNow() -> ContinuousClock.Instant { state.withLock(\.monotonic) }

    /// Lets time pass.
    package func advance(by interval: Duration) {
        state.withLock { state in
            state.instant = state.instant + interval
            state.monotonic += interval
        }
    }

    /// Sets the wall clock alone, forward or back.
    package func set(by interval: Duration) {
        state.withLock { $0.instant = $0.instant + interval }
    }
}
