import AccessIndex
import AccessModel
import Testing

/// What a preview says against asking for everybody, before and after.
@Suite struct AccessEffectTests {
    @Test(arguments: 0..<600 as Range<UInt64>)
    func `a preview finds each role that anybody gains or loses, and no other`(seed: UInt64) {
        var history = History(seed: seed)
        history.found()
        history.step(changeSets: 2, changesEach: 2)
        var world = history.world
        let before = history.rows
        let count = 1 + world.roll(3)
        var after = before
        let changes = after.commit((0..<count).map { _ in world.change() })
        // A name like an id, which the store refuses, would stand in for an organization that ends.
        if [before, after].flatMap({ $0.organizations.values }).contains(where: { $0.name == "org_2" }) { return }
        let instant = world.instant()
        let effects = history.snapshot.effects(of: changes, at: instant)
        let found = Set(
            effects.findings.flatMap { finding in
                finding.users.map { Differing(user: $0, place: finding.organization?.id, effect: finding.effect) }
            }.filter(\.isOfRoleOrLogin)
        )
        let expected = Differing.all(before.counting(at: instant), after.counting(at: instant))
        #expect(found == expected, "seed \(seed): \(changes)")
        for finding in effects.findings { #expect(finding.count == finding.users.count) }
    }

    @Test func `a finding counts everybody and names the first`() {
        let connection = Connection(id: Connection.ID("con_1"), name: "okta", strategy: .okta, origin: .api)
        let group = Group(id: Group.ID("grp_1"), connection: connection.id, name: "all")
        let role = Role(id: Role.ID("rol_1"), name: "reader", origin: .api)
        let users = (0..<50).map { number in
            User(
                id: User.ID("okta|okta|\(number)"),
                connection: connection.id,
                providerUserID: "\(number)",
                isActive: number != 3
            )
        }
        var builder = IndexBuilder()
        let base: [Change] = [.putConnection(connection), .putGroup(group), .putRole(role)]
        for change in base + users.map(Change.putUser) { builder.apply(change) }
        builder.apply(.addMembers(group.id, users.prefix(10).map { .user($0.id) }))
        let snapshot = builder.snapshot(at: Revision(epoch: Revision.Epoch("0123456789abcdef"), number: 1))
        let assignment = RoleAssignment(
            role: role.id,
            holder: .groups(.id(group.id)),
            scope: .tenant,
            origin: .api,
            expires: Timestamp(seconds: 10)
        )
        let change = [Change.addAssignment(assignment)]
        let effects = snapshot.effects(of: change, at: Timestamp(seconds: 9), naming: 2)
        let gain = AccessEffect(direction: .gain, matter: .role(role.id, name: "reader", .tenant))
        #expect(effects.findings.map(\.effect) == [gain])
        #expect(effects.findings.first?.count == 9, "one of them is not active")
        #expect(effects.findings.first?.users == [users[0].id, users[1].id])
        #expect((effects.gaining, effects.losing) == (9, 0))
        #expect(snapshot.effects(of: change, at: Timestamp(seconds: 10)).findings.isEmpty)
    }

    @Test func `a permission given directly is gained in the tenant, unless a role gives it anyhow`() {
        let connection = Connection(id: Connection.ID("con_1"), name: "okta", strategy: .okta, origin: .api)
        let user = User(id: User.ID("u"), connection: connection.id, providerUserID: "u", isActive: true)
        let entitlement = Entitlement(resourceType: "api", resourceID: "https://a", action: "read")
        let role = Role(id: Role.ID("rol_1"), name: "reader", entitlements: [entitlement], origin: .api)
        let api = API(identifier: "https://a", name: "A", permissions: [.init(name: "read")], origin: .api)
        let place = Organization(id: Organization.ID("org_1"), name: "acme", origin: .api)
        let link = OrganizationConnection(
            organization: place.id,
            connection: connection.id,
            assignsMembershipOnLogin: true,
            origin: .api
        )
        var builder = IndexBuilder()
        for change in [
            .putConnection(connection), .putUser(user), .putAPI(api), .putRole(role), .putOrganization(place),
            .putOrganizationConnection(link),
        ] as [Change] {
            builder.apply(change)
        }
        let snapshot = builder.snapshot(at: Revision(epoch: Revision.Epoch("0123456789abcdef"), number: 1))
        let direct = Change.addPermissionAssignment(
            PermissionAssignment(user: user.id, api: "https://a", permission: "read", origin: .api)
        )
        let now = Timestamp(seconds: 0)
        let gain = AccessEffect(direction: .gain, matter: .permission(entitlement, roles: []))
        let findings = snapshot.effects(of: [direct], at: now).findings
        #expect(findings.map(\.effect) == [gain])
        #expect(findings.map(\.organization) == [nil])
        let assignment = RoleAssignment(role: role.id, holder: .user(user.id), scope: .tenant, origin: .api)
        let set = ChangeSet(revision: snapshot.revision.next, changes: [.addAssignment(assignment)])
        #expect(snapshot.applying([set]).effects(of: [direct], at: now).findings.isEmpty)
    }
}

/// One effect on one user in one place.
private struct Differing: Hashable {
    var user: User.ID
    var place: Organization.ID?
    var effect: AccessEffect

    var isOfRoleOrLogin: Bool {
        switch effect.matter {
        case .role, .login: true
        case .permission, .lookup: false
        }
    }

    /// Asks for every user in every place.
    static func all(_ before: Rows, _ after: Rows) -> Set<Differing> {
        let users = Set(before.users.keys).union(after.users.keys)
        let places = [nil] + Set(before.organizations.keys).union(after.organizations.keys).map(Optional.some)
        return Set(
            users.flatMap { user in
                places.flatMap { place -> [Differing] in
                    let (old, new) = (before.standing(of: user, in: place), after.standing(of: user, in: place))
                    let losses = old.lacking(new, as: .loss)
                    let gains = new.lacking(old, as: .gain)
                    return (losses + gains).map { Differing(user: user, place: place, effect: $0) }
                }
            }
        )
    }
}

private struct RawStanding {
    var refusal: LoginRefusal?
    var tenant: Set<NamedRole>
    var organization: Set<NamedRole>

    struct NamedRole: Hashable {
        var id: Role.ID
        var name: String

        init(_ role: EffectiveRole) { (id, name) = (role.id, role.name) }
    }

    func lacking(_ other: RawStanding, as direction: AccessEffect.Direction) -> [AccessEffect] {
        var matters: [AccessEffect.Matter] = []
        if refusal == nil, let refusal = other.refusal { matters.append(.login(refusal)) }
        matters += tenant.subtracting(other.tenant).map { .role($0.id, name: $0.name, .tenant) }
        matters += organization.subtracting(other.organization).map { .role($0.id, name: $0.name, .organization) }
        return matters.map { AccessEffect(direction: direction, matter: $0) }
    }
}

extension Rows {
    fileprivate func standing(of user: User.ID, in place: Organization.ID?) -> RawStanding {
        var rows = self
        var refusal: LoginRefusal?
        switch login(LoginRequest(subject: .user(user), organization: place?.rawValue)) {
        case .permit: break
        case .join(let member): rows.organizationMembers.insert(member)
        case .refuse(let reason): refusal = reason
        }
        guard case .roles(let held) = rows.effectiveRoles(of: .user(user), organization: place?.rawValue) else {
            return RawStanding(refusal: refusal, tenant: [], organization: [])
        }
        return RawStanding(
            refusal: refusal,
            tenant: Set(held.tenantRoles.map(RawStanding.NamedRole.init)),
            organization: Set(held.organizationRoles.map(RawStanding.NamedRole.init))
        )
    }
}
