import AccessIndex
import AccessModel

/// One state of the directory, to be asked what a user has in it.
struct DirectoryState: Sendable {
    private let snapshot: IndexSnapshot
    private let roles: [Role.ID: Role]

    init(_ snapshot: IndexSnapshot, roles: some Sequence<Role>) {
        self.snapshot = snapshot
        self.roles = Dictionary(roles.map { ($0.id, $0) }) { _, later in later }
    }

    /// The state that `changes` make of this one.
    func applying(_ changes: [Change]) -> DirectoryState {
        var roles = roles
        for change in changes {
            switch change {
            case .putRole(let role): roles[role.id] = role
            case .deleteRole(let id): roles[id] = nil
            default: break
            }
        }
        let changeSet = ChangeSet(revision: snapshot.revision.next, changes: changes)
        return DirectoryState(snapshot.applying([changeSet]), roles: roles.values)
    }

    /// What the user has in the organization, or in the whole tenant.
    ///
    /// Whom the next login would make a member counts as one.
    func standing(of user: User.ID, in organization: Organization.ID?) -> Standing {
        let request = LoginRequest(subject: .user(user), organization: organization?.rawValue)
        switch snapshot.login(request) {
        case .permit(let claims): return Standing(claims.roles)
        case .join(let member):
            let joining = ChangeSet(revision: snapshot.revision.next, changes: [.addOrganizationMember(member)])
            return Standing(snapshot.applying([joining]).effectiveRoles(of: request.subject, in: organization))
        case .refuse(let refusal):
            return Standing(snapshot.effectiveRoles(of: request.subject, in: organization), refusal: refusal)
        }
    }

    /// The roles of these ids, those that were there.
    func roles(_ ids: [Role.ID]) -> [Role] { ids.compactMap { roles[$0] } }
}

/// What a user has in one place of one state.
struct Standing: Hashable, Sendable {
    /// Why a login is refused; nil where it is not. A member whose login is refused still has its roles in checks.
    var refusal: LoginRefusal?
    /// Inherited roles included, as in all answers; sorted by name.
    var tenantRoles: [Role.ID]
    var organizationRoles: [Role.ID]

    init(_ roles: EffectiveRoles?, refusal: LoginRefusal? = nil) {
        self.refusal = refusal
        tenantRoles = roles?.tenantRoles.map(\.id) ?? []
        organizationRoles = roles?.organizationRoles.map(\.id) ?? []
    }
}

extension IndexSnapshot {
    /// Nil where the question is denied.
    fileprivate func effectiveRoles(of subject: SubjectReference, in organization: Organization.ID?) -> EffectiveRoles?
    {
        switch effectiveRoles(of: subject, organization: organization?.rawValue) {
        case .roles(let roles): roles
        case .denied: nil
        }
    }
}
