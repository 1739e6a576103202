import AccessModel

extension Directory {
    /// What of the nearest kind would make a denied question a permitted one; empty where no single link would.
    func missingLinks(to request: DecisionRequest, at instant: Timestamp) -> [MissingLink] {
        if decide(request, at: instant).isPermit { return [] }
        switch inquiry(request, at: instant) {
        case .open(let inquiry): return missingLinks(inquiry, Question(inquiry, request))
        case .denied(.notAMember, let user?):
            let organization = request.organization.flatMap { organizations.entities.ordinal(idOrName: $0) }
            return organization.map { missingLinks(between: user, and: $0, request, at: instant) } ?? []
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

    /// The membership, and what alone keeps a login from making it: of both what is found to do, as if it were so.
    private func missingLinks(
        between user: Ordinal<User>,
        and organization: Ordinal<Organization>,
        _ request: DecisionRequest,
        at instant: Timestamp
    ) -> [MissingLink] {
        guard let connection = users.connection(of: user) else { return [] }
        var supposed = self
        supposed.users.add(user, to: organization)
        var links: [MissingLink] = []
        if supposed.decide(request, at: instant).isPermit {
            links.append(MissingLink(.membership, connection: connections[connection]?.id))
        }
        let obstacles = obstacles(of: connection, in: organization, needingAutoMembership: true)
        guard obstacles.count == 1 else { return links }
        let open = OrganizationLink(connection: connection, isEnabled: true, assignsMembershipOnLogin: true)
        supposed.organizations.put(open, of: organization)
        return supposed.decide(request, at: instant).isPermit ? links + obstacles : links
    }

    private func missingLinks(_ inquiry: Inquiry, _ question: Question) -> [MissingLink] {
        let carriers = Set(carriers(of: inquiry))
        // Those whose conditions hold.
        let able = carriers.filter { isHeld(inquiry.permission, by: $0, question) }
        let ways = ways(of: inquiry.user, own: { _ in true }, carried: { _, _ in true })
        let links = ways.filter { carriers.contains($0.role) }.compactMap { way in
            missingLink(on: way, isMet: able.contains(way.role), inquiry)
        }
        guard let nearest = links.map(\.kind).min(by: { $0.rank < $1.rank }) else {
            return able.compactMap { roles[$0] }.sorted { $0.name.precedes($1.name) }
                .map { MissingLink(.role, role: $0) }
        }
        return links.filter { $0.kind == nearest }.eachOnce()
    }

    /// Nil where more than one is missing.
    private func missingLink(on way: HeldRole, isMet: Bool, _ inquiry: Inquiry) -> MissingLink? {
        var missing = obstacles(on: way, in: inquiry.organization)
        if way.expires.isOver(at: inquiry.instant) { missing.append(MissingLink(.expiry)) }
        if !isMet { missing.append(MissingLink(.condition)) }
        guard missing.count == 1, var link = missing.first else { return nil }
        link.role = roles[way.role]
        link.assignment = assignment(of: way)
        return link
    }

    /// Why the way does not count in the context, its time and the role's conditions aside.
    private func obstacles(on way: HeldRole, in organization: Ordinal<Organization>?) -> [MissingLink] {
        guard let group = way.groups.last else {
            return countsDirectly(way.scope, in: organization) ? [] : [MissingLink(.scope)]
        }
        if way.scope == .tenant { return countsTenantRolesOfGroups(in: organization) ? [] : [MissingLink(.scope)] }
        guard let organization, way.scope == .organization(organization) else { return [MissingLink(.scope)] }
        guard let connection = connection(of: group) else { return [] }
        let needs = !settings.membersInheritWithoutAutoMembership
        return obstacles(of: connection, in: organization, needingAutoMembership: needs)
    }

    /// What keeps the connection from serving the organization. Where it was never enabled that is one: whoever enables
    /// it says whether logins make members.
    private func obstacles(
        of connection: Ordinal<Connection>,
        in organization: Ordinal<Organization>,
        needingAutoMembership: Bool
    ) -> [MissingLink] {
        let id = connections[connection]?.id
        guard let link = organizations.link(organization, connection) else {
            return [MissingLink(.connection, connection: id)]
        }
        var obstacles: [MissingLink] = []
        if !link.isEnabled { obstacles.append(MissingLink(.connection, connection: id)) }
        if needingAutoMembership, !link.assignsMembershipOnLogin {
            obstacles.append(MissingLink(.autoMembership, connection: id))
        }
        return obstacles
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
