import Synchronization

/// Counts connections over all event loops, at their beginning and end only.
package final class Admission: Sendable {
    package enum Refusal: Hashable, Sendable {
        /// All places are taken.
        case full
        /// The user has as many as one user may have.
        case userFull
    }

    private struct Places {
        var all = 0
        var byUser: [UInt32: Int] = [:]
    }

    private let taken = Mutex(Places())
    private let limit: Int
    private let userLimit: Int

    package init(_ limits: SocketLimits) {
        limit = limits.connections
        userLimit = limits.connectionsPerUser
    }

    /// Takes a place for a connection of the user, or says why there is none.
    package func enter(_ userID: UInt32) -> Refusal? {
        taken.withLock { taken in
            guard taken.all < limit else { return .full }
            guard taken.byUser[userID, default: 0] < userLimit else { return .userFull }
            taken.all += 1
            taken.byUser[userID, default: 0] += 1
            return nil
        }
    }

    /// Gives back a place that ``enter(_:)`` took.
    package func leave(_ userID: UInt32) {
        taken.withLock { taken in
            taken.all -= 1
            let rest = taken.byUser[userID, default: 1] - 1
            taken.byUser[userID] = rest > 0 ? rest : nil
        }
    }
}

extension Admission.Refusal {
    /// One lower-case sentence for the peer.
    package var message: String {
        switch self {
        case .full: "there are too many connections"
        case .userFull: "this user has too many connections"
        }
    }
}
