/// The paths of the decision socket.
package enum Endpoint: Int, Hashable, Sendable, CaseIterable {
    case evaluation, explanation, claims, roles, keys, metadata, health, readiness, metrics, statistics

    /// As labels and statistics call it.
    package var name: String { "\(self)" }

    static let evaluationPath = "/access/v1/evaluation"

    init?(path: String) {
        switch path {
        case Self.evaluationPath: self = .evaluation
        case "/v1/explain": self = .explanation
        case "/v1/claims": self = .claims
        case "/v1/roles": self = .roles
        case "/.well-known/jwks.json": self = .keys
        case "/.well-known/authzen-configuration": self = .metadata
        case "/healthz": self = .health
        case "/readyz": self = .readiness
        case "/metrics": self = .metrics
        case "/v1/stats": self = .statistics
        default: return nil
        }
    }

    /// The methods of ``path``, as `Allow` lists them.
    var allowedMethods: String {
        switch self {
        case .evaluation, .explanation, .claims: "POST"
        case .roles, .keys, .metadata, .health, .readiness, .metrics, .statistics: "GET, HEAD"
        }
    }

    func allows(_ method: HTTPRequest.Method) -> Bool {
        switch self {
        case .evaluation, .explanation, .claims: method == .post
        case .roles, .keys, .metadata, .health, .readiness, .metrics, .statistics: method == .get || method == .head
        }
    }

    /// A peer with any of these may ask; nil is for everybody.
    var abilities: Abilities? {
        switch self {
        case .evaluation: .check
        case .explanation: [.search, .manage]
        case .claims: .claims
        case .roles: [.claims, .search]
        case .metrics, .statistics: .stats
        case .keys, .metadata, .health, .readiness: nil
        }
    }

    /// What a peer without the ability is told.
    var question: String {
        switch self {
        case .evaluation: "ask for decisions"
        case .explanation: "ask for reasons"
        case .claims: "log users in"
        case .roles: "ask for effective roles"
        case .metrics, .statistics: "read statistics"
        case .keys, .metadata, .health, .readiness: "ask this"
        }
    }
}
