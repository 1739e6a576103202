import AccessModel

extension Directory {
    /// Answers as ``decide(_:)`` does, with the chain that permits.
    func explain(_ request: DecisionRequest) -> Explanation {
        switch inquiry(request) {
        case .denied(let reason, let user):
            return Explanation(decision: .deny(reason), user: user.map { users.id(of: $0) })
        case .open(let inquiry):
            return explain(inquiry, Question(inquiry, request))
        }
    }

    private func explain(_ inquiry: Inquiry, _ question: Question) -> Explanation {
        var missedCondition = false
        var best: Path?
        for held in heldRoles(of: inquiry.user, in: inquiry.organization) {
            guard let entry = firstEntry(of: held.role, inquiry.permission, question, &missedCondition) else {
                continue
            }
            let path = Path(held: held, entry: entry, rank: permissions.ranks[held.role.index])
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

    private func firstEntry(
        of role: Ordinal<Role>,
        _ permission: Int,
        _ question: Question,
        _ missedCondition: inout Bool
    ) -> Permission.Entry? {
        permissions.permissions[permission].first(of: role) { entry in
            switch applicability(of: permissions.entitlements[Int(entry.entitlement)], to: question) {
            case .applies: return true
            case .irrelevant: return false
            case .conditionNotMet:
                missedCondition = true
                return false
            }
        }
    }

    private func chain(_ path: Path) -> Explanation.Chain {
        let inheritance = RoleGraph(roles).chains(from: path.held.role).chain(to: Int(path.entry.step))
        return Explanation.Chain(
            groups: path.held.groups.compactMap { groups[$0] },
            assignment: path.held.assignment,
            roles: inheritance.compactMap { roles[$0] },
            entitlement: permissions.entitlements[Int(path.entry.entitlement)]
        )
    }
}

/// From the user to the entitlement.
private struct Path {
    var held: HeldRole
    var entry: Permission.Entry
    var rank: UInt32

    /// The shortest; among equals the one over fewer groups; then the first role, the first groups.
    func precedes(_ other: Path) -> Bool { key < other.key }

    private var key: (Int, Int, UInt32, Int) {
        (held.groups.count + Int(entry.length), held.groups.count, rank, held.place)
    }
}
