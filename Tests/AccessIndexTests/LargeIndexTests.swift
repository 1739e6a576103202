import AccessIndex
import AccessModel
import Testing

/// What random histories are too small to reach: many pages, many groups of one user.
@Suite struct LargeIndexTests {
    private static let connection = Connection(id: Connection.ID("con_1"), name: "okta", strategy: .okta, origin: .api)
    private static let role = Role(
        id: Role.ID("rol_1"),
        name: "reader",
        entitlements: [Entitlement(resourceType: "document", action: "read")],
        origin: .api
    )

    @Test func `each of three thousand users is found by both ids, and none of the deleted`() {
        let changes =
            [Change.putConnection(Self.connection), .putRole(Self.role)]
            + (0..<3_000).flatMap { [.putUser(user($0)), .addAssignment(assignment(.user(user($0).id)))] }
        var snapshot = snapshot(changes)
        for number in 0..<3_000 { #expect(snapshot.decide(byBothIDs(number)).allSatisfy { $0.isPermit }) }
        let deletions = (0..<3_000).filter { $0 % 3 != 0 }.map { Change.deleteUser(user($0).id) }
        snapshot = snapshot.applying([ChangeSet(revision: snapshot.revision.next, changes: deletions)])
        for number in 0..<3_000 {
            let expected: Decision = number % 3 == 0 ? .permit(role: Self.role.id) : .deny(.unknownSubject)
            #expect(snapshot.decide(byBothIDs(number)) == [expected, expected])
        }
        #expect(snapshot.counts.users == 1_000)
        #expect(snapshot.counts.assignments == 1_000)
    }

    @Test func `the only group of two hundred that grants is found wherever it stands`() {
        let groups = (0..<200).map {
            Group(id: Group.ID("grp_\($0)"), connection: Self.connection.id, name: "group \($0)")
        }
        let members = groups.map { Change.addMembers($0.id, [.user(user(7).id)]) }
        let base: [Change] = [.putConnection(Self.connection), .putRole(Self.role), .putUser(user(7))]
        let empty = snapshot(base + groups.map { Change.putGroup($0) } + members)
        #expect(empty.decide(byBothIDs(7)) == [.deny(.notGranted), .deny(.notGranted)])
        for group in groups {
            let change = Change.addAssignment(assignment(.groups(.id(group.id))))
            let granting = empty.applying([ChangeSet(revision: empty.revision.next, changes: [change])])
            #expect(granting.decide(byBothIDs(7)).allSatisfy { $0.isPermit }, "\(group.id)")
        }
    }

    private func snapshot(_ changes: [Change]) -> IndexSnapshot {
        var builder = IndexBuilder()
        for change in changes { builder.apply(change) }
        return builder.snapshot(at: Revision(epoch: Revision.Epoch("0123456789abcdef"), number: 1))
    }

    private func user(_ number: Int) -> User {
        User(
            id: User.ID("okta|okta|person-\(number)"),
            connection: Self.connection.id,
            providerUserID: number % 2 == 0 ? "person-\(number)" : "renamed-\(number)",
            isActive: true
        )
    }

    private func assignment(_ holder: RoleAssignment.Holder) -> RoleAssignment {
        RoleAssignment(role: Self.role.id, holder: holder, scope: .tenant, origin: .api)
    }

    private func byBothIDs(_ number: Int) -> [DecisionRequest] {
        let user = user(number)
        let subjects: [SubjectReference] = [
            .user(user.id), .providerUser(id: user.providerUserID, connection: Self.connection.name),
        ]
        return subjects.map {
            DecisionRequest(subject: $0, action: "read", resource: Resource(type: "document", id: "1"))
        }
    }
}

extension IndexSnapshot {
    fileprivate func decide(_ requests: [DecisionRequest]) -> [Decision] {
        requests.map { decide($0, at: Timestamp(seconds: 0)) }
    }
}
