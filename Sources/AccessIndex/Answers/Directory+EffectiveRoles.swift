import AccessModel

extension Directory {
    func effectiveRoles(of subject: SubjectReference, organization text: String?, at instant: Timestamp)
        -> EffectiveRolesOutcome
    {
        switch context(of: subject, organization: text) {
        case .denied(let reason): return .denied(reason)
        case .stranger(let user, let organization):
            return .roles(EffectiveRoles(user: users.id(of: user), organization: organizations[organization]))
        case .known(let user, let organization):
            return .roles(roles(of: user, in: organization, heldRoles(of: user, in: organization, at: instant)))
        }
    }

    /// Finds the user and the organization that a question about what the user has names.
    func context(of subject: SubjectReference, organization text: String?) -> UserContext {
        guard let user = user(subject) else { return .denied(.unknownSubject) }
        guard users.isActive(user) else { return .denied(.blockedSubject) }
        guard let text else { return .known(user, nil) }
        guard let organization = organizations.entities.ordinal(idOrName: text) else {
            return .denied(.unknownOrganization)
        }
        return users.isMember(user, of: organization) ? .known(user, organization) : .stranger(user, organization)
    }

    /// What a user that is a member has by these ways.
    func roles(
        of user: Ordinal<User>,
        in organization: Ordinal<Organization>?,
        _ held: [HeldRole]
    ) -> EffectiveRoles {
        EffectiveRoles(
            user: users.id(of: user),
            organization: organization.flatMap { organizations[$0] },
            tenantRoles: effective(held.filter { $0.scope == .tenant }),
            organizationRoles: effective(held.filter { $0.scope != .tenant })
        )
    }

    /// For each role the ways to it, each once: as they are held, and by origin where one way leads to it twice.
    private func ways(_ held: [HeldRole]) -> [Ordinal<Role>: [Way]] {
        var ways: [Ordinal<Role>: [Way]] = [:]
        for held in held {
            let way = Way(place: held.place, groups: held.groups, origin: origin(of: held))
            var known = ways[held.role] ?? []
            // From the end, where nearly all belong: they come in the order of their places.
            let position = known.lastIndex { $0.precedes(way) }.map { $0 + 1 } ?? 0
            if position < known.count, !way.precedes(known[position]) { continue }
            known.insert(way, at: position)
            ways[held.role] = known
        }
        return ways
    }

    private func effective(_ held: [HeldRole]) -> [EffectiveRole] {
        if held.isEmpty { return [] }
        var sources = ways(held).mapValues { ways in
            ways.map { RoleSource($0.groups.compactMap { groups[$0]?.id }, $0.origin) }
        }
        let graph = RoleGraph(roles)
        let ends = ends(held, graph)
        let all = ShortestChains(from: Array(sources.keys), by: graph.precedes, next: graph.inherited)
        for inheriting in all.steps.map(\.ordinal).sorted(by: graph.precedes) {
            let inherits = graph.inherited(by: inheriting)
            guard !inherits.isEmpty, let id = roles[inheriting]?.id else { continue }
            for inherited in Set(inherits) where inherited != inheriting {
                sources[inherited, default: []].append(.role(id))
            }
        }
        return sources.compactMap { role, sources in
            roles[role].map { EffectiveRole(id: $0.id, name: $0.name, sources: sources, expires: ends[role]) }
        }.sorted { $0.precedes($1) }
    }
}

extension Directory {
    /// When the roles end that do: each with the last of the ways to it, or to a role that inherits it.
    private func ends(_ held: [HeldRole], _ graph: RoleGraph) -> [Ordinal<Role>: Timestamp] {
        guard held.contains(where: { $0.expires != .never }) else { return [:] }
        var own: [Ordinal<Role>: Expiry] = [:]
        for held in held { own[held.role] = max(own[held.role] ?? held.expires, held.expires) }
        var ends: [Ordinal<Role>: Expiry] = [:]
        // The last to end first: what it inherits ends no later than with it.
        for (role, end) in own.sorted(by: { $0.value > $1.value }) {
            var open = [role]
            while let role = open.popLast() {
                guard ends[role] == nil else { continue }
                ends[role] = end
                open.append(contentsOf: graph.inherited(by: role))
            }
        }
        return ends.compactMapValues(\.timestamp)
    }
}

/// Whom, and where, a question about what a user has means.
enum UserContext {
    case known(Ordinal<User>, Ordinal<Organization>?)
    /// No member of the organization.
    case stranger(Ordinal<User>, Ordinal<Organization>)
    case denied(DenialReason)
}

extension EffectiveRole {
    /// By name, then by id.
    fileprivate func precedes(_ other: EffectiveRole) -> Bool {
        if name.precedes(other.name) { return true }
        return !other.name.precedes(name) && id.rawValue.precedes(other.id.rawValue)
    }
}

extension RoleSource {
    fileprivate init(_ groups: [Group.ID], _ origin: Origin) {
        self = groups.isEmpty ? .direct(origin) : .groups(groups, origin)
    }
}

/// From whom a user has a role.
private struct Way {
    var place: Int
    var groups: [Ordinal<Group>]
    var origin: Origin

    func precedes(_ other: Way) -> Bool {
        place != other.place ? place < other.place : origin.precedes(other.origin)
    }
}
