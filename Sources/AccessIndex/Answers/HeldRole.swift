import AccessModel

/// One way in which a user has an assigned role.
struct HeldRole {
    var role: Ordinal<Role>
    var scope: Scope
    /// The user's group first, the one that carries the assignment last; empty for the user's own.
    var groups: [Ordinal<Group>]
    /// The place of the way among the user's, shorter ways first; the user's own before all.
    var place: Int
    var carrier: Carrier
    var expires: Expiry

    enum Carrier {
        case user(Ordinal<User>, DirectGrant)
        case group(Ordinal<GroupAssignment>)
    }
}

extension Directory {
    /// Every way in which the user has a role that counts in the context at the instant, by place, then by the
    /// assignment's order.
    func heldRoles(
        of user: Ordinal<User>,
        in organization: Ordinal<Organization>?,
        at instant: Timestamp
    ) -> [HeldRole] {
        ways(
            of: user,
            own: { countsDirectly($0.scope, in: organization) && !$0.expires.isOver(at: instant) },
            carried: { assignment, group in
                !assignment.expires.isOver(at: instant) && counts(assignment.scope, through: group, in: organization)
            }
        )
    }

    /// Every way in which the user was given a role, among those that the conditions admit.
    func ways(
        of user: Ordinal<User>,
        own: (DirectGrant) -> Bool,
        carried: (borrowing GroupAssignment, Ordinal<Group>) -> Bool
    ) -> [HeldRole] {
        let held = users.record(of: user).grants.filter(own).map {
            HeldRole(
                role: $0.role,
                scope: $0.scope,
                groups: [],
                place: -1,
                carrier: .user(user, $0),
                expires: $0.expires
            )
        }
        return inOrder(held) + waysThroughGroups(of: user, where: carried)
    }

    /// Nil where what it refers to is gone.
    func assignment(of held: HeldRole) -> RoleAssignment? {
        switch held.carrier {
        case .group(let ordinal): return assignments[ordinal]?.assignment
        case .user(let user, let grant):
            guard let role = roles[grant.role]?.id, let scope = scope(grant.scope) else { return nil }
            return RoleAssignment(
                role: role,
                holder: .user(users.id(of: user)),
                scope: scope,
                origin: origins[grant.origin],
                expires: grant.expires.timestamp
            )
        }
    }

    func origin(of held: HeldRole) -> Origin {
        switch held.carrier {
        case .group(let ordinal): assignments[ordinal]?.assignment.origin ?? .api
        case .user(_, let grant): origins[grant.origin]
        }
    }

    /// Keys are lists of texts: each is made once, and none where there is nothing to compare.
    private func inOrder(_ held: [HeldRole]) -> [HeldRole] {
        if held.count < 2 { return held }
        let keyed = held.map { (key: assignment(of: $0)?.sortKey ?? [], held: $0) }
        return keyed.sorted { $0.key.precedes($1.key) }.map(\.held)
    }

    private func scope(_ scope: Scope) -> RoleAssignment.Scope? {
        guard let organization = scope.organization else { return .tenant }
        return organizations[organization].map { .organization($0.id) }
    }

    private func waysThroughGroups(
        of user: Ordinal<User>,
        where isWanted: (borrowing GroupAssignment, Ordinal<Group>) -> Bool
    ) -> [HeldRole] {
        let reach = grantingGroups(of: user)
        var held: [HeldRole] = []
        for (place, step) in reach.steps.enumerated() {
            let carried = groups.assignments[step.ordinal.index].filter { assignment in
                assignments.withRecord(assignment) { isWanted($0, step.ordinal) } ?? false
            }
            if carried.isEmpty { continue }
            let chain = reach.chain(to: place)
            held += inOrder(carried.compactMap { self.held($0, chain, place) })
        }
        return held
    }

    private func held(_ ordinal: Ordinal<GroupAssignment>, _ chain: [Ordinal<Group>], _ place: Int)
        -> HeldRole?
    {
        assignments.withRecord(ordinal) {
            HeldRole(
                role: $0.role,
                scope: $0.scope,
                groups: chain,
                place: place,
                carrier: .group(ordinal),
                expires: $0.expires
            )
        }
    }

    /// The groups of the user through which it may have a role. The others change nothing about the ways to these.
    private func grantingGroups(of user: Ordinal<User>) -> ShortestChains<Group> {
        ShortestChains(
            from: users.groups(of: user).filter(groups.isGranting),
            by: groups.precedes,
            next: { groups.parents[$0.index].filter(groups.isGranting) }
        )
    }

    private func counts(
        _ scope: Scope,
        through group: Ordinal<Group>,
        in organization: Ordinal<Organization>?
    ) -> Bool {
        if scope == .tenant { return countsTenantRolesOfGroups(in: organization) }
        guard let organization, scope == .organization(organization),
            let connection = connection(of: group)
        else { return false }
        return carriesRoles(connection, in: organization)
    }

    func connection(of group: Ordinal<Group>) -> Ordinal<Connection>? {
        groups[group].flatMap { connections.ordinal(id: $0.connection.rawValue) }
    }
}
