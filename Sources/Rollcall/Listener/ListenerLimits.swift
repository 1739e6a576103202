/// What others may take of an HTTP listener.
struct ListenerLimits: Equatable, Sendable {
    /// At once. Where there are as many, one of them ends before another is accepted.
    var connections: Int
    /// Of these, the most of one address that has shown no credentials; nil is a quarter.
    var perAddress: Int?
    /// Of these, the most of one identity provider or API client; nil is a quarter.
    var perClient: Int?
    /// How long the first head may take, the handshake of TLS included, and how long a later one that has begun.
    var head: Duration = .seconds(10)
    /// How long a connection stays on which nothing is asked.
    var idle: Duration
    /// How long a peer may take to send one request, and then to take each part of the answer.
    var exchange: Duration

    /// Of the management socket, which the owner alone can reach.
    static let management = ListenerLimits(connections: 64, idle: .seconds(60), exchange: .seconds(60))

    var connectionsPerAddress: Int { share(perAddress) }

    var connectionsPerClient: Int { share(perClient) }

    private func share(_ wanted: Int?) -> Int { min(connections, wanted ?? max(1, connections / 4)) }

    /// Those that are being accepted or closed besides, for a moment.
    static let inPassing = 32

    /// When the server stops: for a client that asked a moment ago to ask once more, and to close after its last answer.
    static let quiet = Duration.seconds(1)

    // INVARIANT (decisions come first): the decision socket's connections and the reserve fit beside all connections
    // of the listener, so that whoever fills it cannot keep a decision from being asked for.

    /// The same with as many connections as leave room for the decision socket's.
    func fitting(descriptors: Int, decisions: Int) -> ListenerLimits {
        var fitting = self
        fitting.connections = max(
            1,
            min(connections, descriptors - decisions - DescriptorLimit.reserve - Self.inPassing)
        )
        return fitting
    }
}
