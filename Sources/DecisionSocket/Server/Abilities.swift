/// What a peer may ask on the decision socket. The health paths and the verification keys are for everybody.
package struct Abilities: OptionSet, Hashable, Sendable {
    package let rawValue: UInt8

    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Log users in: `/v1/claims`.
    package static let claims = Self(rawValue: 1)
    /// Ask for decisions.
    package static let check = Self(rawValue: 2)
    /// Ask who holds what.
    package static let search = Self(rawValue: 4)
    /// Read metrics and statistics.
    package static let stats = Self(rawValue: 8)
    package static let manage = Self(rawValue: 16)

    package static let all: Self = [.claims, .check, .search, .stats, .manage]

    /// The ability that configuration calls `name`.
    package init?(name: String) {
        switch name {
        case "claims": self = .claims
        case "check": self = .check
        case "search": self = .search
        case "stats": self = .stats
        case "manage": self = .manage
        default: return nil
        }
    }
}
