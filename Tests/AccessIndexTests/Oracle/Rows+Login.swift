import AccessModel

extension Rows {
    func login(_ request: LoginRequest) -> LoginOutcome {
        guard let user = user(request.subject) else { return .refuse(.unknownSubject) }
        guard user.isAdmitted else { return .refuse(.blockedSubject) }
        if let text = request.connection {
            guard let connection = connection(text) else { return .refuse(.unknownConnection) }
            guard connection.id == user.connection else { return .refuse(.otherConnection) }
        }
        if let audience = request.audience, apis[audience] == nil { return .refuse(.unknownAudience) }
        guard let text = request.organization else { return .permit(claims(for: user, in: nil, request)) }
        guard let organization = organization(text) else { return .refuse(.unknownOrganization) }
        guard links.contains(where: { $0.organization == organization.id && $0.isEnabled }) else {
            return .refuse(.noConnectionsEnabled)
        }
        guard let link = link(organization.id, user.connection), link.isEnabled else {
            return .refuse(.connectionNotEnabled)
        }
        if isMember(user, of: organization) { return .permit(claims(for: user, in: organization, request)) }
        guard link.assignsMembershipOnLogin else { return .refuse(.notAMember) }
        return .join(OrganizationMember(organization: organization.id, user: user.id))
    }

    private func claims(for user: User, in organization: Organization?, _ request: LoginRequest) -> LoginClaims {
        let held = roles(of: user, in: organization)
        return LoginClaims(
            roles: held,
            permissions: request.audience.map { audience in
                let direct = permissionAssignments.filter { $0.user == user.id && $0.api == audience }.map(\.permission)
                return permissions(held, of: user, audience: audience, request.properties)
                    .union(organization == nil ? direct : []).sorted()
            },
            groups: settings.includesGroupsInClaims
                ? Set(chains(of: user.id).keys.compactMap { groups[$0]?.name }).sorted() : nil
        )
    }

    private func permissions(
        _ held: EffectiveRoles,
        of user: User,
        audience: String,
        _ properties: [Property]
    ) -> Set<String> {
        let entitlements = (held.tenantRoles + held.organizationRoles).flatMap { roles[$0.id]?.entitlements ?? [] }
        let granted = entitlements.filter { entitlement in
            let resource = Resource(type: Entitlement.apiResourceType, id: audience)
            let question = RawQuestion(
                rows: self,
                user: user,
                action: entitlement.action,
                resource: resource,
                properties: properties
            )
            return question.matches(entitlement) && question.applies(entitlement)
        }
        return Set(granted.map(\.action))
    }
}
