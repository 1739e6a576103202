import Synchronization

/// Counts the requests that wait for a revision, over all event loops: each takes a task and a timer for as long as 30
/// seconds, and costs its peer nothing.
final class WaitingRequests: Sendable {
    enum Refusal: Hashable, Sendable {
        case connectionFull(limit: Int)
        case userFull(limit: Int)
    }

    private let byUser = Mutex<[UInt32: Int]>([:])
    private let connectionLimit: Int
    private let userLimit: Int

    init(_ limits: SocketLimits) {
        connectionLimit = limits.waitingPerConnection
        userLimit = limits.waitingPerUser
    }

    /// Takes a place for a request of the peer, or says why there is none.
    func enter(_ peer: Peer) -> Refusal? {
        guard peer.waiting < connectionLimit else { return .connectionFull(limit: connectionLimit) }
        let hasPlace = byUser.withLock { byUser in
            guard byUser[peer.userID, default: 0] < userLimit else { return false }
            byUser[peer.userID, default: 0] += 1
            return true
        }
        guard hasPlace else { return .userFull(limit: userLimit) }
        peer.waiting += 1
        return nil
    }

    /// Gives back a place that ``enter(_:)`` took.
    func leave(_ peer: Peer) {
        peer.waiting -= 1
        byUser.withLock { byUser in
            let rest = byUser[peer.userID, default: 1] - 1
            byUser[peer.userID] = rest > 0 ? rest : nil
        }
    }
}

extension WaitingRequests.Refusal {
    /// One lower-case sentence for the peer.
    var message: String {
        switch self {
        case .connectionFull(let limit):
            "\(limit) requests of this connection wait for a revision, and no more may: read their answers first"
        case .userFull(let limit):
            "\(limit) requests of this user wait for a revision, and no more may: read their answers first"
        }
    }

    /// Which setting it is the limit of.
    var setting: String {
        switch self {
        case .connectionFull: "peers.max_waiting_per_connection"
        case .userFull: "peers.max_waiting_per_user"
        }
    }
}

/// Who is at the other end of one connection. Confined to its event loop.
final class Peer {
    let userID: UInt32
    let abilities: Abilities
    /// Its requests that wait for a revision; they may outlive the connection.
    var waiting = 0

    init(userID: UInt32, abilities: Abilities) {
        self.userID = userID
        self.abilities = abilities
    }
}
