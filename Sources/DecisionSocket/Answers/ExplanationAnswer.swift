package import AccessIndex
package import AccessModel

/// The answer to a permission check with the exact chain that permits it, or with what is missing.
///
/// The decision and its reason are those of ``EvaluationAnswer``; the context says more.
package enum ExplanationAnswer {
    package static func json(
        _ question: DecisionRequest,
        from snapshot: IndexSnapshot,
        _ basis: AnswerBasis,
        now: Timestamp
    ) -> [UInt8] {
        let isStale = basis.freshness == .stale
        let explanation = isStale ? Explanation(decision: .deny(.stale)) : snapshot.explain(question, at: now)
        var writer = JSONWriter(capacity: 1_024)
        writer.beginObject()
        writer.member("decision", explanation.decision.isPermit)
        writer.key("context")
        writer.beginObject()
        writer.members(explanation.decision)
        if !isStale { writer.members(explanation, of: question, from: snapshot, at: now) }
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
            if let role { member("role", role.rawValue) }
        case .deny(let reason):
            member("reason", reason.rawValue)
        }
    }

    fileprivate mutating func members(
        _ explanation: Explanation,
        of question: DecisionRequest,
        from snapshot: IndexSnapshot,
        at now: Timestamp
    ) {
        if let user = explanation.user { member("user", user.rawValue) }
        if let organization = question.organization.flatMap(snapshot.organization(idOrName:)) {
            member("organization", organization)
        }
        if let chain = explanation.chain { member("chain", chain) }
        if let direct = explanation.direct { member("direct", direct) }
        switch explanation.decision {
        case .deny(.notGranted), .deny(.conditionNotMet):
            roles("missing", snapshot.nearestRoles(to: question, at: now))
            missing(snapshot.missingLinks(to: question, at: now), from: snapshot)
        case .deny(.notAMember): missing(snapshot.missingLinks(to: question, at: now), from: snapshot)
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

    private mutating func member(_ name: String, _ direct: PermissionAssignment) {
        key(name)
        beginObject()
        member("resource_id", direct.api)
        member("action", direct.permission)
        member(direct.origin)
        endObject()
    }

    private mutating func missing(_ links: [MissingLink], from snapshot: IndexSnapshot) {
        key("missing_links")
        beginArray()
        for link in links {
            beginObject()
            member("kind", link.kind.rawValue)
            if let role = link.role {
                key("role")
                entity(role.id.rawValue, role.name)
            }
            if let assignment = link.assignment {
                key("assignment")
                value(assignment, from: snapshot)
            }
            if let id = link.connection {
                key("connection")
                entity(id.rawValue, snapshot.connection(id)?.name ?? id.rawValue)
            }
            endObject()
        }
        endArray()
    }

    /// With the organization, which is not always that of the question.
    private mutating func value(_ assignment: RoleAssignment, from snapshot: IndexSnapshot) {
        beginObject()
        switch assignment.scope {
        case .tenant: member("scope", "tenant")
        case .organization(let id):
            member("scope", "organization")
            key("organization")
            entity(id.rawValue, snapshot.organization(idOrName: id.rawValue)?.name ?? id.rawValue)
        }
        if let expires = assignment.expires { member("expires_at", expires.description) }
        member(assignment.origin)
        endObject()
    }

    private mutating func value(_ assignment: RoleAssignment) {
        beginObject()
        switch assignment.scope {
        case .tenant: member("scope", "tenant")
        case .organization: member("scope", "organization")
        }
        if let expires = assignment.expires { member("expires_at", expires.description) }
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
