import AccessModel

// INVARIANT (no counting): lists are scanned by closures that call nothing opaque, and what they find is looked into
// outside. Otherwise the compiler keeps the list's buffers alive by counting references, which costs more than all the
// rest, and most where several threads ask about the same groups.
extension Directory {
    /// Answers without allocating: reads the user's grants and those of its groups once.
    func decide(_ request: DecisionRequest, at instant: Timestamp) -> Decision {
        switch inquiry(request, at: instant) {
        case .denied(let reason, _): return .deny(reason)
        case .open(let inquiry):
            if isGivenDirectly(inquiry, request) { return .permit(role: nil) }
            var search = RoleSearch()
            searchOwnGrants(&search, inquiry, request)
            searchGroups(&search, inquiry, request)
            if let role = search.role { return .permit(role: permissions.roleIDs[role.index]) }
            return .deny(search.missedCondition ? .conditionNotMet : .notGranted)
        }
    }

    @inline(__always)
    func isGivenDirectly(_ inquiry: Inquiry, _ request: DecisionRequest) -> Bool {
        users.hasPermissions(inquiry.user) && request.resource.type.isIdentical(to: Entitlement.apiResourceType)
            && isGivenDirectly(
                request.action,
                api: request.resource.id,
                to: inquiry.user,
                in: inquiry.organization
            )
    }

    /// Whether the permission is the user's own. Inside an organization none is.
    func isGivenDirectly(
        _ permission: String,
        api: String,
        to user: Ordinal<User>,
        in organization: Ordinal<Organization>?
    ) -> Bool {
        guard organization == nil, users.hasPermissions(user) else { return false }
        return directPermissions.index(of: permission, api: api).map { users.has($0, user) } ?? false
    }

    private func searchOwnGrants(_ search: inout RoleSearch, _ inquiry: Inquiry, _ request: DecisionRequest) {
        for place in 0..<users.grantCount(of: inquiry.user) {
            let grant = users.grant(place, of: inquiry.user)
            if countsDirectly(grant.scope, in: inquiry.organization), !grant.expires.isOver(at: inquiry.instant) {
                consider(grant.role, groups: 0, &search, inquiry, request)
            }
        }
    }

    /// Looks at 64 groups at a time, without a branch for each, and then into those that may grant the permission.
    private func searchGroups(_ search: inout RoleSearch, _ inquiry: Inquiry, _ request: DecisionRequest) {
        var start = 0
        while let (found, isLast) = grantingGroups(inquiry, from: start) {
            var remaining = found
            while remaining != 0 {
                let place = start &+ remaining.trailingZeroBitCount
                remaining &= remaining &- 1
                let group = users.withGroups(of: inquiry.user) { Ordinal<Group>(Int($0[place])) }
                searchGrants(of: group, &search, inquiry, request)
            }
            if isLast { return }
            start &+= 64
        }
    }

    @inline(__always)
    private func grantingGroups(_ inquiry: Inquiry, from start: Int) -> (found: UInt64, isLast: Bool)? {
        users.withGroups(of: inquiry.user) { list in
            if start >= list.count { return nil }
            return (groups.mayGrant(inquiry.permission.holders, among: list, from: start), start &+ 64 >= list.count)
        }
    }

    private func searchGrants(
        of group: Ordinal<Group>,
        _ search: inout RoleSearch,
        _ inquiry: Inquiry,
        _ request: DecisionRequest
    ) {
        if countsTenantRolesOfGroups(in: inquiry.organization) {
            searchGrants(of: group, in: .tenant, &search, inquiry, request)
        }
        if let organization = inquiry.organization {
            searchGrants(of: group, in: .organization(organization), &search, inquiry, request)
        }
    }

    private func searchGrants(
        of group: Ordinal<Group>,
        in scope: Scope,
        _ search: inout RoleSearch,
        _ inquiry: Inquiry,
        _ request: DecisionRequest
    ) {
        let holders = inquiry.permission.holders
        var place = 0
        while let found = groups.nextGrant(of: group, in: scope, from: place, where: { holders.mayContain($0.role) }) {
            place = found.place + 1
            if found.grant.expires.isOver(at: inquiry.instant) { continue }
            if let organization = scope.organization, !carriesRoles(found.grant.connection, in: organization) {
                continue
            }
            consider(found.grant.role, groups: found.grant.distance + 1, &search, inquiry, request)
        }
    }

    private func consider(
        _ role: Ordinal<Role>,
        groups: UInt32,
        _ search: inout RoleSearch,
        _ inquiry: Inquiry,
        _ request: DecisionRequest
    ) {
        consider(role, inquiry.permission.named, groups, &search, inquiry, request)
        consider(role, inquiry.permission.general, groups, &search, inquiry, request)
    }

    private func consider(
        _ role: Ordinal<Role>,
        _ holdings: Range<UInt32>,
        _ groups: UInt32,
        _ search: inout RoleSearch,
        _ inquiry: Inquiry,
        _ request: DecisionRequest
    ) {
        var place = holdings.lowerBound
        while let found = permissions.next(holdings, of: role, from: place) {
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
