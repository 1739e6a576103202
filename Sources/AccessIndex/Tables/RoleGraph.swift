import AccessModel

/// Which roles inherit which, by ordinal; roles that do not exist are left out.
struct RoleGraph {
    private let roles: EntityTable<Role>

    init(_ roles: EntityTable<Role>) {
        self.roles = roles
    }

    /// Every role that `role` has the entitlements of, itself first.
    func chains(from role: Ordinal<Role>) -> ShortestChains<Role> {
        ShortestChains(from: [role], by: precedes, next: inherited)
    }

    func inherited(by role: Ordinal<Role>) -> [Ordinal<Role>] {
        (roles[role]?.inherits ?? []).compactMap { roles.ordinal(id: $0.rawValue) }
    }

    func precedes(_ left: Ordinal<Role>, _ right: Ordinal<Role>) -> Bool {
        roles.precedes(left, right)
    }
}
