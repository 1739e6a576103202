import AccessModel

extension Directory {
    /// Answers as ``decide(_:at:)`` does, with what permits.
    func explain(_ request: DecisionRequest, at instant: Timestamp) -> Explanation {
        switch inquiry(request, at: instant) {
        case .denied(let reason, let user):
            return Explanation(decision: .deny(reason), user: user.map { users.id(of: $0) })
        case .open(let inquiry):
            guard isGivenDirectly(inquiry, request) else { return explain(inquiry, Question(inquiry, request)) }
            return Explanation(
                decision: .permit(role: nil),
                user: users.id(of: inquiry.user),
                direct: directAssignment(of: inquiry, request)
            )
        }
    }

    func nearestRoles(to request: DecisionRequest, at instant: Timestamp) -> [Role] {
        guard case .open(let inquiry) = inquiry(request, at: instant) else { return [] }
        let carriers = carriers(of: inquiry)
        let held = Set(heldRoles(of: inquiry.user, in: inquiry.organization, at: instant).map(\.role))
        let own = carriers.filter(held.contains)
        return (own.isEmpty ? carriers : own).compactMap { roles[$0] }.sorted { $0.name.precedes($1.name) }
    }

    /// Of several the first by origin.
    private func directAssignment(of inquiry: Inquiry, _ request: DecisionRequest) -> PermissionAssignment? {
        let index = directPermissions.index(of: request.action, api: request.resource.id)
        let found = users.record(of: inquiry.user).permissions.filter { $0.permission == index }
        return found.map { origins[$0.origin] }.min { $0.precedes($1) }.map {
            PermissionAssignment(
                user: users.id(of: inquiry.user),
                api: request.resource.id,
                permission: request.action,
                origin: $0
            )
        }
    }

    private func explain(_ inquiry: Inquiry, _ question: Question) -> Explanation {
        var missedCondition = false
        var best: Path?
        for held in heldRoles(of: inquiry.user, in: inquiry.organization, at: inquiry.instant) {
            let found = firstHolding(of: held.role, inquiry, question, &missedCondition)
            guard let holding = found else { continue }
            let path = Path(held: held, holding: holding, rank: permissions.ranks[held.role.index])
            if best.map({ path.precedes($0) }) ?? true { best = path }
        }
        let user = users.id(of: inquiry.user)
        guard let best else {
            return Explanation(decision: .deny(missedCondition ? .conditionNotMet : .notGranted), user: user)
        }
        return Explanation(
            decision: .permit(role: permissions.roleIDs[best.held.role.index]),
            user: user,
            chain: chain(best)
        )
    }

    private func firstHolding(
        of role: Ordinal<Role>,
        _ inquiry: Inquiry,
        _ question: Question,
        _ missedCondition: inout Bool
    ) -> Holding? {
        guard inquiry.permission.holders.mayContain(role) else { return nil }
        let named = firstHolding(of: role, among: inquiry.permission.named, question, &missedCondition)
        let general = firstHolding(of: role, among: inquiry.permission.general, question, &missedCondition)
        guard let named, let general else { return named ?? general }
        return (named.step, named.entitlement) < (general.step, general.entitlement) ? named : general
    }

    private func firstHolding(
        of role: Ordinal<Role>,
        among range: Range<UInt32>,
        _ question: Question,
        _ missedCondition: inout Bool
    ) -> Holding? {
        var place = range.lowerBound
        while let found = permissions.next(range, of: role, from: place) {
            if areMet(permissions.entitlements[Int(found.holding.entitlement)], by: question) { return found.holding }
            missedCondition = true
            place = found.place + 1
        }
        return nil
    }

    private func chain(_ path: Path) -> Explanation.Chain? {
        guard let assignment = assignment(of: path.held) else { return nil }
        let inheritance = RoleGraph(roles).chains(from: path.held.role).chain(to: Int(path.holding.step))
        return Explanation.Chain(
            groups: path.held.groups.compactMap { groups[$0] },
            assignment: assignment,
            roles: inheritance.compactMap { roles[$0] },
            entitlement: permissions.entitlements[Int(path.holding.entitlement)]
        )
    }
}

/// From the user to the entitlement.
private struct Path {
    var held: HeldRole
    var holding: Holding
    var rank: UInt32

    /// The shortest; among equals the one over fewer groups; then the first role, the first groups.
    func precedes(_ other: Path) -> Bool { key < other.key }

    private var key: (Int, Int, UInt32, Int) {
        (held.groups.count + Int(holding.length), held.groups.count, rank, held.place)
    }
}
