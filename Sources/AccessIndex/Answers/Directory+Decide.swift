import AccessModel

// INVARIANT (no counting): lists are scanned by closures that call nothing opaque, and what they find is looked into
// outside. Otherwise the compiler keeps the list's buffers alive by counting references, which costs more than all the
// rest, and most where several threads ask about the same groups.
extension Directory {
    /// Answers without allocating: reads the user's grants and those of its groups once.
    func decide(_ request: DecisionRequest) -> Decision {
        switch inquiry(request) {
        case .denied(let reason, _): return .deny(reason)
        case .open(let inquiry):
            var search = RoleSearch()
            searchOwnGrants(&search, inquiry, request)
            searchGroups(&search, inquiry, request)
            if let role = search.role { return .permit(role: permissions.roleIDs[role.index]) }
            return .deny(search.missedCondition ? .conditionNotMet : .notGranted)
        }
    }

    private func searchOwnGrants(_ search: inout RoleSearch, _ inquiry: Inquiry, _ request: DecisionRequest) {
        for place in 0..<users.grants.count(of: inquiry.user.index) {
            let grant = users.grants.withList(inquiry.user.index) { $0[place] }
            if countsDirectly(grant.scope, in: inquiry.organization) {
                consider(grant.role, groups: 0, &search, inquiry, request)
            }
        }
    }

    private func searchGroups(_ search: inout RoleSearch, _ inquiry: Inquiry, _ request: DecisionRequest) {
        let includesTenant = countsTenantRolesOfGroups(in: inquiry.organization)
        var place = 0
        while let found = nextGrantingGroup(of: inquiry.user, from: place) {
            place = found.place + 1
            if includesTenant { searchGrants(of: found.group, in: .tenant, &search, inquiry, request) }
            if let organization = inquiry.organization {
                searchGrants(of: found.group, in: .organization(organization), &search, inquiry, request)
            }
        }
    }

    @inline(__always)
    private func nextGrantingGroup(
        of user: Ordinal<User>,
        from place: Int
    ) -> (place: Int, group: Ordinal<Group>)? {
        users.groups.withList(user.index) { list in
            var index = place
            while index < list.count {
                if groups.isGranting(list[index]) { return (index, list[index]) }
                index += 1
            }
            return nil
        }
    }

    private func searchGrants(
        of group: Ordinal<Group>,
        in scope: Scope,
        _ search: inout RoleSearch,
        _ inquiry: Inquiry,
        _ request: DecisionRequest
    ) {
        var place = 0
        while let found = nextGrant(of: group, in: scope, from: place, inquiry.permission) {
            place = found.place + 1
            if let organization = scope.organization, !carriesRoles(found.grant.connection, in: organization) {
                continue
            }
            consider(found.grant.role, groups: found.grant.distance + 1, &search, inquiry, request)
        }
    }

    @inline(__always)
    private func nextGrant(
        of group: Ordinal<Group>,
        in scope: Scope,
        from place: Int,
        _ permission: PermissionTable.Number
    ) -> (place: Int, grant: GroupGrant)? {
        groups.nextGrant(of: group, in: scope, from: place) { permissions.isHeld(permission, by: $0.role) }
    }

    private func consider(
        _ role: Ordinal<Role>,
        groups: UInt32,
        _ search: inout RoleSearch,
        _ inquiry: Inquiry,
        _ request: DecisionRequest
    ) {
        var place = 0
        while let found = permissions.next(inquiry.permission, of: role, on: inquiry.resource, from: place) {
            place = found.place + 1
            if !found.holding.isConditional || isMet(found.holding, inquiry, request) {
                let length = groups + found.holding.length
                return search.offer(role, rank: permissions.ranks[role.index], length: length, groups: groups)
            }
            search.missedCondition = true
        }
    }

    private func isMet(_ holding: Holding, _ inquiry: Inquiry, _ request: DecisionRequest) -> Bool {
        areMet(permissions.entitlements[Int(holding.entitlement)], by: Question(inquiry, request))
    }
}
