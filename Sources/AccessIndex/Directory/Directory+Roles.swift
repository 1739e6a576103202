import AccessModel

extension Directory {
    mutating func put(_ role: Role) {
        let former = roles.put(role).former
        if former?.inherits != role.inherits || former?.entitlements != role.entitlements {
            unfinished.changesPermissions = true
        }
    }

    mutating func deleteRole(_ id: Role.ID) {
        guard let role = roles.ordinal(id: id.rawValue) else { return }
        roles.remove(role)
        for assignment in assignments.all(where: { $0.role == role }) { remove(assignment) }
        unfinished.retiredRoles.insert(role)
        unfinished.changesPermissions = true
    }

    /// Does not look at the role's owner: the store writes no assignment of an organization's role outside of it, in no
    /// commit, and so neither grants nor decisions have owners to compare.
    mutating func add(_ assignment: RoleAssignment) {
        guard let role = roles.ordinal(id: assignment.role.rawValue), let scope = scope(assignment.scope) else {
            return
        }
        switch assignment.holder {
        case .user(let id):
            guard let user = users.ordinal(id: id.rawValue) else { return }
            let grant = DirectGrant(
                role: role,
                scope: scope,
                origin: origins.intern(assignment.origin),
                expires: Expiry(assignment.expires)
            )
            if users.add(grant, to: user) { directGrants += 1 }
        case .groups(let selector):
            add(GroupAssignment(assignment: assignment, selector: selector, role: role, scope: scope))
        }
    }

    mutating func remove(_ assignment: RoleAssignment) {
        switch assignment.holder {
        case .user(let id):
            guard let user = users.ordinal(id: id.rawValue), let grant = grant(of: assignment) else { return }
            if users.remove(grant, from: user) { directGrants -= 1 }
        case .groups(let selector):
            assignments.ordinal(assignment, selector).map { remove($0) }
        }
    }

    /// Takes the assignment from the groups that it selects.
    mutating func remove(_ assignment: Ordinal<GroupAssignment>) {
        guard let selector = assignments[assignment]?.selector else { return }
        for group in groups.selected(by: selector) {
            groups.replaceAssignments(of: group, with: groups.assignments[group.index].filter { $0 != assignment })
            unfinished.regrantedGroups.insert(group)
        }
        assignments.remove(assignment)
        unfinished.endedAssignments.append(assignment)
    }

    private mutating func add(_ record: GroupAssignment) {
        let selected = groups.selected(by: record.selector)
        if let known = assignments.ordinal(record.assignment, record.selector) {
            assignments.replace(known, with: record)
            unfinished.regrantedGroups.formUnion(selected)
            return
        }
        if case .id = record.selector, selected.isEmpty { return }
        let ordinal = assignments.add(record)
        for group in selected {
            groups.replaceAssignments(of: group, with: (groups.assignments[group.index] + [ordinal]).sorted())
            unfinished.regrantedGroups.insert(group)
        }
    }

    private func scope(_ scope: RoleAssignment.Scope) -> Scope? {
        switch scope {
        case .tenant: .tenant
        case .organization(let id): organizations.entities.ordinal(id: id.rawValue).map(Scope.organization)
        }
    }

    private func grant(of assignment: RoleAssignment) -> DirectGrant? {
        guard let role = roles.ordinal(id: assignment.role.rawValue), let scope = scope(assignment.scope),
            let origin = origins.index(of: assignment.origin)
        else { return nil }
        return DirectGrant(role: role, scope: scope, origin: origin, expires: Expiry(assignment.expires))
    }
}
