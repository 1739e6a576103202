import AccessModel

/// What is derived from records, and is derived once after a batch of changes instead of after each.
struct UnfinishedWork: Sendable {
    /// Groups whose own assignments or parents changed.
    var regrantedGroups: Set<Ordinal<Group>> = []
    /// Deleted, and perhaps still among users' grants.
    var retiredRoles: Set<Ordinal<Role>> = []
    /// Deleted, and perhaps still among users' grants and memberships.
    var retiredOrganizations: Set<Ordinal<Organization>> = []
    /// Deleted, and named by nothing.
    var endedUsers: [Ordinal<User>] = []
    /// Deleted, and named by nothing but grants of groups that are to be worked out anew.
    var endedConnections: [Ordinal<Connection>] = []
    /// Ended, and in no group's list.
    var endedAssignments: [Ordinal<GroupAssignment>] = []
    /// How many were deleted.
    var deletedGroups = 0
    /// Whether an API or resource type changed, or of a role anything that permissions depend on.
    var changesPermissions = false
}

extension Directory {
    /// Brings everything derived up to date. Between changes and questions.
    mutating func finish() {
        sweepUsers()
        regrant()
        if unfinished.changesPermissions {
            permissions = PermissionTable(roles: roles, resourceTypes: resourceTypes.values, apis: apis.values)
        }
        releaseOrdinals()
        unfinished = UnfinishedWork()
    }

    /// INVARIANT (ordinals are given again): only between batches, when everything derived is up to date and nothing
    /// that is still to be done names them. Two states of which one came from the other by a single batch thereby have
    /// the same ordinals for the same entities.
    private mutating func releaseOrdinals() {
        sweepDeletedGroups()
        users.release(unfinished.endedUsers)
        for role in unfinished.retiredRoles { roles.release(role) }
        for organization in unfinished.retiredOrganizations { organizations.release(organization) }
        for connection in unfinished.endedConnections { connections.release(connection) }
        for assignment in unfinished.endedAssignments { assignments.release(assignment) }
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

    /// Works out what members have through the groups that are marked and through all below them.
    private mutating func regrant() {
        let starts = unfinished.regrantedGroups.filter(mayGainOrLose)
        if starts.isEmpty { return }
        let (reached, grants) = propagated(below: starts)
        for (group, grants) in zip(reached, grants) { groups.replaceGrants(of: group, with: grants) }
    }

    /// Whether there are grants, or were. Where there are none, and none above, whatever lies below is as it was.
    ///
    /// A group above that is about to get grants is marked itself, or below one that is.
    private func mayGainOrLose(_ group: Ordinal<Group>) -> Bool {
        guard groups[group] != nil else { return false }
        if groups.isGranting(group) || groups.assignments.count(of: group.index) > 0 { return true }
        return groups.parents.withList(group.index) { parents in
            for index in parents.indices where groups.isGranting(parents[index]) { return true }
            return false
        }
    }

    /// Lets go of the tables before anything is written to them, which would have to copy them otherwise.
    private func propagated(below starts: Set<Ordinal<Group>>) -> ([Ordinal<Group>], [[GroupGrant]]) {
        let propagation = GrantPropagation(below: starts, in: self)
        return (propagation.reached, propagation.grants)
    }

    /// What is given to the group itself.
    func ownGrants(of group: Ordinal<Group>) -> [GroupGrant] {
        if groups.assignments.count(of: group.index) == 0 { return [] }
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
