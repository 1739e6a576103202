import Foundation
import Synchronization

/// Holds up whoever comes until it is opened, and knows how many have come.
package final class Gate: Sendable {
    private let state: Mutex<(arrivals: Int, isOpen: Bool)>

    package init(isOpen: Bool = false) {
        state = Mutex((0, isOpen))
    }

    package var arrivals: Int { state.withLock { $0.arrivals } }

    package func open() { state.withLock { $0.isOpen = true } }

    package func close() { state.withLock { $0.isOpen = false } }

    /// Returns once it is open; throws where the task is cancelled before.
    package func wait() async throws {
        arrive()
        while !isOpen { try await Task.sleep(for: .milliseconds(1)) }
    }

    /// As ``wait()``, for code that cannot suspend: holds up its thread.
    package func waitOnThread() {
        arrive()
        while !isOpen { Thread.sleep(forTimeInterval: 0.001) }
    }

    /// Returns once so many have come.
    package func waitForArrival(of count: Int = 1) async throws {
        while arrivals < count { try await Task.sleep(for: .milliseconds(1)) }
    }

    private var isOpen: Bool { state.withLock { $0.isOpen } }

    private func arrive() { state.withLock { $0.arrivals += 1 } }
}
