import AccessIndex
import AccessModel
import Testing

/// What a denial says to be missing, made good.
@Suite struct MissingLinkTests {
    @Test(arguments: 0..<400 as Range<UInt64>)
    func `whichever missing link is made good, the denial is another one or none`(seed: UInt64) throws {
        var history = History(seed: seed)
        history.found()
        history.step(changeSets: 2, changesEach: 3)
        var world = history.world
        for _ in 0..<40 {
            let (request, instant) = (world.decisionRequest(), world.instant())
            guard case .deny(let reason) = history.snapshot.decide(request, at: instant) else {
                #expect(history.snapshot.missingLinks(to: request, at: instant).isEmpty)
                continue
            }
            let links = history.snapshot.missingLinks(to: request, at: instant)
            switch reason {
            case .notAMember: #expect(links.first?.kind == .membership)
            case .conditionNotMet: #expect(links.first?.kind == .condition)
            case .notGranted: #expect(links.allSatisfy { $0.kind != .condition && $0.kind == links[0].kind })
            default: #expect(links.isEmpty)
            }
            for link in links where link.kind != .condition {
                guard let changes = history.rows.changes(making: link, for: request) else { continue }
                let set = ChangeSet(revision: history.snapshot.revision.next, changes: changes)
                let decision = history.snapshot.applying([set]).decide(request, at: instant)
                #expect(decision != .deny(reason), "seed \(seed): \(link) for \(request)")
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
        #expect(kinds == [[obstacle], [.membership, obstacle]])
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

extension Rows {
    /// Nil where the link takes more than one change.
    fileprivate func changes(making link: MissingLink, for request: DecisionRequest) -> [Change]? {
        guard let user = user(request.subject) else { return nil }
        let organization = request.organization.flatMap { self.organization($0) }
        switch link.kind {
        case .condition: return nil
        case .expiry: return link.assignment.map { [.addAssignment($0.content)] }
        case .autoMembership, .connection:
            guard let organization, let connection = link.connection, isMember(user, of: organization) else {
                return nil
            }
            return [
                .putOrganizationConnection(
                    OrganizationConnection(
                        organization: organization.id,
                        connection: connection,
                        assignsMembershipOnLogin: true,
                        origin: .api
                    )
                )
            ]
        case .membership:
            return organization.map {
                [.addOrganizationMember(OrganizationMember(organization: $0.id, user: user.id))]
            }
        case .scope, .role:
            guard let role = link.role else { return nil }
            let scope = organization.map { RoleAssignment.Scope.organization($0.id) } ?? .tenant
            let holder = RoleAssignment.Holder.user(user.id)
            return [.addAssignment(RoleAssignment(role: role.id, holder: holder, scope: scope, origin: .api))]
        }
    }
}
