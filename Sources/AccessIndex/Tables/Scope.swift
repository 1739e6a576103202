import AccessModel

/// Where a role holds: in the tenant, or in one organization. The tenant sorts first.
struct Scope: Hashable, Sendable {
    let number: UInt32

    static let tenant = Scope(number: 0)

    static func organization(_ ordinal: Ordinal<Organization>) -> Scope {
        Scope(number: ordinal.number + 1)
    }

    /// Nil for the tenant.
    var organization: Ordinal<Organization>? {
        number == 0 ? nil : Ordinal(Int(number) - 1)
    }

    init(number: UInt32) {
        self.number = number
    }
}

extension Scope: Comparable {
    static func < (left: Self, right: Self) -> Bool { left.number < right.number }
}
