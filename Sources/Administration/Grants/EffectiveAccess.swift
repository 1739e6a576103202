import AccessIndex
import AccessModel
import DirectoryStorage

/// Roles that a user has in one place at an instant, as the index answers it, with where each comes from.
///
/// Nobody who is kept out has any, and no one in an organization who is no member.
struct EffectiveAccess: Sendable {
    /// Each once.
    private(set) var roles: [EffectiveRole] = []
    private var places: [Role.ID: Int] = [:]

    /// A role that holds at both levels is one with the sources of both.
    init(_ roles: [EffectiveRole]) {
        for role in roles {
            if let place = places[role.id] {
                self.roles[place].sources += role.sources
            } else {
                places[role.id] = self.roles.count
                self.roles.append(role)
            }
        }
    }

    /// - Parameter organization: nil asks about the whole tenant.
    init(
        of user: User.ID,
        in organization: Organization.ID? = nil,
        from snapshot: IndexSnapshot,
        at instant: Timestamp
    ) throws(ManagementError) {
        let outcome = snapshot.effectiveRoles(
            of: .user(user),
            organization: organization?.rawValue,
            at: instant
        )
        switch outcome {
        case .roles(let found): self.init(found.tenantRoles + found.organizationRoles)
        case .denied(let reason):
            try Self.refuse(reason)
            self.init([])
        }
    }

    /// What is not there is refused; who is kept out has nothing.
    static func refuse(_ reason: DenialReason) throws(ManagementError) {
        switch reason {
        case .unknownSubject: throw .unknownUser
        case .unknownOrganization: throw .unknownOrganization
        case .stale, .blockedSubject, .notAMember, .unknownPermission, .notGranted, .conditionNotMet: break
        }
    }

    /// As the API shows the roles, by name.
    func bodies(_ reader: any DirectoryReader) throws -> [EffectiveRoleBody] {
        try roles.map { role in
            let description = try reader.role(role.id)?.description ?? ""
            return EffectiveRoleBody(role, description: description, sources: sources(of: role.id).sorted())
        }.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    }

    /// `direct` and `groups`, as far as they apply: what inherits a role has it from where it comes itself.
    private func sources(of id: Role.ID) -> Set<String> {
        var seen: Set<Role.ID> = [id]
        var waiting = [id]
        var sources: Set<String> = []
        while let id = waiting.popLast() {
            for source in places[id].map({ roles[$0].sources }) ?? [] {
                switch source {
                case .direct: sources.insert("direct")
                case .groups: sources.insert("groups")
                case .role(let heir): if seen.insert(heir).inserted { waiting.append(heir) }
                }
            }
        }
        return sources
    }
}
