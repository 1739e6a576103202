import AccessModel

extension Rows {
    func effectiveRoles(of subject: SubjectReference, organization text: String?) -> EffectiveRolesOutcome {
        guard let user = user(subject) else { return .denied(.unknownSubject) }
        guard user.isAdmitted else { return .denied(.blockedSubject) }
        guard let text else { return .roles(roles(of: user, in: nil)) }
        guard let organization = organization(text) else { return .denied(.unknownOrganization) }
        guard isMember(user, of: organization) else {
            return .roles(EffectiveRoles(user: user.id, organization: organization))
        }
        return .roles(roles(of: user, in: organization))
    }

    func roles(of user: User, in organization: Organization?) -> EffectiveRoles {
        EffectiveRoles(
            user: user.id,
            organization: organization,
            tenantRoles: effective(tenantGrants(to: user, in: organization)),
            organizationRoles: organization.map { effective(grants(to: user, in: .organization($0.id))) } ?? []
        )
    }

    private func effective(_ grants: [RawGrant]) -> [EffectiveRole] {
        var sources: [Role.ID: [RoleSource]] = [:]
        let sorted = grants.sorted { left, right in
            if left.chain.count != right.chain.count { return left.chain.count < right.chain.count }
            if left.chain != right.chain { return left.chain.lexicographicallyPrecedes(right.chain) }
            return left.assignment.origin.sortKey.lexicographicallyPrecedes(right.assignment.origin.sortKey)
        }
        for grant in sorted {
            let origin = grant.assignment.origin
            let source: RoleSource = grant.chain.isEmpty ? .direct(origin) : .groups(grant.chain, origin)
            if sources[grant.assignment.role]?.contains(source) == true { continue }
            sources[grant.assignment.role, default: []].append(source)
        }
        let held = Set(sources.keys.flatMap { chains(of: $0).keys })
        for id in held.sorted() {
            for inherited in Set(roles[id]?.inherits ?? []) where inherited != id && roles[inherited] != nil {
                sources[inherited, default: []].append(.role(id))
            }
        }
        return sources.compactMap { id, sources in
            roles[id].map { EffectiveRole(id: id, name: $0.name, sources: sources, expires: end(of: id, grants)) }
        }.sorted { ($0.name, $0.id) < ($1.name, $1.id) }
    }

    /// When the last of the grants ends that give the role or one that inherits it; nil where one never does.
    private func end(of role: Role.ID, _ grants: [RawGrant]) -> Timestamp? {
        let ends = grants.filter { chains(of: $0.assignment.role)[role] != nil }.map(\.assignment.expires)
        return ends.contains(nil) ? nil : ends.compactMap(\.self).max()
    }
}
