import AccessIndex
import AccessModel
import CAllocationCount
import Testing

/// What a change may not cost: work for records that it does not touch. Counted in allocations on this thread, of which
/// every record that is decoded takes several.
@Suite struct UpdateCostTests {
    private static let connection = Connection(id: Connection.ID("con_1"), name: "okta", strategy: .okta, origin: .api)
    private static let users = (0..<1_000).map { number in
        User(
            id: User.ID("okta|okta|person-number-\(number)"),
            connection: connection.id,
            providerUserID: "person-number-\(number)",
            isActive: true
        )
    }
    private static let groups = ["kept", "gone", "other"].map {
        Group(id: Group.ID("grp_\($0)"), connection: connection.id, name: $0)
    }
    private static let organizations = ["kept", "gone"].map {
        Organization(id: Organization.ID("org_\($0)"), name: $0, origin: .api)
    }
    private static let roles = (0..<200).map { role("role-number-\($0)") }

    private static func role(_ name: String, description: String = "", action: String = "read") -> Role {
        Role(
            id: Role.ID("rol_\(name)"),
            name: name,
            description: description,
            entitlements: [Entitlement(resourceType: "document-of-some-kind", resourceID: name, action: action)],
            origin: .api
        )
    }

    /// Every user is in the first group, has the first role, and is in the first organization.
    private static let snapshot: IndexSnapshot = {
        let records: [Change] =
            [.putConnection(connection)] + users.map(Change.putUser) + groups.map(Change.putGroup)
            + organizations.map(Change.putOrganization) + roles.map(Change.putRole)
        let access = users.flatMap { user -> [Change] in
            [
                .addMembers(groups[0].id, [.user(user.id)]),
                .addOrganizationMember(OrganizationMember(organization: organizations[0].id, user: user.id)),
                .addAssignment(
                    RoleAssignment(role: roles[0].id, holder: .user(user.id), scope: .tenant, origin: .api)
                ),
            ]
        }
        var builder = IndexBuilder()
        for change in records + access { builder.apply(change) }
        return builder.snapshot(at: Revision(epoch: Revision.Epoch("0123456789abcdef"), number: 1))
    }()

    private func cost(of changes: [Change], on snapshot: IndexSnapshot = snapshot) -> (Int, after: IndexSnapshot) {
        let set = ChangeSet(revision: snapshot.revision.next, changes: changes)
        let before = allocation_count()
        let after = snapshot.applying([set])
        return (Int(allocation_count() - before), after)
    }

    @Test func `a membership costs the same once a group was deleted`() {
        let joins = Self.users.map { Change.addMembers(Self.groups[2].id, [.user($0.id)]) }
        let (_, after) = cost(of: [.deleteGroup(Self.groups[1].id)])
        let (usual, _) = cost(of: joins)
        let (cost, joined) = cost(of: joins, on: after)
        #expect(cost < usual + 100, "\(usual)")
        #expect(joined.counts.memberships == 2_000)
    }

    @Test func `whoever was in a deleted group is rid of it with the next membership`() {
        let user = Change.addMembers(Self.groups[1].id, [.user(Self.users[0].id)])
        let (_, member) = cost(of: [user])
        let (_, former) = cost(of: [.deleteGroup(Self.groups[1].id)], on: member)
        let (_, joined) = cost(of: [.addMembers(Self.groups[2].id, [.user(Self.users[0].id)])], on: former)
        #expect(joined.counts.memberships == 1_001)
        let (_, left) = cost(of: [.deleteUser(Self.users[0].id)], on: joined)
        #expect(left.counts.memberships == 999)
    }

    @Test func `a role or an organization that ends costs nothing for those who have others`() {
        let (role, without) = cost(of: [.deleteRole(Self.roles[1].id)])
        let (both, alone) = cost(of: [.deleteRole(Self.roles[1].id), .deleteOrganization(Self.organizations[1].id)])
        #expect(both - role < 100)
        let (kept, rid) = cost(of: [.deleteOrganization(Self.organizations[1].id)])
        #expect(kept < 1_000)
        #expect([without, alone, rid].map(\.counts.assignments) == [1_000, 1_000, 1_000])
        let (_, none) = cost(of: [.deleteRole(Self.roles[0].id)])
        #expect(none.counts.assignments == 0)
    }

    @Test func `another description of a role costs nothing for the other roles`() {
        let (cost, after) = cost(of: [.putRole(Self.role("role-number-7", description: "Reads."))])
        #expect(cost < 100)
        let request = DecisionRequest(
            subject: .user(Self.users[0].id),
            action: "write",
            resource: Resource(type: "document-of-some-kind", id: "role-number-0")
        )
        #expect(after.decide(request, at: Timestamp(seconds: 0)) == .deny(.unknownPermission))
        let (_, writing) = self.cost(of: [.putRole(Self.role("role-number-0", action: "write"))], on: after)
        #expect(writing.decide(request, at: Timestamp(seconds: 0)).isPermit)
    }
}
