import AccessModel

extension Directory {
    func effectivePermissions(
        of subject: SubjectReference,
        api: String,
        organization text: String?,
        at instant: Timestamp
    ) -> EffectivePermissionsOutcome {
        switch context(of: subject, organization: text) {
        case .denied(let reason): return .denied(reason)
        case .stranger: return .permissions([])
        case .known(let user, let organization):
            let held = heldRoles(of: user, in: organization, at: instant)
            return .permissions(effectivePermissions(held, of: user, in: organization, api: api))
        }
    }

    /// The groups that carry the role, or one that inherits it, to the user, by id.
    func groupsGiving(
        _ role: Role.ID,
        to subject: SubjectReference,
        organization text: String?,
        at instant: Timestamp
    ) -> [Group] {
        guard case .known(let user, let organization) = context(of: subject, organization: text),
            let role = roles.ordinal(id: role.rawValue)
        else { return [] }
        let heirs = RoleGraph(roles).heirs(of: [role])
        let held = heldRoles(of: user, in: organization, at: instant).filter { heirs.contains($0.role) }
        return Set(held.compactMap(\.groups.last)).sorted(by: groups.precedes).compactMap { groups[$0] }
    }

    private func effectivePermissions(
        _ held: [HeldRole],
        of user: Ordinal<User>,
        in organization: Ordinal<Organization>?,
        api: String
    ) -> [EffectivePermission] {
        let effective = roles(of: user, in: organization, held)
        let assigned = (effective.tenantRoles + effective.organizationRoles).filter(\.isAssigned)
        let descriptions = descriptions(ofPermissionsOf: api)
        var question = Question(
            user: user,
            action: "",
            resource: Resource(type: Entitlement.apiResourceType, id: api),
            properties: []
        )
        return permissions.permissions(ofAPI: api).compactMap { name, permission in
            question.action = name
            let effective = EffectivePermission(
                name: name,
                description: descriptions[Array(name.utf8)] ?? "",
                isDirect: isGivenDirectly(name, api: api, to: user, in: organization),
                roles: assigned.filter { role in
                    roles.ordinal(id: role.id.rawValue).map { isHeld(permission, by: $0, question) } ?? false
                }
            )
            return effective.isDirect || !effective.roles.isEmpty ? effective : nil
        }
    }

    private func descriptions(ofPermissionsOf api: String) -> [[UInt8]: String] {
        let permissions = apis[Array(api.utf8)]?.permissions ?? []
        return Dictionary(permissions.map { (Array($0.name.utf8), $0.description) }) { first, _ in first }
    }
}

extension EffectiveRole {
    /// Whether the role is assigned, and not only inherited by another.
    fileprivate var isAssigned: Bool {
        sources.contains { source in
            switch source {
            case .direct, .groups: true
            case .role: false
            }
        }
    }
}
