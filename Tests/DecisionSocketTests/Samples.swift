import AccessIndex
import AccessModel
import Synchronization
import TokenSigning

/// A small directory: user `00u1` of connection `acme` is in group `Billing`, which has the role `accountant` in the
/// organization `acme`; `00u2` is in the group and no member; `00u3` is blocked.
enum Samples {
    static let epoch = Revision.Epoch("0123456789abcdef")
    static let revision = Revision(epoch: epoch, number: 7)
    static let connection = Connection(id: .derived(from: "acme"), name: "acme", strategy: .okta, origin: .api)
    static let other = Connection(id: .derived(from: "other"), name: "other", strategy: .waad, origin: .api)
    static let organization = Organization(
        id: .derived(from: "acme"),
        name: "acme",
        displayName: "Acme \"Inc\"",
        origin: .api
    )
    static let closedOrganization = Organization(id: .derived(from: "closed"), name: "closed", origin: .api)
    static let group = Group(id: .derived(from: "billing"), connection: connection.id, name: "Billing", origin: .scim)
    static let audience = "https://billing.example.com"
    static let role = Role(
        id: .derived(from: "accountant"),
        name: "accountant",
        entitlements: [Entitlement(resourceType: "api", resourceID: audience, action: "read:invoices")],
        origin: .api
    )
    /// A role that nobody has.
    static let auditor = Role(id: .derived(from: "auditor"), name: "auditor", origin: .api)
    static let api = API(
        identifier: audience,
        name: "Billing",
        permissions: [API.Permission(name: "read:invoices")],
        origin: .api
    )

    static func user(_ providerID: String, isActive: Bool = true) -> User {
        User(
            id: User.ID(connection: connection, providerUserID: providerID),
            connection: connection.id,
            providerUserID: providerID,
            isActive: isActive
        )
    }

    static let member = OrganizationMember(organization: organization.id, user: user("00u1").id)
    static let joiner = OrganizationMember(organization: organization.id, user: user("00u2").id)

    static var changes: [Change] {
        let link = OrganizationConnection(
            organization: organization.id,
            connection: connection.id,
            assignsMembershipOnLogin: true,
            origin: .api
        )
        let assignment = RoleAssignment(
            role: role.id,
            holder: .groups(.id(group.id)),
            scope: .organization(organization.id),
            origin: .policy(file: "acme.yaml")
        )
        return [
            .putConnection(connection), .putConnection(other), .putOrganization(organization),
            .putOrganization(closedOrganization), .putOrganizationConnection(link), .putAPI(api), .putRole(role),
            .putRole(auditor),
            .putGroup(group), .putUser(user("00u1")), .putUser(user("00u2")), .putUser(user("00u3", isActive: false)),
            .addMembers(group.id, [.user(user("00u1").id), .user(user("00u2").id), .user(user("00u3").id)]),
            .addOrganizationMember(member), .addAssignment(assignment),
        ]
    }

    static func snapshot() -> IndexSnapshot {
        var builder = IndexBuilder()
        for change in changes { builder.apply(change) }
        return builder.snapshot(at: revision)
    }

    static func question(
        user: String = "okta|acme|00u1",
        action: String = "read:invoices",
        organization: String = "acme"
    ) -> [UInt8] {
        Array(
            """
            {"subject":{"type":"user","id":"\(user)"},"action":{"name":"\(action)"},\
            "resource":{"type":"api","id":"\(audience)"},"context":{"organization":"\(organization)"}}
            """.utf8
        )
    }
}

/// A clock that stands until it is moved.
final class ManualClock: Sendable {
    private let instant = Mutex(Timestamp(seconds: 1_790_000_000))

    var now: Timestamp { instant.withLock { $0 } }

    func advance(by duration: Duration) { instant.withLock { $0 = $0 + duration } }
}
