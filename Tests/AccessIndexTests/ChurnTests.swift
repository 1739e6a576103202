import AccessIndex
import AccessModel
import Testing

/// What ended leaves nothing behind: neither in answers nor in memory.
@Suite struct ChurnTests {
    @Test func `users who are made and deleted leave no memory behind`() {
        var churn = Churn(seed: 1)
        let before = churn.snapshot.counts.bytes
        churn.apply((0..<8_000).map { .putUser(churn.user($0)) })
        churn.apply((0..<8_000).map { .deleteUser(churn.user($0).id) })
        #expect(churn.snapshot.counts.users == 0)
        #expect(churn.snapshot.counts.bytes < before + 32_768)
    }

    @Test func `users who come after others take their places`() {
        var churn = Churn(seed: 1)
        churn.apply((0..<100).map { .putUser(churn.user($0)) })
        let before = churn.snapshot.counts.bytes
        for round in 0..<80 {
            churn.apply((0..<100).map { .deleteUser(churn.user(100 * round + $0).id) })
            churn.apply((0..<100).map { .putUser(churn.user(100 * (round + 1) + $0)) })
        }
        #expect(churn.snapshot.counts.users == 100)
        #expect(churn.snapshot.counts.bytes < before + 16_384)
    }

    @Test(arguments: 0..<12 as Range<UInt64>)
    func `after random churn the index answers as one built anew, and is not much larger`(seed: UInt64) {
        var churn = Churn(seed: seed)
        for _ in 0..<400 { churn.step() }
        let anew = churn.builtAnew()
        churn.compare(with: anew)
        #expect(churn.snapshot.counts.bytes <= 3 * anew.counts.bytes + 65_536)
    }
}

/// Users, groups, organizations, roles and what they have of each other, of which all end and others begin.
private struct Churn {
    private(set) var snapshot: IndexSnapshot
    private var generator: SplitMix64
    private var made = 0
    private var users: Set<Int> = []
    private var groups: Set<Int> = []
    private var organizations: Set<Int> = []
    private var roles: Set<Int> = []
    private var members: Set<Pair> = []
    private var nested: Set<Pair> = []
    private var organizationMembers: Set<Pair> = []
    /// A role of a user, or of a group.
    private var userRoles: Set<Pair> = []
    private var groupRoles: Set<Pair> = []

    private struct Pair: Hashable {
        var left: Int
        var right: Int
    }

    private static let connection = Connection(id: Connection.ID("con_1"), name: "okta", strategy: .okta, origin: .api)

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
        let beginning = Revision(epoch: Revision.Epoch("0123456789abcdef"), number: 1)
        snapshot = IndexBuilder().snapshot(at: beginning)
        apply([.putConnection(Self.connection)])
    }

    mutating func apply(_ changes: [Change]) {
        snapshot = snapshot.applying([ChangeSet(revision: snapshot.revision.next, changes: changes)])
    }

    func user(_ number: Int) -> User {
        User(
            id: User.ID("okta|okta|person-number-\(number)"),
            connection: Self.connection.id,
            providerUserID: "person-number-\(number)",
            isActive: true
        )
    }

    private func group(_ number: Int) -> Group {
        Group(id: Group.ID("grp_\(number)"), connection: Self.connection.id, name: "group-\(number)")
    }

    private func organization(_ number: Int) -> Organization {
        Organization(id: Organization.ID("org_\(number)"), name: "organization-\(number)", origin: .api)
    }

    private func role(_ number: Int) -> Role {
        let entitlement = Entitlement(resourceType: "document", action: "act-\(number)")
        return Role(id: Role.ID("rol_\(number)"), name: "role-\(number)", entitlements: [entitlement], origin: .api)
    }

    private func assignment(_ pair: Pair, ofGroup: Bool) -> Change {
        let holder: RoleAssignment.Holder =
            ofGroup ? .groups(.id(group(pair.left).id)) : .user(user(pair.left).id)
        return .addAssignment(
            RoleAssignment(role: role(pair.right).id, holder: holder, scope: .tenant, origin: .api)
        )
    }

    // MARK: Changes

    mutating func step() {
        var changes: [Change] = []
        for _ in 0..<10 { changes += change() }
        apply(changes)
    }

    private mutating func change() -> [Change] {
        switch Int.random(in: 0..<20, using: &generator) {
        case 0..<4: begin()
        case 4..<7: end()
        case 7..<12:
            add(\.users, \.groups, to: \.members) { .addMembers($1.group($0.right).id, [.user($1.user($0.left).id)]) }
        case 12..<14:
            add(\.groups, \.groups, to: \.nested) { .addMembers($1.group($0.right).id, [.group($1.group($0.left).id)]) }
        case 14..<16:
            add(\.users, \.organizations, to: \.organizationMembers) {
                .addOrganizationMember(
                    OrganizationMember(organization: $1.organization($0.right).id, user: $1.user($0.left).id)
                )
            }
        case 16..<18: add(\.users, \.roles, to: \.userRoles) { $1.assignment($0, ofGroup: false) }
        default: add(\.groups, \.roles, to: \.groupRoles) { $1.assignment($0, ofGroup: true) }
        }
    }

    private mutating func begin() -> [Change] {
        made += 1
        switch Int.random(in: 0..<8, using: &generator) {
        case 0..<4:
            users.insert(made)
            return [.putUser(user(made))]
        case 4..<6:
            groups.insert(made)
            return [.putGroup(group(made))]
        case 6:
            organizations.insert(made)
            return [.putOrganization(organization(made))]
        default:
            roles.insert(made)
            return [.putRole(role(made))]
        }
    }

    private mutating func end() -> [Change] {
        switch Int.random(in: 0..<8, using: &generator) {
        case 0..<4:
            guard let gone = remove(from: \.users) else { return [] }
            for pairs in [\Self.members, \.organizationMembers, \.userRoles] { forget(gone, \.left, pairs) }
            return [.deleteUser(user(gone).id)]
        case 4..<6:
            guard let gone = remove(from: \.groups) else { return [] }
            for pairs in [\Self.nested, \.groupRoles] { forget(gone, \.left, pairs) }
            for pairs in [\Self.nested, \.members] { forget(gone, \.right, pairs) }
            return [.deleteGroup(group(gone).id)]
        case 6:
            guard let gone = remove(from: \.organizations) else { return [] }
            forget(gone, \.right, \.organizationMembers)
            return [.deleteOrganization(organization(gone).id)]
        default:
            guard let gone = remove(from: \.roles) else { return [] }
            for pairs in [\Self.userRoles, \.groupRoles] { forget(gone, \.right, pairs) }
            return [.deleteRole(role(gone).id)]
        }
    }

    private mutating func remove(from set: WritableKeyPath<Self, Set<Int>>) -> Int? {
        guard let element = self[keyPath: set].sorted().randomElement(using: &generator) else { return nil }
        self[keyPath: set].remove(element)
        return element
    }

    private mutating func forget(_ gone: Int, _ side: KeyPath<Pair, Int>, _ pairs: WritableKeyPath<Self, Set<Pair>>) {
        self[keyPath: pairs] = self[keyPath: pairs].filter { $0[keyPath: side] != gone }
    }

    private mutating func add(
        _ left: KeyPath<Self, Set<Int>>,
        _ right: KeyPath<Self, Set<Int>>,
        to pairs: WritableKeyPath<Self, Set<Pair>>,
        _ change: (Pair, Self) -> Change
    ) -> [Change] {
        guard let one = self[keyPath: left].sorted().randomElement(using: &generator),
            let other = self[keyPath: right].sorted().randomElement(using: &generator)
        else { return [] }
        let pair = Pair(left: one, right: other)
        self[keyPath: pairs].insert(pair)
        return [change(pair, self)]
    }

    // MARK: Answers

    /// Built from what there is, as if nothing had ever ended.
    func builtAnew() -> IndexSnapshot {
        var builder = IndexBuilder()
        builder.apply(.putConnection(Self.connection))
        for role in roles { builder.apply(.putRole(self.role(role))) }
        for user in users { builder.apply(.putUser(self.user(user))) }
        for group in groups { builder.apply(.putGroup(self.group(group))) }
        for organization in organizations { builder.apply(.putOrganization(self.organization(organization))) }
        for pair in members { builder.apply(.addMembers(group(pair.right).id, [.user(user(pair.left).id)])) }
        for pair in nested { builder.apply(.addMembers(group(pair.right).id, [.group(group(pair.left).id)])) }
        for pair in organizationMembers {
            let member = OrganizationMember(organization: organization(pair.right).id, user: user(pair.left).id)
            builder.apply(.addOrganizationMember(member))
        }
        for pair in userRoles { builder.apply(assignment(pair, ofGroup: false)) }
        for pair in groupRoles { builder.apply(assignment(pair, ofGroup: true)) }
        return builder.snapshot(at: snapshot.revision)
    }

    func compare(with anew: IndexSnapshot) {
        let instant = Timestamp(seconds: 0)
        let places = [nil] + organizations.sorted().map { organization($0).id.rawValue }
        for user in users {
            let subject = SubjectReference.user(self.user(user).id)
            for place in places {
                let found = snapshot.effectiveRoles(of: subject, organization: place, at: instant)
                #expect(found == anew.effectiveRoles(of: subject, organization: place, at: instant))
            }
            for role in roles {
                let resource = Resource(type: "document", id: "1")
                let request = DecisionRequest(subject: subject, action: "act-\(role)", resource: resource)
                #expect(snapshot.decide(request, at: instant) == anew.decide(request, at: instant))
            }
        }
        var (counts, expected) = (snapshot.counts, anew.counts)
        (counts.bytes, expected.bytes) = (0, 0)
        #expect(counts == expected)
    }
}
