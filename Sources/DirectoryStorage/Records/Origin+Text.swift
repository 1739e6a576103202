import AccessModel

extension Origin {
    /// How an origin is stored: a word, or `policy:` and the file.
    var text: String {
        switch self {
        case .policy(let file): Self.policyPrefix + file
        case .api: "api"
        case .scim: "scim"
        case .login: "login"
        }
    }

    init(text: String) throws(StoreError) {
        switch text {
        case "api": self = .api
        case "scim": self = .scim
        case "login": self = .login
        case let text where text.hasPrefix(Self.policyPrefix):
            self = .policy(file: String(text.dropFirst(Self.policyPrefix.count)))
        default: throw .corrupt("an origin cannot be read")
        }
    }

    var isPolicy: Bool {
        switch self {
        case .policy: true
        case .api, .scim, .login: false
        }
    }

    /// Policy records are those whose stored origin is at least ``policyPrefix`` and less than this.
    static let policyPrefix = "policy:"
    static let policyEnd = "policy;"
}
