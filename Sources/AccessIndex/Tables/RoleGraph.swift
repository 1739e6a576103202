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

    /// The roles that have the entitlements of one of these, these included.
    func heirs(of roles: Set<Ordinal<Role>>) -> Set<Ordinal<Role>> {
        var inheriting: [Ordinal<Role>: [Ordinal<Role>]] = [:]
        for role in self.roles.ordinals {
            for inherited in inherited(by: role) { inheriting[inherited, default: []].append(role) }
        }
        var heirs = roles
        var open = Array(roles)
        while let role = open.popLast() {
            for heir in inheriting[role] ?? [] where heirs.insert(heir).inserted { open.append(heir) }
        }
        return heirs
    }

    func inherited(by role: Ordinal<Role>) -> [Ordinal<Role>] {
        (roles[role]?.inherits ?? []).compactMap { roles.ordinal(id: $0.rawValue) }
    }

    func precedes(_ left: Ordinal<Role>, _ right: Ordinal<Role>) -> Bool {
        roles.precedes(left, right)
    }
}
