import AccessModel
import Administration
import DecisionSocket
import DirectoryStorage
import Logging
import SCIMProtocol

/// Everything that can be set, read once. Flag before `ROLLCALL_*` environment before file.
struct RollcallConfiguration: Sendable {
    /// Directory of the store, the keys and, by default, the sockets.
    var data: String
    var policies: String
    /// Path of the decision socket.
    var socket: String
    /// Path of the management socket.
    var adminSocket: String
    var listener: Listener
    var token: Token
    var freshness: Freshness
    var peers: Peers
    var provisioning: Provisioning
    var management: Management
    /// What answers of the management API call the tenant.
    var tenantName: String
    /// The most of everything that the management API may make.
    var limits: ManagementLimits
    var storeLimits: StoreLimits
    /// How long what deleted groups had been assigned can be adopted.
    var retainedAssignments: Duration
    /// Revisions whose changes stay in the feed; followers that are further behind start from a snapshot.
    var retainedRevisions: UInt64
    /// How long the changes of a revision stay, and how far back the history goes with them.
    var retainedAge: Duration
    /// Bytes of the data directory's disk that only what takes access away may use.
    var diskReserve: Int
    var logLevel: Logger.Level

    /// Where SCIM and the management API are served over TCP.
    struct Listener: Sendable {
        var host: String
        var port: Int
        /// Paths of PEM files; both or none.
        var certificate: String?
        var key: String?
        /// Allows a listener beyond loopback without TLS.
        var allowsInsecure: Bool
        /// How providers reach this listener, for locations in answers; nil takes the request's host.
        var externalURL: String?
        var limits: ListenerLimits
        /// From these the address that they forward counts, and not their own.
        var trustedProxies: [AddressRange]
        /// The most bytes of bodies that all requests together hold.
        var maximumHeldBodyBytes: Int

        /// Scheme, host and port of the listener itself, without a slash at the end.
        var origin: String {
            "\(certificate == nil ? "http" : "https")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        }

        /// Where providers that come to the listener itself begin.
        var url: String { "\(origin)/scim/v2" }

        /// Whether only this machine can reach it.
        var isLoopback: Bool { host == "localhost" || host == "::1" || host.hasPrefix("127.") }
    }

    /// What signed answers say.
    struct Token: Sendable {
        var issuer: String
        /// Audience of tokens for which none was asked.
        var audience: String
        var lifetime: Duration
        var maximumLifetime: Duration
        /// Of a token's payload.
        var maximumBytes: Int
        /// Before the names of claims that are neither registered nor the protocol's; empty for none.
        var claimsNamespace: String
        var includesRoleIDs: Bool
        /// Of a signed token, from which on it is reported.
        var warningBytes: Int
        var groups: TokenSettings.Groups
        /// How long verifiers may keep the key set.
        var keySetMaximumAge: Duration
        /// How long a key is published before it signs.
        var keyLead: Duration
    }

    /// Ages of the index beyond which answers are marked, and refused.
    struct Freshness: Sendable {
        var warn: Duration
        var limit: Duration
        /// How often the store is looked at without a hint.
        var pollInterval: Duration
    }

    /// Who may ask what on the decision socket, besides root and the server's own user: lists of `uid:N`, `gid:N`,
    /// `user:NAME` or `group:NAME`.
    struct Peers: Sendable {
        var claims: [String]
        var check: [String]
        var search: [String]
        var stats: [String]
        var manage: [String]
        /// Connections to the decision socket at once.
        var maximumConnections: Int
        /// Of these, the most of one user, whoever that is.
        var maximumConnectionsPerUser: Int
        /// Requests of one connection that wait for a revision.
        var maximumWaitingPerConnection: Int
        /// Requests of one user that wait for a revision.
        var maximumWaitingPerUser: Int
    }

    struct Provisioning: Sendable {
        /// Directory of the files that declare resource types and extensions; nil for none.
        var definitions: String?
        /// Most bytes of one SCIM request's body.
        var maximumBodySize: Int
        /// Most resources on one page of a list.
        var maximumPageSize: Int
        /// Most operations of one bulk request.
        var maximumBulkOperations: Int
        /// Of each connection, what may take access away apart.
        var requestsPerSecond: Int
        /// Of each connection, what may take access away.
        var revocationsPerSecond: Int
        /// Creating a user who is inactive brings that user back, where the default is a conflict.
        var restoresInactiveUsers: Bool
        /// How strictly providers are taken.
        var profile: Profile
        /// The same for connections that have a profile of their own.
        var profiles: [Connection.ID: Profile]
    }

    /// How clients get into the management API over TCP.
    struct Management: Sendable {
        /// What access tokens are for.
        var audience: String
        /// How long an access token lives.
        var tokenLifetime: Duration
        /// Of each client.
        var requestsPerSecond: Int
        /// Wrong secrets that may be shown for a client before the refusals are 429 and not logged.
        var failuresPerMinute: Int
    }

    /// The longest that a token of any kind can live.
    var longestTokenLifetime: Duration { max(token.maximumLifetime, management.tokenLifetime) }
}
