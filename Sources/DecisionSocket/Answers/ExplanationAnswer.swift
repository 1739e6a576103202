package import AccessIndex
package import AccessModel

/// The answer to a permission check with the exact chain that permits it, or with the roles that would.
///
/// The decision and its reason are those of ``EvaluationAnswer``; the context says more.
package enum ExplanationAnswer {
    package static func json(
        _ question: DecisionRequest,
        from snapshot: IndexSnapshot,
        _ basis: AnswerBasis
    ) -> [UInt8] {
        let isStale = basis.freshness == .stale
        let explanation = isStale ? Explanation(decision: .deny(.stale)) : snapshot.explain(question)
        var writer = JSONWriter(capacity: 1_024)
        writer.beginObject()
        writer.member("decision", explanation.decision.isPermit)
        writer.key("context")
        writer.beginObject()
        writer.members(explanation.decision)
        if !isStale { writer.members(explanation, of: question, from: snapshot) }
        writer.member(basis)
        writer.endObject()
        writer.endObject()
        return writer.bytes
    }
}

extension JSONWriter {
    fileprivate mutating func members(_ decision: Decision) {
        switch decision {
        case .permit(let role):
            member("reason", "granted")
            member("role", role.rawValue)
        case .deny(let reason):
            member("reason", reason.rawValue)
        }
    }

    fileprivate mutating func members(
        _ explanation: Explanation,
        of question: DecisionRequest,
        from snapshot: IndexSnapshot
    ) {
        if let user = explanation.user { member("user", user.rawValue) }
        if let organization = question.organization.flatMap(snapshot.organization(idOrName:)) {
            member("organization", organization)
        }
        if let chain = explanation.chain { member("chain", chain) }
        switch explanation.decision {
        case .deny(.notGranted), .deny(.conditionNotMet): roles("missing", snapshot.nearestRoles(to: question))
        case .deny, .permit: break
        }
    }

    private mutating func member(_ name: String, _ chain: Explanation.Chain) {
        key(name)
        beginObject()
        key("groups")
        beginArray()
        for group in chain.groups { entity(group.id.rawValue, group.name) }
        endArray()
        key("assignment")
        value(chain.assignment)
        roles("roles", chain.roles)
        key("permission")
        value(chain.entitlement)
        endObject()
    }

    private mutating func value(_ assignment: RoleAssignment) {
        beginObject()
        switch assignment.scope {
        case .tenant: member("scope", "tenant")
        case .organization: member("scope", "organization")
        }
        member(assignment.origin)
        endObject()
    }

    private mutating func value(_ entitlement: Entitlement) {
        beginObject()
        member("resource_type", entitlement.resourceType)
        if let id = entitlement.resourceID { member("resource_id", id) }
        member("action", entitlement.action)
        if entitlement.isConditional { member("conditional", true) }
        endObject()
    }

    private mutating func roles(_ name: String, _ roles: [Role]) {
        key(name)
        beginArray()
        for role in roles { entity(role.id.rawValue, role.name) }
        endArray()
    }

    private mutating func entity(_ id: String, _ name: String) {
        beginObject()
        member("id", id)
        member("name", name)
        endObject()
    }
}
