import AccessIndex
import AccessModel
import DirectoryStorage

/// The roles that a user has in one place at an instant, as the index answers it, with where each comes from.
///
/// Nobody who is kept out has any, and no one in an organization who is no member.
struct EffectiveAccess {
    /// Each once, by name.
    private(set) var roles: [EffectiveRole] = []

    /// - Parameter organization: nil asks about the whole tenant.
    init(
        of user: User.ID,
        in organization: Organization.ID? = nil,
        from snapshot: IndexSnapshot,
        at instant: Timestamp
    ) throws(ManagementError) {
        let outcome = snapshot.effectiveRoles(of: .user(user), organization: organization?.rawValue)
        switch outcome {
        case .roles(let found): roles = Self.merged(found.tenantRoles + found.organizationRoles)
        case .denied(.unknownSubject): throw .unknownUser
        case .denied(.unknownOrganization): throw .unknownOrganization
        case .denied: break
        }
    }

    /// A role that holds at both levels is one with the sources of both.
    private static func merged(_ roles: [EffectiveRole]) -> [EffectiveRole] {
        var merged: [Role.ID: EffectiveRole] = [:]
        for role in roles { merged[role.id, default: EffectiveRole(id: role.id, name: role.name, sources: [])] += role }
        return merged.values.sorted { ($0.name, $0.id.rawValue) < ($1.name, $1.id.rawValue) }
    }

    /// Where the role comes from in the end: what inherits it leads to what is assigned.
    func origins(of id: Role.ID) -> [RoleSource] {
        var seen: Set<Role.ID> = [id]
        var waiting = [id]
        var origins: [RoleSource] = []
        while let id = waiting.popLast() {
            for source in roles.first(where: { $0.id == id })?.sources ?? [] {
                switch source {
                case .direct, .groups: origins.append(source)
                case .role(let heir): if seen.insert(heir).inserted { waiting.append(heir) }
                }
            }
        }
        return origins
    }

    /// The groups that are given the role, or one that inherits it, and that the user is in; each once, by id.
    func groups(giving role: Role.ID) -> [Group.ID] {
        let groups = origins(of: role).compactMap { source -> Group.ID? in
            guard case .groups(let chain, _) = source else { return nil }
            return chain.last
        }
        return Set(groups).sorted()
    }

    /// As the API shows the role.
    func body(of role: EffectiveRole, from reader: any DirectoryReader) throws -> EffectiveRoleBody {
        let sources = Set(origins(of: role.id).map(\.word)).sorted()
        return EffectiveRoleBody(role, description: try reader.role(role.id)?.description ?? "", sources: sources)
    }
}

extension EffectiveRole {
    fileprivate static func += (left: inout Self, right: Self) {
        left.sources += right.sources.filter { !left.sources.contains($0) }
    }
}

extension RoleSource {
    fileprivate var word: String {
        switch self {
        case .direct: "direct"
        case .groups, .role: "groups"
        }
    }
}
