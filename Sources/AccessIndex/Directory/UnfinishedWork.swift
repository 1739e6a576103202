import AccessModel

/// What is derived from records, and is derived once after a batch of changes instead of after each.
struct UnfinishedWork: Sendable {
    /// Groups whose own assignments or parents changed.
    var regrantedGroups: Set<Ordinal<Group>> = []
    /// Deleted, and perhaps still among users' grants.
    var retiredRoles: Set<Ordinal<Role>> = []
    /// Deleted, and perhaps still among users' grants and memberships.
    var retiredOrganizations: Set<Ordinal<Organization>> = []
    /// Whether a role, API or resource type changed.
    var changesPermissions = false
}

extension Directory {
    /// Brings everything derived up to date. Between changes and questions.
    mutating func finish() {
        sweepUsers()
        for group in affectedGroups() { regrant(group) }
        if unfinished.changesPermissions {
            permissions = PermissionTable(roles: roles, resourceTypes: resourceTypes.values, apis: apis.values)
        }
        unfinished = UnfinishedWork()
    }

    /// Deleting roles and organizations is rare, and looking at every user is cheap enough to keep no reverse lists.
    private mutating func sweepUsers() {
        if unfinished.retiredRoles.isEmpty && unfinished.retiredOrganizations.isEmpty { return }
        let scopes = Set(unfinished.retiredOrganizations.map(Scope.organization))
        for user in users.ordinals {
            let record = users.record(of: user)
            let retired = record.grants.filter {
                unfinished.retiredRoles.contains($0.role) || scopes.contains($0.scope)
            }
            for grant in retired where users.remove(grant, from: user) { directGrants -= 1 }
            let left = record.organizations.filter(unfinished.retiredOrganizations.contains)
            for organization in left { users.remove(user, from: organization) }
        }
    }

    /// The groups marked, and all below them.
    private func affectedGroups() -> Set<Ordinal<Group>> {
        var affected = unfinished.regrantedGroups
        var open = Array(affected)
        while let group = open.popLast() {
            for child in groups.children[group.index] where affected.insert(child).inserted { open.append(child) }
        }
        return affected
    }

    /// Works out what the members of the group have through it.
    private mutating func regrant(_ group: Ordinal<Group>) {
        guard groups[group] != nil else { return }
        var nearest: [GroupGrant: UInt32] = [:]
        let above = ShortestChains(from: [group], by: <, next: { groups.parents[$0.index] })
        for step in above.steps {
            for grant in ownGrants(of: step.ordinal) where nearest[grant] == nil {
                nearest[grant] = UInt32(step.length - 1)
            }
        }
        let grants = nearest.map { grant, distance in
            var grant = grant
            grant.distance = distance
            return grant
        }
        groups.replaceGrants(of: group, with: grants.sorted())
    }

    private func ownGrants(of group: Ordinal<Group>) -> [GroupGrant] {
        let connection = groups[group].flatMap { connections.ordinal(id: $0.connection.rawValue) }
        guard let connection else { return [] }
        return groups.assignments[group.index].compactMap { assignments[$0] }.map { record in
            let counts = record.scope == .tenant ? Ordinal<Connection>(0) : connection
            return GroupGrant(scope: record.scope, distance: 0, role: record.role, connection: counts)
        }
    }
}
