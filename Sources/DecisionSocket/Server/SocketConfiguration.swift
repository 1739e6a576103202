/// What the decision socket is told at its start. Read once, at the root.
package struct SocketConfiguration: Sendable {
    package var socketPath: String
    package var peers: PeerPolicy
    package var freshness: FreshnessLimits
    package var tokens: TokenSettings
    package var limits: SocketLimits
    package var http: HTTPLimits

    package init(
        socketPath: String,
        peers: PeerPolicy,
        tokens: TokenSettings,
        freshness: FreshnessLimits = FreshnessLimits(),
        limits: SocketLimits = SocketLimits(),
        http: HTTPLimits = HTTPLimits()
    ) {
        self.socketPath = socketPath
        self.peers = peers
        self.freshness = freshness
        self.tokens = tokens
        self.limits = limits
        self.http = http
    }
}

/// What tokens say that no question decides.
package struct TokenSettings: Hashable, Sendable {
    /// `iss`, and the base of the URLs in the metadata.
    package var issuer: String
    /// `aud` where a login names none.
    package var defaultAudience: String
    /// Of a login that names none.
    package var lifetime: Duration
    /// A login that wants more gets this much.
    package var longestLifetime: Duration
    /// Of signed decisions.
    package var decisionLifetime: Duration
    package var claims: ClaimsForm
    /// Bytes of a token's payload; a login whose claims take more is refused.
    package var largestPayload: Int
    /// Bytes of a signed token from which on it is reported: proxies and servers refuse headers of 8 KiB, cookies beside
    /// it included.
    package var warningBytes: Int
    package var groups: Groups
    /// How long verifiers may keep the key set.
    package var keySetMaximumAge: Duration

    /// Which of a user's groups a token names, where the policies let it name any.
    package enum Groups: String, Hashable, Sendable, CaseIterable {
        case all
        /// Those to which a role of this very token is assigned.
        case granting
        case none
    }

    package init(
        issuer: String,
        defaultAudience: String,
        lifetime: Duration = .seconds(600),
        longestLifetime: Duration = .seconds(3_600),
        decisionLifetime: Duration = .seconds(60),
        claims: ClaimsForm = ClaimsForm(),
        largestPayload: Int = 102_400,
        warningBytes: Int = 6_144,
        groups: Groups = .all,
        keySetMaximumAge: Duration = .seconds(300)
    ) {
        self.issuer = issuer
        self.defaultAudience = defaultAudience
        self.lifetime = lifetime
        self.longestLifetime = longestLifetime
        self.decisionLifetime = decisionLifetime
        self.claims = claims
        self.largestPayload = largestPayload
        self.warningBytes = warningBytes
        self.groups = groups
        self.keySetMaximumAge = keySetMaximumAge
    }
}

/// How much of everything, and for how long.
package struct SocketLimits: Hashable, Sendable {
    package var eventLoops: Int
    package var signingThreads: Int
    package var connections: Int
    /// Of one user, so that no program keeps the others out; the server's own user and root are no exception.
    package var connectionsPerUser: Int
    /// Questions of one connection that may wait for their answers; more are not read.
    package var questionsInFlight: Int
    /// Of these, requests that wait for a revision; more are refused.
    package var waitingPerConnection: Int
    /// Requests that wait for a revision, of all connections of one user.
    package var waitingPerUser: Int
    /// A connection that asks nothing for so long is closed.
    package var idle: Duration
    /// From the first byte of a request to its last, and for a peer to take its answer.
    package var slow: Duration
    /// The most that `Prefer: wait=N` can ask for.
    package var longestWait: Duration
    /// For a just-in-time membership to be committed and published.
    package var join: Duration
    /// For what is in flight when the server stops.
    package var drain: Duration
    /// Of that, for a peer to send the rest of a request, and to take what it asked for.
    package var grace: Duration
    /// Of that, for a peer that asked a moment ago to ask once more on the same connection.
    package var quiet: Duration

    package init(
        eventLoops: Int = 2,
        signingThreads: Int = 2,
        connections: Int = 1_024,
        connectionsPerUser: Int = 512,
        questionsInFlight: Int = 32,
        waitingPerConnection: Int = 16,
        waitingPerUser: Int = 1_024,
        idle: Duration = .seconds(300),
        slow: Duration = .seconds(10),
        longestWait: Duration = .seconds(30),
        join: Duration = .seconds(5),
        drain: Duration = .seconds(10),
        grace: Duration = .seconds(1),
        quiet: Duration = .seconds(1)
    ) {
        self.eventLoops = eventLoops
        self.signingThreads = signingThreads
        self.connections = connections
        self.connectionsPerUser = connectionsPerUser
        self.questionsInFlight = questionsInFlight
        self.waitingPerConnection = waitingPerConnection
        self.waitingPerUser = waitingPerUser
        self.idle = idle
        self.slow = slow
        self.longestWait = longestWait
        self.join = join
        self.drain = drain
        self.grace = grace
        self.quiet = quiet
    }
}
