import AccessModel

extension Rows {
    func effectivePermissions(of subject: SubjectReference, api: String, organization text: String?)
        -> EffectivePermissionsOutcome
    {
        let held: EffectiveRoles
        switch effectiveRoles(of: subject, organization: text) {
        case .denied(let reason): return .denied(reason)
        case .roles(let roles): held = roles
        }
        guard let user = users[held.user] else { return .denied(.unknownSubject) }
        if let organization = held.organization, !isMember(user, of: organization) { return .permissions([]) }
        let direct = permissionAssignments.filter { $0.user == user.id && $0.api == api && held.organization == nil }
        let assigned = (held.tenantRoles + held.organizationRoles).filter(\.isAssigned)
        let effective = ["purge", "read", "read:bills", "write"].map { name in
            EffectivePermission(
                name: name,
                description: apis[api]?.permissions.first { $0.name == name }?.description ?? "",
                isDirect: direct.contains { $0.permission == name },
                roles: assigned.filter { carries($0.id, name, on: api, user) }
            )
        }
        return .permissions(effective.filter { $0.isDirect || !$0.roles.isEmpty })
    }

    func groupsGiving(_ role: Role.ID, to subject: SubjectReference, organization text: String?) -> [Group] {
        guard case .roles(let held) = effectiveRoles(of: subject, organization: text), let user = users[held.user]
        else {
            return []
        }
        if let organization = held.organization, !isMember(user, of: organization) { return [] }
        let organizationGrants = held.organization.map { grants(to: user, in: .organization($0.id)) } ?? []
        let all = tenantGrants(to: user, in: held.organization) + organizationGrants
        let giving = all.filter { chains(of: $0.assignment.role)[role] != nil }.compactMap(\.chain.last)
        return Set(giving).sorted().compactMap { groups[$0] }
    }

    private func carries(_ role: Role.ID, _ permission: String, on api: String, _ user: User) -> Bool {
        let resource = Resource(type: Entitlement.apiResourceType, id: api)
        let question = RawQuestion(rows: self, user: user, action: permission, resource: resource, properties: [])
        return chains(of: role).keys.flatMap { roles[$0]?.entitlements ?? [] }.contains {
            question.matches($0) && question.applies($0)
        }
    }
}

extension EffectiveRole {
    fileprivate var isAssigned: Bool {
        sources.contains { source in
            if case .role = source { false } else { true }
        }
    }
}
