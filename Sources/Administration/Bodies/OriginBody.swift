import AccessModel

/// Which path a record came by, in the words of the API.
struct OriginBody: Sendable {
    /// `policy`, `api`, `scim` or `login`.
    var origin: String
    /// The policy file that declares it.
    var file: String?

    init(_ origin: Origin) {
        switch origin {
        case .policy(let file): (self.origin, self.file) = ("policy", file)
        case .api: self.origin = "api"
        case .scim: self.origin = "scim"
        case .login: self.origin = "login"
        }
    }
}
