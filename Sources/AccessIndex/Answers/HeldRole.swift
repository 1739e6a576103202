import AccessModel

/// One way in which a user has an assigned role, with all that an answer may name.
struct HeldRole {
    var role: Ordinal<Role>
    var scope: Scope
    /// The user's group first, the one that carries the assignment last; empty for the user's own.
    var groups: [Ordinal<Group>]
    /// The place of the way among the user's, shorter ways first; the user's own before all.
    var place: Int
    var assignment: RoleAssignment
}

extension Directory {
    /// Every way in which the user has a role that counts in the context, by place, then by the assignment's order.
    func heldRoles(of user: Ordinal<User>, in organization: Ordinal<Organization>?) -> [HeldRole] {
        let own = users.grants[user.index].filter { countsDirectly($0.scope, in: organization) }
        let held = own.compactMap { self.held($0, by: user) } + rolesThroughGroups(of: user, in: organization)
        return held.sorted { left, right in
            left.place != right.place
                ? left.place < right.place : left.assignment.sortKey.precedes(right.assignment.sortKey)
        }
    }

    private func held(_ grant: DirectGrant, by user: Ordinal<User>) -> HeldRole? {
        guard let role = roles[grant.role]?.id, let scope = scope(grant.scope) else { return nil }
        let assignment = RoleAssignment(
            role: role,
            holder: .user(users.id(of: user)),
            scope: scope,
            origin: origins[grant.origin]
        )
        return HeldRole(role: grant.role, scope: grant.scope, groups: [], place: -1, assignment: assignment)
    }

    private func scope(_ scope: Scope) -> RoleAssignment.Scope? {
        guard let organization = scope.organization else { return .tenant }
        return organizations[organization].map { .organization($0.id) }
    }

    private func rolesThroughGroups(of user: Ordinal<User>, in organization: Ordinal<Organization>?) -> [HeldRole] {
        let reach = grantingGroups(of: user)
        return reach.steps.enumerated().flatMap { place, step in
            let records = groups.assignments[step.ordinal.index].compactMap { assignments[$0] }
            let counting = records.filter { counts($0.scope, through: step.ordinal, in: organization) }
            if counting.isEmpty { return [HeldRole]() }
            let chain = reach.chain(to: place)
            return counting.map {
                HeldRole(role: $0.role, scope: $0.scope, groups: chain, place: place, assignment: $0.assignment)
            }
        }
    }

    /// The groups of the user through which it may have a role. The others change nothing about the ways to these.
    private func grantingGroups(of user: Ordinal<User>) -> ShortestChains<Group> {
        ShortestChains(
            from: users.groups[user.index].filter(groups.isGranting),
            by: precedes,
            next: { groups.parents[$0.index].filter(groups.isGranting) }
        )
    }

    private func precedes(_ left: Ordinal<Group>, _ right: Ordinal<Group>) -> Bool {
        guard let left = groups[left]?.id, let right = groups[right]?.id else { return left < right }
        return left.rawValue.precedes(right.rawValue)
    }

    private func counts(
        _ scope: Scope,
        through group: Ordinal<Group>,
        in organization: Ordinal<Organization>?
    ) -> Bool {
        if scope == .tenant { return countsTenantRolesOfGroups(in: organization) }
        guard let organization, scope == .organization(organization), let id = groups[group]?.connection,
            let connection = connections.ordinal(id: id.rawValue)
        else { return false }
        return carriesRoles(connection, in: organization)
    }
}
