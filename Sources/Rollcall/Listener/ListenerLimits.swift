/// What strangers may take of an HTTP listener.
struct ListenerLimits: Equatable, Sendable {
    /// Connections beyond these wait in the system's queue.
    var connections: Int
    /// How long a connection stays on which nothing is asked.
    var idle: Duration
    /// How long a peer may take to send one request, and then to take each part of the answer.
    var exchange: Duration

    /// Of the management socket, which the owner alone can reach.
    static let management = ListenerLimits(connections: 64, idle: .seconds(60), exchange: .seconds(60))

    // INVARIANT (decisions come first): the decision socket's connections and the reserve fit beside all connections
    // of the listener, so that whoever fills it cannot keep a decision from being asked for.

    /// The same with as many connections as leave room for the decision socket's.
    func fitting(descriptors: Int, decisions: Int) -> ListenerLimits {
        var fitting = self
        fitting.connections = max(1, min(connections, descriptors - decisions - DescriptorLimit.reserve))
        return fitting
    }
}
