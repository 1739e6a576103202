import AccessModel

extension Directory {
    /// What of the nearest kind would make a denied question a permitted one; empty where no single link would.
    func missingLinks(to request: DecisionRequest, at instant: Timestamp) -> [MissingLink] {
        if decide(request, at: instant).isPermit { return [] }
        switch inquiry(request, at: instant) {
        case .open(let inquiry): return missingLinks(inquiry)
        case .denied(.notAMember, let user?):
            let organization = request.organization.flatMap { organizations.entities.ordinal(idOrName: $0) }
            return organization.map { missingLinks(between: user, and: $0) } ?? []
        case .denied: return []
        }
    }

    /// Roles that carry what is asked for and can be assigned where it is asked: those of another organization are no
    /// answer there, and nothing to be told of.
    func carriers(of inquiry: Inquiry) -> [Ordinal<Role>] {
        let organization = inquiry.organization.flatMap { organizations[$0]?.id }
        let scope = organization.map { RoleAssignment.Scope.organization($0) } ?? .tenant
        return roles.ordinals.filter { role in
            permissions.isHeld(inquiry.permission, by: role) && roles[role]?.isAssignable(in: scope) ?? false
        }
    }

    /// The membership, and what keeps a login from making it.
    private func missingLinks(
        between user: Ordinal<User>,
        and organization: Ordinal<Organization>
    ) -> [MissingLink] {
        guard let connection = users.connection(of: user) else { return [] }
        let id = connections[connection]?.id
        var links = [MissingLink(.membership, connection: id)]
        let link = organizations.link(organization, connection)
        if link?.isEnabled != true {
            links.append(MissingLink(.connection, connection: id))
        } else if link?.assignsMembershipOnLogin != true {
            links.append(MissingLink(.autoMembership, connection: id))
        }
        return links
    }

    private func missingLinks(_ inquiry: Inquiry) -> [MissingLink] {
        let carriers = Set(carriers(of: inquiry))
        let ways = ways(of: inquiry.user, own: { _ in true }, carried: { _, _ in true })
        let links = ways.filter { carriers.contains($0.role) }.compactMap { missingLink(on: $0, inquiry) }
        guard let nearest = links.map(\.kind).min(by: { $0.rank < $1.rank }) else {
            return carriers.compactMap { roles[$0] }.sorted { $0.name.precedes($1.name) }
                .map { MissingLink(.role, role: $0) }
        }
        return links.filter { $0.kind == nearest }.eachOnce()
    }

    /// Nil where more than one is missing.
    private func missingLink(on way: HeldRole, _ inquiry: Inquiry) -> MissingLink? {
        var link = obstacle(on: way, in: inquiry.organization) ?? MissingLink(.condition)
        if way.expires.isOver(at: inquiry.instant) {
            guard link.kind == .condition else { return nil }
            link.kind = .expiry
        }
        link.role = roles[way.role]
        link.assignment = assignment(of: way)
        return link
    }

    /// Why the way does not count in the context, its time aside.
    private func obstacle(on way: HeldRole, in organization: Ordinal<Organization>?) -> MissingLink? {
        guard let group = way.groups.last else {
            return countsDirectly(way.scope, in: organization) ? nil : MissingLink(.scope)
        }
        if way.scope == .tenant { return countsTenantRolesOfGroups(in: organization) ? nil : MissingLink(.scope) }
        guard let organization, way.scope == .organization(organization) else { return MissingLink(.scope) }
        guard let connection = connection(of: group), !carriesRoles(connection, in: organization) else { return nil }
        let isEnabled = organizations.link(organization, connection)?.isEnabled == true
        return MissingLink(isEnabled ? .autoMembership : .connection, connection: connections[connection]?.id)
    }
}

extension MissingLink.Kind {
    fileprivate var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

extension [MissingLink] {
    /// In the order in which they come.
    fileprivate func eachOnce() -> [MissingLink] {
        var seen = Set<MissingLink>()
        return filter { seen.insert($0).inserted }
    }
}
