import AccessModel

extension Directory {
    func effectiveRoles(of subject: SubjectReference, organization text: String?) -> EffectiveRolesOutcome {
        guard let user = user(subject) else { return .denied(.unknownSubject) }
        guard users.isActive(user) else { return .denied(.blockedSubject) }
        guard let text else { return .roles(roles(of: user, in: nil)) }
        guard let organization = organizations.entities.ordinal(idOrName: text) else {
            return .denied(.unknownOrganization)
        }
        guard users.isMember(user, of: organization) else {
            return .roles(EffectiveRoles(user: users.id(of: user), organization: organizations[organization]))
        }
        return .roles(roles(of: user, in: organization))
    }

    /// The roles of a user that is a member.
    func roles(of user: Ordinal<User>, in organization: Ordinal<Organization>?) -> EffectiveRoles {
        let held = heldRoles(of: user, in: organization)
        return EffectiveRoles(
            user: users.id(of: user),
            organization: organization.flatMap { organizations[$0] },
            tenantRoles: effective(held.filter { $0.scope == .tenant }),
            organizationRoles: effective(held.filter { $0.scope != .tenant })
        )
    }

    private func effective(_ held: [HeldRole]) -> [EffectiveRole] {
        var sources: [Ordinal<Role>: [RoleSource]] = [:]
        for held in held.sorted(by: { $0.isListed(before: $1) }) {
            let source = RoleSource(held.groups.compactMap { groups[$0]?.id }, held.assignment.origin)
            if sources[held.role]?.contains(source) != true { sources[held.role, default: []].append(source) }
        }
        let graph = RoleGraph(roles)
        let all = ShortestChains(from: Array(sources.keys), by: graph.precedes, next: graph.inherited)
        for inheriting in all.steps.map(\.ordinal).sorted(by: graph.precedes) {
            guard let id = roles[inheriting]?.id else { continue }
            for inherited in Set(graph.inherited(by: inheriting)) where inherited != inheriting {
                sources[inherited, default: []].append(.role(id))
            }
        }
        return sources.compactMap { role, sources in
            roles[role].map { EffectiveRole(id: $0.id, name: $0.name, sources: sources) }
        }.sorted { [$0.name, $0.id.rawValue].precedes([$1.name, $1.id.rawValue]) }
    }
}

extension RoleSource {
    fileprivate init(_ groups: [Group.ID], _ origin: Origin) {
        self = groups.isEmpty ? .direct(origin) : .groups(groups, origin)
    }
}

extension HeldRole {
    /// By way, then by origin.
    fileprivate func isListed(before other: HeldRole) -> Bool {
        place != other.place
            ? place < other.place : assignment.origin.sortKey.precedes(other.assignment.origin.sortKey)
    }
}
