import AccessModel

/// What is derived from records, and is derived once after a batch of changes instead of after each.
struct UnfinishedWork: Sendable {
    /// Groups whose own assignments or parents changed.
    var regrantedGroups: Set<Ordinal<Group>> = []
    /// Deleted, and perhaps still among users' grants.
    var retiredRoles: Set<Ordinal<Role>> = []
    /// Deleted, and perhaps still among users' grants and memberships.
    var retiredOrganizations: Set<Ordinal<Organization>> = []
    /// Whether an API or resource type changed, or of a role anything that permissions depend on.
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
        let (roles, organizations) = (unfinished.retiredRoles, unfinished.retiredOrganizations)
        let scopes = Set(organizations.map(Scope.organization))
        for user in users.ordinals where users.refers(user, toAnyOf: roles, organizations) {
            let record = users.record(of: user)
            let retired = record.grants.filter { roles.contains($0.role) || scopes.contains($0.scope) }
            for grant in retired where users.remove(grant, from: user) { directGrants -= 1 }
            let left = record.organizations.filter(organizations.contains)
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
        var latest: [GroupGrant: Expiry] = [:]
        var grants: [GroupGrant] = []
        let above = ShortestChains(from: [group], by: <, next: { groups.parents[$0.index] })
        for step in above.steps {
            for grant in ownGrants(of: step.ordinal).sorted(by: { $0.expires > $1.expires }) {
                // A grant from further away tells something only where it lasts longer than the nearer ones.
                if let known = latest[grant.anyTime], known >= grant.expires { continue }
                latest[grant.anyTime] = grant.expires
                grants.append(grant.at(distance: UInt32(step.length - 1)))
            }
        }
        groups.replaceGrants(of: group, with: grants.sorted())
    }

    private func ownGrants(of group: Ordinal<Group>) -> [GroupGrant] {
        guard let connection = connection(of: group) else { return [] }
        return groups.assignments[group.index].compactMap { assignments[$0] }.map { record in
            let counts = record.scope == .tenant ? Ordinal<Connection>(0) : connection
            return GroupGrant(
                scope: record.scope,
                distance: 0,
                role: record.role,
                connection: counts,
                expires: record.expires
            )
        }
    }
}

extension GroupGrant {
    /// What grants of the same thing have in common.
    fileprivate var anyTime: GroupGrant {
        var grant = self
        grant.expires = .never
        return grant
    }

    fileprivate func at(distance: UInt32) -> GroupGrant {
        var grant = self
        grant.distance = distance
        return grant
    }
}
