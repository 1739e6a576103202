import Logging
import Synchronization

/// Notes which listeners are bound, and says `ready` once all are.
final class Readiness: Sendable {
    enum Listener: CaseIterable {
        case decisions, management, provisioning
    }

    private let waiting = Mutex(Set(Listener.allCases))
    private let ready: @Sendable () -> Void

    /// - Parameter ready: called once.
    init(_ ready: @escaping @Sendable () -> Void) {
        self.ready = ready
    }

    func bound(_ listener: Listener) {
        let isLast = waiting.withLock { waiting in
            waiting.remove(listener) != nil && waiting.isEmpty
        }
        if isLast { ready() }
    }
}
