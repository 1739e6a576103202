import AccessModel

extension Directory {
    /// Answers without allocating: reads the user's grants and those of its groups once.
    func decide(_ request: DecisionRequest) -> Decision {
        switch inquiry(request) {
        case .denied(let reason, _): return .deny(reason)
        case .open(let inquiry):
            var search = RoleSearch()
            if users.grants.count(of: inquiry.user.index) > 0 { searchOwnGrants(&search, inquiry, request) }
            searchGroups(&search, inquiry, request)
            if let role = search.role { return .permit(role: permissions.roleIDs[role.index]) }
            return .deny(search.missedCondition ? .conditionNotMet : .notGranted)
        }
    }

    private func searchOwnGrants(_ search: inout RoleSearch, _ inquiry: Inquiry, _ request: DecisionRequest) {
        users.grants.withList(inquiry.user.index) { grants in
            for index in grants.indices where countsDirectly(grants[index].scope, in: inquiry.organization) {
                consider(grants[index].role, groups: 0, &search, inquiry, request)
            }
        }
    }

    @inline(__always)
    private func searchGroups(_ search: inout RoleSearch, _ inquiry: Inquiry, _ request: DecisionRequest) {
        let includesTenant = countsTenantRolesOfGroups(in: inquiry.organization)
        users.groups.withList(inquiry.user.index) { list in
            for index in list.indices where groups.isGranting(list[index]) {
                if includesTenant { searchTenantGrants(of: list[index], &search, inquiry, request) }
                if let organization = inquiry.organization {
                    searchGrants(of: list[index], in: organization, &search, inquiry, request)
                }
            }
        }
    }

    @inline(__always)
    private func searchTenantGrants(
        of group: Ordinal<Group>,
        _ search: inout RoleSearch,
        _ inquiry: Inquiry,
        _ request: DecisionRequest
    ) {
        groups.grants.withList(group.index) { grants in
            var index = 0
            while index < grants.count, grants[index].scope == .tenant {
                consider(grants[index].role, groups: grants[index].distance + 1, &search, inquiry, request)
                index += 1
            }
        }
    }

    private func searchGrants(
        of group: Ordinal<Group>,
        in organization: Ordinal<Organization>,
        _ search: inout RoleSearch,
        _ inquiry: Inquiry,
        _ request: DecisionRequest
    ) {
        let scope = Scope.organization(organization)
        groups.grants.withList(group.index) { grants in
            var index = grants.start(of: scope)
            while index < grants.count, grants[index].scope == scope {
                if carriesRoles(grants[index].connection, in: organization) {
                    consider(grants[index].role, groups: grants[index].distance + 1, &search, inquiry, request)
                }
                index += 1
            }
        }
    }

    @inline(__always)
    private func consider(
        _ role: Ordinal<Role>,
        groups: UInt32,
        _ search: inout RoleSearch,
        _ inquiry: Inquiry,
        _ request: DecisionRequest
    ) {
        guard search.mayImprove(groups: groups), permissions.permissions[inquiry.permission].isHeld(by: role) else {
            return
        }
        let entry = permissions.permissions[inquiry.permission].first(of: role) { entry in
            entry.isPlain || applies(entry, &search.missedCondition, inquiry, request)
        }
        guard let entry else { return }
        search.offer(role, rank: permissions.ranks[role.index], length: groups + entry.length, groups: groups)
    }

    private func applies(
        _ entry: Permission.Entry,
        _ missedCondition: inout Bool,
        _ inquiry: Inquiry,
        _ request: DecisionRequest
    ) -> Bool {
        let question = Question(inquiry, request)
        switch applicability(of: permissions.entitlements[Int(entry.entitlement)], to: question) {
        case .irrelevant: return false
        case .applies: return true
        case .conditionNotMet:
            missedCondition = true
            return false
        }
    }
}

extension Question {
    init(_ inquiry: Inquiry, _ request: DecisionRequest) {
        self.init(
            user: inquiry.user,
            action: request.action,
            resource: request.resource,
            properties: request.properties
        )
    }
}

extension Span<GroupGrant> {
    /// Where the grants of the scope begin, or would.
    fileprivate func start(of scope: Scope) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if self[middle].scope < scope { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
