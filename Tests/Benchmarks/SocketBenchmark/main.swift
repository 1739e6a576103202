// Serves the decision socket over a small directory, for measuring it against `echo.c` with `roundtrip.c`:
//
//     SocketBenchmark SOCKET
//
// The directory is small on purpose: what is measured is the socket. Runs until it is killed; the next run takes the socket over.

import AccessIndex
import AccessModel
import DecisionSocket
import Foundation
import Logging
import TokenSigning

func now() -> Timestamp {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(nanoseconds: Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec))
}

func makeSnapshot() -> IndexSnapshot {
    let connection = Connection(id: .derived(from: "acme"), name: "acme", strategy: .okta, origin: .api)
    let organization = Organization(id: .derived(from: "acme"), name: "acme", origin: .api)
    let group = Group(id: .derived(from: "billing"), connection: connection.id, name: "Billing", origin: .scim)
    let role = Role(
        id: .derived(from: "accountant"),
        name: "accountant",
        entitlements: [
            Entitlement(resourceType: "api", resourceID: "https://billing.example.com", action: "read:invoices")
        ],
        origin: .api
    )
    let api = API(
        identifier: "https://billing.example.com",
        name: "Billing",
        permissions: [API.Permission(name: "read:invoices")],
        origin: .api
    )
    var builder = IndexBuilder()
    builder.apply(.putConnection(connection))
    builder.apply(.putOrganization(organization))
    builder.apply(
        .putOrganizationConnection(
            OrganizationConnection(
                organization: organization.id,
                connection: connection.id,
                assignsMembershipOnLogin: true,
                origin: .api
            )
        )
    )
    builder.apply(.putAPI(api))
    builder.apply(.putRole(role))
    builder.apply(.putGroup(group))
    for number in 0..<1_000 {
        let id = "00u\(number)"
        let user = User(
            id: User.ID(connection: connection, providerUserID: id),
            connection: connection.id,
            providerUserID: id,
            isActive: true
        )
        builder.apply(.putUser(user))
        builder.apply(.addMembers(group.id, [.user(user.id)]))
        builder.apply(.addOrganizationMember(OrganizationMember(organization: organization.id, user: user.id)))
    }
    let holder = RoleAssignment.Holder.groups(.id(group.id))
    builder.apply(
        .addAssignment(
            RoleAssignment(role: role.id, holder: holder, scope: .organization(organization.id), origin: .api)
        )
    )
    return builder.snapshot(at: Revision(epoch: Revision.Epoch("0123456789abcdef"), number: 1_000))
}

guard CommandLine.arguments.count == 2 else {
    print("usage: SocketBenchmark SOCKET")
    exit(2)
}
let publisher = SnapshotPublisher(makeSnapshot(), asOf: now())
let server = DecisionServer(
    configuration: SocketConfiguration(
        socketPath: CommandLine.arguments[1],
        peers: .standard(ownUserID: getuid()),
        tokens: TokenSettings(issuer: "https://rollcall.example.com", defaultAudience: "https://app.example.com"),
        freshness: FreshnessLimits(warn: .seconds(86_400), limit: .seconds(86_400))
    ),
    publisher: publisher,
    signer: TokenSigner(KeyRing(active: try SigningKey.generate(.ES256))),
    join: { _ in DecisionServer.Enrolment(revision: publisher.current.revision, isNew: false) },
    now: { now() },
    logger: Logger(label: "benchmark")
)
try await server.run { print("listening") }
