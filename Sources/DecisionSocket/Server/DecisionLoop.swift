import AccessIndex
import AccessModel
import NIOCore
import NIOPosix

/// Everything that one event loop owns: its view of the index, its counters, its connections. Nothing here is shared or
/// locked, and nothing is touched from elsewhere.
final class DecisionLoop {
    enum Reply {
        case now(Answer)
        case later(EventLoopFuture<Answer>)
    }

    let server: DecisionServer
    let eventLoop: any EventLoop
    let pool: NIOThreadPool
    let siblings: LoopDirectory
    let arrivals: Arrivals
    let issuer: ClaimsIssuer
    let waitingRequests: WaitingRequests
    private var reader: SnapshotReader
    private var basis: AnswerBasis
    var meters = Meters()
    /// How often ``sweep()`` ran: the clock of the connections' deadlines.
    private(set) var tick = 0
    private(set) var isDraining = false
    /// Whether connections on which nothing is going on are not waited for any more.
    private(set) var isQuietOver = false
    private var drained: EventLoopPromise<Void>?
    private var connections = [ObjectIdentifier: ConnectionHandler]()

    init(
        _ server: DecisionServer,
        on eventLoop: any EventLoop,
        _ pool: NIOThreadPool,
        siblings: LoopDirectory,
        _ arrivals: Arrivals,
        _ waitingRequests: WaitingRequests
    ) {
        self.server = server
        self.waitingRequests = waitingRequests
        self.eventLoop = eventLoop
        self.pool = pool
        self.siblings = siblings
        self.arrivals = arrivals
        issuer = ClaimsIssuer(
            signer: server.signer,
            tokens: server.configuration.tokens,
            limits: server.limits
        )
        let asOf = server.publisher.asOf
        reader = server.publisher.makeReader()
        basis = AnswerBasis(revision: reader.snapshot().revision, asOf: asOf, freshness: .stale)
    }

    /// The newest snapshot, and what an answer made from it at `now` says about it.
    func state(at now: Timestamp) -> (snapshot: IndexSnapshot, basis: AnswerBasis) {
        // INVARIANT (age): read before the snapshot, which is then at least that fresh.
        let asOf = server.publisher.asOf
        let snapshot = reader.snapshot()
        let freshness = server.configuration.freshness.freshness(asOf: asOf, now: now)
        if basis.asOf != asOf || basis.freshness != freshness || basis.revision != snapshot.revision {
            basis = AnswerBasis(revision: snapshot.revision, asOf: asOf, freshness: freshness)
        }
        return (snapshot, basis)
    }
}

// MARK: - Connections

extension DecisionLoop {
    private static let longestSweepInterval = Duration.seconds(1)

    /// Often enough for the shortest of the limits.
    private var sweepInterval: Duration {
        let limits = server.configuration.limits
        return max(.milliseconds(10), min(limits.idle / 4, limits.slow / 4, limits.grace, Self.longestSweepInterval))
    }

    /// `duration` in ticks; never too few.
    func ticks(_ duration: Duration) -> Int { Int((duration / sweepInterval).rounded(.up)) + 1 }

    func startSweeping() {
        let interval = TimeAmount(sweepInterval)
        let loop = NIOLoopBound(self, eventLoop: eventLoop)
        eventLoop.scheduleRepeatedTask(initialDelay: interval, delay: interval) { _ in loop.value.sweep() }
    }

    private func sweep() {
        tick += 1
        for connection in connections.values { connection.enforceDeadlines() }
    }

    /// Sets up a connection that was accepted: reads who it is, and gives it its handler.
    func welcome(_ channel: any Channel, _ admission: Admission) -> EventLoopFuture<Void> {
        PeerCredentials.read(from: channel).assumeIsolated().flatMapThrowing { peer in
            if let refusal = admission.enter(peer.userID) {
                self.meters.connectionsRefused += 1
                self.server.limits.reached(refusal, by: peer)
                return try channel.pipeline.syncOperations.addHandler(CrowdHandler(self, refusal))
            }
            channel.closeFuture.whenComplete { _ in admission.leave(peer.userID) }
            let abilities = self.server.configuration.peers.abilities(of: peer)
            let handler = ConnectionHandler(self, Peer(userID: peer.userID, abilities: abilities))
            try channel.pipeline.syncOperations.addHandler(handler)
        }.nonisolated()
    }

    func add(_ connection: ConnectionHandler) {
        connections[ObjectIdentifier(connection)] = connection
        meters.connections += 1
        meters.connectionsAccepted += 1
    }

    func remove(_ connection: ConnectionHandler) {
        guard connections.removeValue(forKey: ObjectIdentifier(connection)) != nil else { return }
        meters.connections -= 1
        noteDrained()
    }

    func note(_ refusal: WaitingRequests.Refusal, of peer: Peer) {
        meters.waitsRefused += 1
        server.limits.reached(refusal.setting, by: "uid:\(peer.userID)")
    }

    /// Ends all connections, in any case at the limit: after the last answer where something is in flight, else once the
    /// peer was silent for ``SocketLimits/quiet``. What a peer had sent by then is answered.
    func drain(within limit: Duration) -> EventLoopFuture<Void> {
        isDraining = true
        let promise = eventLoop.makePromise(of: Void.self)
        drained = promise
        for connection in connections.values { connection.drain() }
        let quiet = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(server.configuration.limits.quiet)) {
            self.isQuietOver = true
            for connection in self.connections.values { connection.closeIfIdle() }
        }
        let deadline = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limit)) {
            for connection in self.connections.values { connection.close() }
        }
        noteDrained()
        return promise.futureResult.always { _ in
            quiet.cancel()
            deadline.cancel()
        }
    }

    private func noteDrained() {
        guard isDraining, connections.isEmpty else { return }
        drained?.succeed()
        drained = nil
    }
}

extension LimitReports {
    fileprivate func reached(_ refusal: Admission.Refusal, by peer: PeerCredentials) {
        switch refusal {
        case .full: reached("peers.max_connections", by: "uid:\(peer.userID)")
        case .userFull: reached("peers.max_connections_per_user", by: "uid:\(peer.userID)")
        }
    }
}
