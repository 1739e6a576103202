import AccessIndex
import AccessModel
import Testing

/// What a denial says to be missing, made good.
@Suite struct MissingLinkTests {
    @Test(arguments: 0..<400 as Range<UInt64>)
    func `whichever missing link is made good, the question is permitted`(seed: UInt64) throws {
        var history = History(seed: seed)
        history.found()
        history.step(changeSets: 2, changesEach: 3)
        var world = history.world
        for _ in 0..<40 {
            let (request, instant) = (world.decisionRequest(), world.instant())
            let links = history.snapshot.missingLinks(to: request, at: instant)
            guard case .deny(let reason) = history.snapshot.decide(request, at: instant) else {
                #expect(links.isEmpty)
                continue
            }
            switch reason {
            case .notAMember:
                #expect(links.allSatisfy { [.membership, .autoMembership, .connection].contains($0.kind) })
            case .conditionNotMet: #expect(!links.isEmpty && links.allSatisfy { $0.kind == .condition })
            case .notGranted: #expect(links.allSatisfy { $0.kind != .condition && $0.kind == links[0].kind })
            default: #expect(links.isEmpty)
            }
            for link in links where link.kind != .condition {
                let changes = try #require(history.rows.changes(making: link, for: request))
                let isPermitted = history.isPermitted(request, at: instant, after: changes)
                #expect(isPermitted, "seed \(seed): \(link) for \(request)")
            }
        }
    }

    @Test(arguments: 0..<400 as Range<UInt64>)
    func `where no link is missing, neither a role nor the membership would do`(seed: UInt64) throws {
        var history = History(seed: seed)
        history.found()
        history.step(changeSets: 2, changesEach: 3)
        var world = history.world
        for _ in 0..<40 {
            let (request, instant) = (world.decisionRequest(), world.instant())
            guard case .deny(let reason) = history.snapshot.decide(request, at: instant),
                history.snapshot.missingLinks(to: request, at: instant).isEmpty
            else { continue }
            let links: [MissingLink] =
                switch reason {
                case .notAMember: [MissingLink(.membership)]
                case .notGranted: history.rows.rolesToAssign(for: request).map { MissingLink(.role, role: $0) }
                default: []
                }
            for link in links {
                let changes = try #require(history.rows.changes(making: link, for: request))
                let isPermitted = history.isPermitted(request, at: instant, after: changes)
                #expect(!isPermitted, "seed \(seed): \(link) for \(request)")
            }
        }
    }

    /// Nil is a connection that the organization does not have at all.
    @Test(arguments: [true, false, nil] as [Bool?])
    func `a connection that lets nobody in is told from one without Auto-Membership`(isEnabled: Bool?) {
        let connection = Connection(id: Connection.ID("con_1"), name: "okta", strategy: .okta, origin: .api)
        let organization = Organization(id: Organization.ID("org_1"), name: "acme", origin: .api)
        let group = Group(id: Group.ID("grp_1"), connection: connection.id, name: "all")
        let users = ["member", "stranger"].map { name in
            User(id: User.ID(name), connection: connection.id, providerUserID: name, isActive: true)
        }
        let entitlement = Entitlement(resourceType: "api", resourceID: "https://a", action: "read")
        let role = Role(id: Role.ID("rol_1"), name: "reader", entitlements: [entitlement], origin: .api)
        let assignment = RoleAssignment(
            role: role.id,
            holder: .groups(.id(group.id)),
            scope: .organization(organization.id),
            origin: .api
        )
        var changes = [.putConnection(connection), .putOrganization(organization), .putGroup(group)] as [Change]
        changes += users.map(Change.putUser)
        changes += [.addMembers(group.id, users.map { .user($0.id) }), .putRole(role), .addAssignment(assignment)]
        changes += [.addOrganizationMember(OrganizationMember(organization: organization.id, user: users[0].id))]
        if let isEnabled {
            let link = OrganizationConnection(
                organization: organization.id,
                connection: connection.id,
                isEnabled: isEnabled,
                assignsMembershipOnLogin: !isEnabled,
                origin: .api
            )
            changes.append(.putOrganizationConnection(link))
        }
        var builder = IndexBuilder()
        for change in changes { builder.apply(change) }
        let snapshot = builder.snapshot(at: Revision(epoch: Revision.Epoch("0123456789abcdef"), number: 1))
        let kinds = users.map { user in
            let request = DecisionRequest(
                subject: .user(user.id),
                action: "read",
                resource: Resource(type: "api", id: "https://a"),
                organization: "acme"
            )
            return snapshot.missingLinks(to: request, at: Timestamp(seconds: 0)).map(\.kind)
        }
        let obstacle: MissingLink.Kind = isEnabled == true ? .autoMembership : .connection
        // The membership alone would not do: the group's role needs the obstacle gone, and with that a login makes both.
        #expect(kinds == [[obstacle], [obstacle]])
    }

    @Test func `random denials lack every kind of link`() {
        var kinds: Set<MissingLink.Kind> = []
        for seed in 0..<400 as Range<UInt64> {
            var history = History(seed: seed)
            history.found()
            var world = history.world
            for _ in 0..<40 {
                let (request, instant) = (world.decisionRequest(), world.instant())
                kinds.formUnion(history.snapshot.missingLinks(to: request, at: instant).map(\.kind))
            }
        }
        #expect(kinds == Set(MissingLink.Kind.allCases))
    }
}

extension History {
    fileprivate func isPermitted(_ request: DecisionRequest, at instant: Timestamp, after changes: [Change]) -> Bool {
        let set = ChangeSet(revision: snapshot.revision.next, changes: changes)
        return snapshot.applying([set]).decide(request, at: instant).isPermit
    }
}

extension Rows {
    fileprivate func rolesToAssign(for request: DecisionRequest) -> [Role] {
        let organization = request.organization.flatMap { self.organization($0) }
        let scope = organization.map { RoleAssignment.Scope.organization($0.id) } ?? .tenant
        return roles.values.filter { $0.isAssignable(in: scope) }
    }

    /// Nil where the link cannot be made by changes to one record.
    fileprivate func changes(making link: MissingLink, for request: DecisionRequest) -> [Change]? {
        guard let user = user(request.subject) else { return nil }
        let organization = request.organization.flatMap { self.organization($0) }
        let membership = organization.map {
            Change.addOrganizationMember(OrganizationMember(organization: $0.id, user: user.id))
        }
        switch link.kind {
        case .condition: return nil
        case .expiry: return link.assignment.map { [.addAssignment($0.content)] }
        case .autoMembership, .connection:
            guard let organization, let membership, let connection = link.connection else { return nil }
            var record =
                self.link(organization.id, connection)
                ?? OrganizationConnection(
                    organization: organization.id,
                    connection: connection,
                    isEnabled: false,
                    assignsMembershipOnLogin: true,
                    origin: .api
                )
            if link.kind == .autoMembership { record.assignsMembershipOnLogin = true } else { record.isEnabled = true }
            // With what a login makes of it.
            return [.putOrganizationConnection(record), membership]
        case .membership: return membership.map { [$0] }
        case .scope, .role:
            guard let role = link.role else { return nil }
            let scope = organization.map { RoleAssignment.Scope.organization($0.id) } ?? .tenant
            let holder = RoleAssignment.Holder.user(user.id)
            return [.addAssignment(RoleAssignment(role: role.id, holder: holder, scope: scope, origin: .api))]
        }
    }
}
