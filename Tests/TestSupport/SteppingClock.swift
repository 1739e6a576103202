package import AccessModel
import Synchronization

/// A clock that goes one millisecond further with every look at it.
package final class SteppingClock: Sendable {
    private let instant = Mutex(Timestamp(seconds: 1_800_000_000))

    package init() {}

    package func now() -> Timestamp {
        instant.withLock { instant in
            instant = instant + .milliseconds(1)
            return instant
        }
    }

    package func advance(by interval: Duration) {
        instant.withLock { $0 = $0 + interval }
    }
}
