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
