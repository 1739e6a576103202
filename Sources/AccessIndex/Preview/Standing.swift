import AccessModel

/// What a user has in one place of one state.
struct Standing: Hashable, Sendable {
    /// Why a login is refused; nil where it is not. A member whose login is refused still has its roles in checks.
    var refusal: LoginRefusal?
    /// Inherited roles included, as in all answers; sorted by name.
    var tenantRoles: [Role.ID]
    var organizationRoles: [Role.ID]
    /// Those that were given directly.
    var permissions: [Entitlement]

    init(_ roles: EffectiveRoles?, permissions: [Entitlement], refusal: LoginRefusal? = nil) {
        self.refusal = refusal
        self.permissions = permissions
        tenantRoles = roles?.tenantRoles.map(\.id) ?? []
        organizationRoles = roles?.organizationRoles.map(\.id) ?? []
    }
}

extension Directory {
    /// What the user has in the organization, or in the whole tenant.
    ///
    /// Whom the next login would make a member counts as one.
    func standing(of user: User.ID, in organization: Organization.ID?, at instant: Timestamp) -> Standing {
        let request = LoginRequest(subject: .user(user), organization: organization?.rawValue)
        switch login(request, at: instant) {
        case .permit(let claims):
            return Standing(claims.roles, permissions: directPermissions(of: user, in: organization))
        case .join(let member):
            var joined = self
            joined.apply(.addOrganizationMember(member))
            joined.finish()
            return joined.checked(user, in: organization, at: instant, refusal: nil)
        case .refuse(let refusal):
            return checked(user, in: organization, at: instant, refusal: refusal)
        }
    }

    /// By what checks say: nothing where they are denied.
    private func checked(
        _ user: User.ID,
        in organization: Organization.ID?,
        at instant: Timestamp,
        refusal: LoginRefusal?
    ) -> Standing {
        switch effectiveRoles(of: .user(user), organization: organization?.rawValue, at: instant) {
        case .roles(let roles):
            Standing(roles, permissions: directPermissions(of: user, in: organization), refusal: refusal)
        case .denied: Standing(nil, permissions: [], refusal: refusal)
        }
    }

    private func directPermissions(of user: User.ID, in organization: Organization.ID?) -> [Entitlement] {
        guard organization == nil, let user = users.ordinal(id: user.rawValue) else { return [] }
        return Set(users.record(of: user).permissions.map(\.permission)).map { directPermissions.entitlement($0) }
            .sorted { $0.sentence.precedes($1.sentence) }
    }
}
