import AccessModel

extension Directory {
    func login(_ request: LoginRequest) -> LoginOutcome {
        guard let user = user(request.subject) else { return .refuse(.unknownSubject) }
        guard users.isActive(user), let connection = users.connection(of: user) else {
            return .refuse(.blockedSubject)
        }
        if let text = request.connection {
            guard let named = connections.ordinal(idOrName: text) else { return .refuse(.unknownConnection) }
            guard named == connection else { return .refuse(.otherConnection) }
        }
        if let audience = request.audience, apis[Array(audience.utf8)] == nil { return .refuse(.unknownAudience) }
        guard let text = request.organization else { return .permit(claims(for: user, in: nil, request)) }
        guard let organization = organizations.entities.ordinal(idOrName: text) else {
            return .refuse(.unknownOrganization)
        }
        return login(user, through: connection, to: organization, request)
    }

    private func login(
        _ user: Ordinal<User>,
        through connection: Ordinal<Connection>,
        to organization: Ordinal<Organization>,
        _ request: LoginRequest
    ) -> LoginOutcome {
        guard organizations.hasEnabledLink(organization) else { return .refuse(.noConnectionsEnabled) }
        guard let link = organizations.link(organization, connection), link.isEnabled else {
            return .refuse(.connectionNotEnabled)
        }
        if users.isMember(user, of: organization) { return .permit(claims(for: user, in: organization, request)) }
        guard link.assignsMembershipOnLogin, let id = organizations[organization]?.id else {
            return .refuse(.notAMember)
        }
        return .join(OrganizationMember(organization: id, user: users.id(of: user)))
    }

    private func claims(
        for user: Ordinal<User>,
        in organization: Ordinal<Organization>?,
        _ request: LoginRequest
    ) -> LoginClaims {
        let held = roles(of: user, in: organization)
        return LoginClaims(
            roles: held,
            permissions: request.audience.map { permissions(held, of: user, audience: $0, request.properties) },
            groups: settings.includesGroupsInClaims ? groupNames(of: user) : nil
        )
    }

    /// The names that a check on the audience, in the same context and with the same properties, would permit.
    private func permissions(
        _ held: EffectiveRoles,
        of user: Ordinal<User>,
        audience: String,
        _ properties: [Property]
    ) -> [String] {
        var question = Question(
            user: user,
            action: "",
            resource: Resource(type: Entitlement.apiResourceType, id: audience),
            properties: properties
        )
        var names: [String] = []
        for role in held.tenantRoles + held.organizationRoles {
            guard let ordinal = roles.ordinal(id: role.id.rawValue) else { continue }
            for entitlement in roles[ordinal]?.entitlements ?? [] where entitlement.covers(api: audience) {
                question.action = entitlement.action
                if areMet(entitlement, by: question) { names.append(entitlement.action) }
            }
        }
        return names.sortedOnce()
    }

    private func groupNames(of user: Ordinal<User>) -> [String] {
        let all = ShortestChains(from: users.groups[user.index], by: <, next: { groups.parents[$0.index] })
        return all.steps.compactMap { groups[$0.ordinal]?.name }.sortedOnce()
    }
}

extension Entitlement {
    fileprivate func covers(api identifier: String) -> Bool {
        resourceType.isIdentical(to: Entitlement.apiResourceType)
            && resourceID.map { $0.isIdentical(to: identifier) } ?? true
    }
}

extension [String] {
    /// Sorted by bytes, each once.
    fileprivate func sortedOnce() -> [String] {
        var result: [String] = []
        for text in sorted(by: { $0.precedes($1) }) where result.last?.isIdentical(to: text) != true {
            result.append(text)
        }
        return result
    }
}
