import AccessIndex
import AccessModel
import Testing

/// What a denied request lacks.
@Suite struct NearestRoleTests {
    private static let connection = Connection(id: .derived(from: "acme"), name: "acme", strategy: .okta, origin: .api)
    private static let user = User(
        id: User.ID(connection: connection, providerUserID: "00u1"),
        connection: connection.id,
        providerUserID: "00u1",
        isActive: true
    )

    private static func role(_ name: String, inherits: [Role.ID] = [], _ entitlements: Entitlement...) -> Role {
        Role(id: .derived(from: name), name: name, inherits: inherits, entitlements: entitlements, origin: .api)
    }

    /// One user who has the roles, in an index that knows them all.
    private func nearest(having held: [Role], of roles: [Role], resource: String = "q3") -> [String] {
        var builder = IndexBuilder()
        for change in [.putConnection(Self.connection), .putUser(Self.user)] + roles.map(Change.putRole) {
            builder.apply(change)
        }
        for role in held {
            let holder = RoleAssignment.Holder.user(Self.user.id)
            builder.apply(
                .addAssignment(RoleAssignment(role: role.id, holder: holder, scope: .tenant, origin: .api))
            )
        }
        let snapshot = builder.snapshot(at: Revision(epoch: Revision.Epoch("0123456789abcdef"), number: 1))
        let request = DecisionRequest(
            subject: .user(Self.user.id),
            action: "view",
            resource: Resource(type: "report", id: resource)
        )
        #expect(!snapshot.decide(request, at: Self.instant).isPermit)
        return snapshot.nearestRoles(to: request, at: Self.instant).map(\.name)
    }

    private static let instant = Timestamp(seconds: 0)
    private static let view = Entitlement(resourceType: "report", action: "view")
    private static let viewOther = Entitlement(resourceType: "report", resourceID: "q4", action: "view")
    private static let viewOwn = Entitlement(
        resourceType: "report",
        action: "view",
        when: [
            Condition(property: PropertyPath(.resource, "owner"), test: .equals(.string("maria")))
        ]
    )

    @Test func `a user without the permission lacks any of the roles that carry it, by name`() {
        let reader = Self.role("reader", Self.view)
        let author = Self.role("author", inherits: [reader.id])
        let other = Self.role("other", Self.viewOther)
        #expect(nearest(having: [], of: [reader, author, other]) == ["author", "reader"])
        #expect(nearest(having: [other], of: [reader, author, other]) == ["author", "reader"])
    }

    @Test func `a user whose role has conditions lacks what they demand`() {
        let reader = Self.role("reader", Self.view)
        let owner = Self.role("owner", Self.viewOwn)
        #expect(nearest(having: [owner], of: [reader, owner]) == ["owner"])
    }

    @Test func `a permission that no role carries lacks a role`() {
        let other = Self.role("other", Self.viewOther)
        #expect(nearest(having: [], of: [other]) == [])
    }
}
