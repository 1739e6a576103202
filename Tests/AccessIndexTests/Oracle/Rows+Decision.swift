import AccessModel

extension Rows {
    func explain(_ request: DecisionRequest) -> Explanation {
        guard let user = user(request.subject) else { return Explanation(decision: .deny(.unknownSubject)) }
        func deny(_ reason: DenialReason) -> Explanation { Explanation(decision: .deny(reason), user: user.id) }
        guard user.isAdmitted else { return deny(.blockedSubject) }
        var grants: [RawGrant] = []
        var organization: Organization?
        if let text = request.organization {
            guard let found = self.organization(text) else { return deny(.unknownOrganization) }
            guard isMember(user, of: found) else { return deny(.notAMember) }
            grants = self.grants(to: user, in: .organization(found.id))
            organization = found
        }
        grants += tenantGrants(to: user, in: organization)
        guard isDeclared(request) else { return deny(.unknownPermission) }
        if organization == nil, let direct = directAssignment(of: request, to: user) {
            return Explanation(decision: .permit(role: nil), user: user.id, direct: direct)
        }
        let question = RawQuestion(
            rows: self,
            user: user,
            action: request.action,
            resource: request.resource,
            properties: request.properties
        )
        let candidates = grants.flatMap { self.candidates(of: $0, matching: question) }
        guard let best = candidates.filter({ question.applies($0.entitlement) }).min(by: precedes) else {
            return deny(candidates.isEmpty ? .notGranted : .conditionNotMet)
        }
        let chain = Explanation.Chain(
            groups: best.grant.chain.compactMap { groups[$0] },
            assignment: best.grant.assignment,
            roles: best.roles.compactMap { roles[$0] },
            entitlement: best.entitlement
        )
        return Explanation(decision: .permit(role: best.grant.assignment.role), user: user.id, chain: chain)
    }

    private func directAssignment(of request: DecisionRequest, to user: User) -> PermissionAssignment? {
        guard request.resource.type == Entitlement.apiResourceType else { return nil }
        return permissionAssignments.filter {
            $0.user == user.id && $0.api == request.resource.id && $0.permission == request.action
        }.min { $0.origin.sortKey.lexicographicallyPrecedes($1.origin.sortKey) }
    }

    private func isDeclared(_ request: DecisionRequest) -> Bool {
        let type = request.resource.type
        if resourceTypes[type]?.actions.contains(request.action) == true { return true }
        let isAPI = type == Entitlement.apiResourceType
        if isAPI, apis[request.resource.id]?.permissions.contains(where: { $0.name == request.action }) == true {
            return true
        }
        return roles.values.contains { role in
            role.entitlements.contains { entitlement in
                entitlement.resourceType == type && entitlement.action == request.action
                    && (!isAPI || entitlement.resourceID == nil || entitlement.resourceID == request.resource.id)
            }
        }
    }

    private struct Candidate {
        var grant: RawGrant
        var roles: [Role.ID]
        var index: Int
        var entitlement: Entitlement
        var length: Int { grant.chain.count + roles.count }
    }

    private func candidates(of grant: RawGrant, matching question: RawQuestion) -> [Candidate] {
        chains(of: grant.assignment.role).flatMap { id, chain in
            (roles[id]?.entitlements ?? []).enumerated().filter { question.matches($0.element) }
                .map { Candidate(grant: grant, roles: chain, index: $0.offset, entitlement: $0.element) }
        }
    }

    /// The shortest chain; among equals the one with fewer groups; then by the ids along the way.
    private func precedes(_ left: Candidate, _ right: Candidate) -> Bool {
        if left.length != right.length { return left.length < right.length }
        if left.grant.chain.count != right.grant.chain.count { return left.grant.chain.count < right.grant.chain.count }
        if left.grant.assignment.role != right.grant.assignment.role {
            return left.grant.assignment.role < right.grant.assignment.role
        }
        if left.grant.chain != right.grant.chain {
            return left.grant.chain.lexicographicallyPrecedes(right.grant.chain)
        }
        let leftKey = left.grant.assignment.sortKey
        let rightKey = right.grant.assignment.sortKey
        if leftKey != rightKey { return leftKey.lexicographicallyPrecedes(rightKey) }
        if left.roles != right.roles { return left.roles.lexicographicallyPrecedes(right.roles) }
        return left.index < right.index
    }
}

extension RoleAssignment {
    /// Tenant before organization, then the holder, then the origin.
    var sortKey: [String] {
        let scope =
            switch scope {
            case .tenant: ["0"]
            case .organization(let id): ["1", id.rawValue]
            }
        let holder =
            switch holder {
            case .user(let id): ["0", id.rawValue]
            case .groups(.id(let id)): ["1", id.rawValue]
            case .groups(.name(let name, let connection)): ["2", name, connection.rawValue]
            case .groups(.externalID(let id, let connection)): ["3", id, connection.rawValue]
            case .groups(.pattern(let pattern, let connection)): ["4", pattern.text, connection.rawValue]
            }
        return scope + holder + origin.sortKey
    }
}

extension Origin {
    var sortKey: [String] {
        switch self {
        case .policy(let file): ["0", file]
        case .api: ["1"]
        case .scim: ["2"]
        case .login: ["3"]
        }
    }
}
