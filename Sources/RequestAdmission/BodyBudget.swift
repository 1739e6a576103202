package import AccessModel
import Synchronization

/// Bounds the bytes of bodies that all requests together read and hold.
///
/// Small bodies are taken without asking, so that whoever fills the budget holds up nobody's removal: what they can take is
/// bounded by the number of connections.
package final class BodyBudget: Sendable {
    /// Bodies up to this many bytes do not ask.
    package static let small = 65_536

    private struct State {
        var held = 0
        var holders: [String: Int] = [:]
    }

    /// The most bytes that all bodies together take.
    package let total: Int
    /// The most that the bodies of one connection or client take.
    package let share: Int
    private let limits: LimitReports
    private let state = Mutex(State())

    /// - Parameters:
    ///   - total: in bytes, as they are sent.
    ///   - largest: the most bytes of one body, which must fit into anybody's share. A share is half of the total, or that.
    package init(total: Int, largest: Int, limits: LimitReports = LimitReports()) {
        self.total = max(total, largest)
        share = max(total / 2, largest)
        self.limits = limits
    }

    /// Takes the bytes of a body that is about to be read, for as long as what is returned is referred to; nil where it
    /// needs none.
    ///
    /// - Parameter holder: the id of a connection or client that has shown its credentials.
    package func reserve(_ bytes: Int, for holder: String) throws(BodyBudgetExceeded) -> Reservation? {
        guard bytes > Self.small else { return nil }
        let refusal = state.withLock { state -> BodyBudgetExceeded? in
            let own = state.holders[holder, default: 0]
            guard own + bytes <= share else { return BodyBudgetExceeded(isShare: true, limit: share) }
            guard state.held + bytes <= total else { return BodyBudgetExceeded(isShare: false, limit: total) }
            state.held += bytes
            state.holders[holder] = own + bytes
            return nil
        }
        guard let refusal else { return Reservation(bytes, of: holder, in: self) }
        limits.reached("listener.max_held_body_bytes", by: holder)
        throw refusal
    }

    private func release(_ bytes: Int, of holder: String) {
        state.withLock { state in
            state.held -= bytes
            let own = state.holders[holder, default: 0] - bytes
            state.holders[holder] = own > 0 ? own : nil
        }
    }

    /// Bytes that are given back with the last reference: to be kept with the body.
    package final class Reservation: Sendable {
        private let bytes: Int
        private let holder: String
        private let budget: BodyBudget

        fileprivate init(_ bytes: Int, of holder: String, in budget: BodyBudget) {
            self.bytes = bytes
            self.holder = holder
            self.budget = budget
        }

        deinit {
            budget.release(bytes, of: holder)
        }
    }
}

/// There is no room for another large body now.
package struct BodyBudgetExceeded: Error {
    /// Whether it is the caller's own share that is used up, and not everybody's.
    package let isShare: Bool
    /// In bytes.
    package let limit: Int
    /// Until it is worth trying again.
    package var seconds: Int { 5 }

    package var sentence: String {
        isShare
            ? "the bodies of this client's other requests leave no room for this one: together they have at most \(limit) "
                + "bytes; try again in \(seconds) seconds"
            : "all requests together hold \(limit) bytes of bodies; try again in \(seconds) seconds"
    }
}
