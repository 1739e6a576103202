/// Which path a record came by, and thereby who may change it.
///
/// What policy files declare changes only there; SCIM-provisioned groups are changed by SCIM alone.
package enum Origin: Hashable, Sendable, Codable {
    /// Declared in a policy file, named relative to the policy directory.
    case policy(file: String)
    /// Created through the management API.
    case api
    /// Pushed by the connection's identity provider.
    case scim
    /// Made by a login: just-in-time organization membership.
    case login
}

extension Origin {
    package static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.policy(let left), .policy(let right)): left.hasSameBytes(as: right)
        case (.api, .api), (.scim, .scim), (.login, .login): true
        case (.policy, _), (.api, _), (.scim, _), (.login, _): false
        }
    }
}
