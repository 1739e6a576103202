import Synchronization

/// Who holds the connections of a listener, and which of them ends when there are too many.
///
/// A connection counts for the address that it comes from, until a request on it has shown good credentials; from then on
/// it counts for whoever they belong to. Each of them has a share. Whoever wants more than that gives up the connection
/// that it has not used for longest; where all places are taken, the stranger who has been idle for longest gives way, and
/// where there is none the idle connection that was used least recently.
final class ConnectionTable: Sendable {
    typealias ID = UInt64

    /// What a connection is counted for.
    enum Holder: Hashable, Sendable {
        /// A peer that is trusted itself and has no share: a proxy between two requests, or a user of the machine.
        case trusted
        case address(NetworkAddress)
        /// A connection's identity provider, or a client of the management API.
        case client(String)
    }

    /// Why a connection was ended or refused: the setting of the limit that was met.
    enum Reason: String, Sendable {
        case addressShare = "listener.max_connections_per_address"
        case clientShare = "listener.max_connections_per_client"
        case full = "listener.max_connections"
    }

    fileprivate struct Entry {
        var holder: Holder
        /// What it counts for between requests.
        let origin: Holder
        var requests = 0
        let end: @Sendable () -> Void
    }

    fileprivate struct State {
        var entries: [ID: Entry] = [:]
        var shares: [Holder: RecencyList<ID>] = [:]
        var strangers = RecencyList<ID>()
        /// Of all others those on which nothing is asked.
        var idle = RecencyList<ID>()
        var lastID: ID = 0
    }

    private let limits: ListenerLimits
    private let state = Mutex(State())
    private let ended: @Sendable (Reason, Holder) -> Void

    /// - Parameter ended: told of each connection that is ended or refused, and of who held it.
    init(_ limits: ListenerLimits, ended: @escaping @Sendable (Reason, Holder) -> Void) {
        self.limits = limits
        self.ended = ended
    }

    /// Counts a new connection; nil where there is no room for it.
    ///
    /// - Parameter end: called once, from anywhere, where the connection has to give way.
    func open(from origin: Holder, end: @escaping @Sendable () -> Void) -> ID? {
        change { state, yielding in
            guard state.makeRoom(for: origin, limits, &yielding), state.makePlace(limits, &yielding) else {
                yielding.refused = (.full, origin)
                return nil
            }
            state.lastID += 1
            state.add(state.lastID, Entry(holder: origin, origin: origin, end: end))
            return state.lastID
        }
    }

    /// A request begins.
    ///
    /// - Parameter client: where it comes from, if a trusted proxy passed it on.
    func begin(_ id: ID, from client: NetworkAddress?) {
        change { state, yielding in
            state.entries[id]?.requests += 1
            let holder = client.map { Holder.address($0) }
            if let holder, state.entries[id]?.holder != holder, state.makeRoom(for: holder, limits, &yielding) {
                state.move(id, to: holder)
            }
            state.use(id)
        }
    }

    /// The request of a connection has shown the credentials of `client`.
    func authenticate(_ id: ID, as client: String) {
        change { state, yielding in
            guard let entry = state.entries[id], entry.holder != .client(client) else { return }
            guard state.makeRoom(for: .client(client), limits, &yielding) else { return }
            state.move(id, to: .client(client))
        }
    }

    /// A request is answered.
    func finish(_ id: ID) {
        change { state, _ in
            guard let entry = state.entries[id] else { return }
            state.entries[id]?.requests = max(0, entry.requests - 1)
            if entry.requests <= 1, entry.origin == .trusted { state.move(id, to: .trusted) }
            state.use(id)
        }
    }

    func close(_ id: ID) {
        change { state, _ in _ = state.remove(id) }
    }

    /// What a connection is counted for now; nil once it is closed.
    func holder(of id: ID) -> Holder? {
        state.withLock { $0.entries[id]?.holder }
    }

    /// Changes the state, and ends those who give way outside the lock.
    private func change<Value: Sendable>(_ body: (inout State, inout Yielding) -> Value) -> Value {
        var yielding = Yielding()
        let value = state.withLock { body(&$0, &yielding) }
        for (reason, holder, end) in yielding.ended {
            end()
            ended(reason, holder)
        }
        if let (reason, holder) = yielding.refused { ended(reason, holder) }
        return value
    }

    /// Who gives way.
    fileprivate struct Yielding: Sendable {
        var ended: [(Reason, Holder, @Sendable () -> Void)] = []
        var refused: (Reason, Holder)?
    }
}

extension ConnectionTable.State {
    typealias ID = ConnectionTable.ID
    typealias Holder = ConnectionTable.Holder

    mutating func add(_ id: ID, _ entry: ConnectionTable.Entry) {
        entries[id] = entry
        use(id)
    }

    mutating func remove(_ id: ID) -> ConnectionTable.Entry? {
        guard let entry = entries.removeValue(forKey: id) else { return nil }
        leave(id, entry.holder)
        return entry
    }

    mutating func move(_ id: ID, to holder: Holder) {
        guard let entry = entries[id], entry.holder != holder else { return }
        leave(id, entry.holder)
        entries[id]?.holder = holder
        use(id)
    }

    /// Notes that a connection was used now.
    mutating func use(_ id: ID) {
        guard let entry = entries[id] else { return }
        shares[entry.holder, default: RecencyList()].use(id)
        if case .address = entry.holder {
            strangers.use(id)
        } else if entry.requests == 0 {
            idle.use(id)
        } else {
            idle.remove(id)
        }
    }

    private mutating func leave(_ id: ID, _ holder: Holder) {
        shares[holder]?.remove(id)
        if shares[holder]?.count == 0 { shares[holder] = nil }
        strangers.remove(id)
        idle.remove(id)
    }

    /// Makes room in a holder's share; false where every connection of a full one is in use.
    mutating func makeRoom(for holder: Holder, _ limits: ListenerLimits, _ yielding: inout ConnectionTable.Yielding)
        -> Bool
    {
        switch holder {
        case .trusted: return true
        case .address:
            guard let share = shares[holder], share.count >= limits.connectionsPerAddress else { return true }
            return end(share.oldest, .addressShare, &yielding)
        case .client:
            guard let share = shares[holder], share.count >= limits.connectionsPerClient else { return true }
            return end(share.first { entries[$0]?.requests == 0 }, .clientShare, &yielding)
        }
    }

    /// Makes room among all connections.
    mutating func makePlace(_ limits: ListenerLimits, _ yielding: inout ConnectionTable.Yielding) -> Bool {
        guard entries.count >= limits.connections else { return true }
        return end(strangers.oldest ?? idle.oldest, .full, &yielding)
    }

    private mutating func end(_ id: ID?, _ reason: ConnectionTable.Reason, _ yielding: inout ConnectionTable.Yielding)
        -> Bool
    {
        guard let id, let entry = remove(id) else { return false }
        yielding.ended.append((reason, entry.holder, entry.end))
        return true
    }
}

extension ConnectionTable.Holder: CustomStringConvertible {
    var description: String {
        switch self {
        case .trusted: "trusted"
        case .address(let address): "\(address)"
        case .client(let client): client
        }
    }
}
