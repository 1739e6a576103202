import AccessModel

extension Directory {
    func login(_ request: LoginRequest, at instant: Timestamp) -> LoginOutcome {
        guard let user = user(request.subject) else { return .refuse(.unknownSubject) }
        guard users.isActive(user), let connection = users.connection(of: user) else {
            return .refuse(.blockedSubject)
        }
        if let text = request.connection {
            guard let named = connections.ordinal(idOrName: text) else {
                return .refuse(.unknownConnection)
            }
            guard named == connection else { return .refuse(.otherConnection) }
        }
        if let audience = request.audience, apis[Array(audience.utf8)] == nil {
            return .refuse(.unknownAudience)
        }
        guard let text = request.organization else {
            return .permit(claims(for: user, in: nil, request, instant))
        }
        guard let organization = organizations.entities.ordinal(idOrName: text) else {
            return .refuse(.unknownOrganization)
        }
        return login(user, through: connection, to: organization, request, instant)
    }

    private func login(
        _ user: Ordinal<User>,
        through connection: Ordinal<Connection>,
        to organization: Ordinal<Organization>,
        _ request: LoginRequest,
        _ instant: Timestamp
    ) -> LoginOutcome {
        guard organizations.hasEnabledLink(organization) else { return .refuse(.noConnectionsEnabled) }
        guard let link = organizations.link(organization, connection), link.isEnabled else {
            return .refuse(.connectionNotEnabled)
        }
        if users.isMember(user, of: organization) {
            return .permit(claims(for: user, in: organization, request, instant))
        }
        guard link.assignsMembershipOnLogin, let id = organizations[organization]?.id else {
            return .refuse(.notAMember)
        }
        return .join(OrganizationMember(organization: id, user: users.id(of: user)))
    }

    private func claims(
        for user: Ordinal<User>,
        in organization: Ordinal<Organization>?,
        _ request: LoginRequest,
        _ instant: Timestamp
    ) -> LoginClaims {
        let held = heldRoles(of: user, in: organization, at: instant)
        return LoginClaims(
            roles: roles(of: user, in: organization, held),
            permissions: request.audience.map {
                permissions(held, of: user, in: organization, audience: $0, request.properties)
            },
            groups: settings.includesGroupsInClaims ? groupNames(of: user) : nil
        )
    }

    /// The names that a check on the audience, in the same context and with the same properties, would permit.
    private func permissions(
        _ held: [HeldRole],
        of user: Ordinal<User>,
        in organization: Ordinal<Organization>?,
        audience: String,
        _ properties: [Property]
    ) -> [String] {
        var question = Question(
            user: user,
            action: "",
            resource: Resource(type: Entitlement.apiResourceType, id: audience),
            properties: properties
        )
        let roles = Array(Set(held.map(\.role)))
        let filter = RoleFilter(roles)
        return permissions.permissions(ofAPI: audience).compactMap { action, permission in
            if isGivenDirectly(action, api: audience, to: user, in: organization) { return action }
            guard permission.holders.mayShareRoles(with: filter) else { return nil }
            question.action = action
            return roles.contains { isHeld(permission, by: $0, question) } ? action : nil
        }
    }

    /// Whether a question that asks for the permission is met by the role.
    func isHeld(_ permission: Permission, by role: Ordinal<Role>, _ question: Question) -> Bool {
        permission.holders.mayContain(role)
            && (isMet(permission.named, of: role, question) || isMet(permission.general, of: role, question))
    }

    /// Whether the conditions of one of the role's holdings among these are met.
    private func isMet(_ holdings: Range<UInt32>, of role: Ordinal<Role>, _ question: Question) -> Bool {
        var place = holdings.lowerBound
        while let found = permissions.next(holdings, of: role, from: place) {
            if areMet(permissions.entitlements[Int(found.holding.entitlement)], by: question) { return true }
            place = found.place + 1
        }
        return false
    }

    private func groupNames(of user: Ordinal<User>) -> [String] {
        let all = ShortestChains(
            from: users.groups(of: user),
            by: <,
            next: { groups.parents[$0.index] }
        )
        return all.steps.compactMap { groups[$0.ordinal]?.name }.sortedOnce()
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
