import AccessIndex
import AccessModel
import DirectoryStorage
import TestSupport
import Testing

@testable import Rollcall

@Suite("Policy preview against what happens")
struct PreviewPropertyTests {
    /// The oracle is the index, asked before the policies are applied and after.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func `what a preview says is what applying then does`(seed: UInt64) async throws {
        var world = SmallWorld(seed: seed)
        let directory = try TemporaryDirectory()
        let store = try SQLiteDirectoryStore(path: directory.path + "/directory.sqlite")
        let (first, second) = (world.model(), world.model())
        let members = world.members()
        _ = try await store.commit { [groups = world.groups()] transaction throws in
            _ = try transaction.apply(first)
            try SmallWorld.fill(transaction, groups: groups, members: members)
        }
        let preview = try await store.read { try PolicyPreview(of: second, on: $0, at: Timestamp.now(), naming: .max) }
        let before = try await IndexUpdater.load(from: store)
        _ = try await store.commit { _ = try $0.apply(second) }
        let after = try await IndexUpdater.load(from: store)
        for question in SmallWorld.questions(members) {
            verify(
                preview,
                question,
                before.decide(question.request, at: Timestamp.now()).isPermit,
                after.decide(question.request, at: Timestamp.now()).isPermit
            )
        }
        for login in SmallWorld.logins {
            verify(
                preview,
                login,
                before.login(login.request, at: Timestamp.now()).refusal,
                after.login(login.request, at: Timestamp.now()).refusal
            )
        }
    }

    private func verify(_ preview: PolicyPreview, _ question: SmallWorld.Question, _ before: Bool, _ after: Bool) {
        let losses = preview.permissions(.loss, question)
        let gains = preview.permissions(.gain, question)
        if before && !after { #expect(!losses.isEmpty, "\(question)") }
        if !before && after { #expect(!gains.isEmpty, "\(question)") }
        guard question.request.properties.isEmpty else { return }
        if losses.contains(where: { !$0.isConditional }) { #expect(before && !after, "\(question)") }
        if gains.contains(where: { !$0.isConditional }) { #expect(!before && after, "\(question)") }
    }

    private func verify(
        _ preview: PolicyPreview,
        _ login: SmallWorld.Login,
        _ before: LoginRefusal?,
        _ after: LoginRefusal?
    ) {
        let expected: [AccessEffect] =
            switch (before, after) {
            case (nil, let refusal?): [AccessEffect(direction: .loss, matter: .login(refusal))]
            case (let refusal?, nil): [AccessEffect(direction: .gain, matter: .login(refusal))]
            case (nil, nil), (_?, _?): []
            }
        let found = preview.findings.filter { finding in
            guard case .login = finding.effect.matter else { return false }
            return finding.organization?.name == login.organization && finding.users.contains(login.user)
        }
        #expect(found.map(\.effect) == expected, "\(login)")
    }
}

extension PolicyPreview {
    fileprivate func permissions(
        _ direction: AccessEffect.Direction,
        _ question: SmallWorld.Question
    ) -> [Entitlement] {
        findings.compactMap { finding in
            guard case .permission(let entitlement, _) = finding.effect.matter,
                finding.effect.direction == direction, entitlement.action == question.request.action,
                finding.organization?.name == question.request.organization, finding.users.contains(question.user)
            else { return nil }
            return entitlement
        }
    }
}

extension LoginOutcome {
    fileprivate var refusal: LoginRefusal? {
        if case .refuse(let refusal) = self { refusal } else { nil }
    }
}

/// One connection, two organizations, four users, and policies that differ in everything else.
private struct SmallWorld {
    struct Question {
        var user: User.ID
        var request: DecisionRequest
    }

    struct Login {
        var user: User.ID
        var organization: String
        var request: LoginRequest
    }

    static let origin = Origin.policy(file: "policy.yaml")
    static let connection = Connection(
        id: .derived(from: "idp"),
        name: "idp",
        strategy: .okta,
        origin: origin
    )
    static let organizations = ["one", "two"].map {
        Organization(id: .derived(from: $0), name: $0, origin: origin)
    }
    static let actions = ["read", "write", "void"]
    static let groupNames = ["A", "B", "C"]
    static let roleNames = ["r", "s", "t"]
    static let users = (0..<4).map { number in
        let id = User.ID(connection: connection, providerUserID: "u\(number)")
        return User(id: id, connection: connection.id, providerUserID: "u\(number)", isActive: number > 0)
    }

    private var generator: SplitMix64

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    private mutating func flip(_ chances: Int = 2) -> Bool { Int.random(in: 0..<chances, using: &generator) == 0 }

    mutating func model() -> RoleModel {
        var model = RoleModel(connections: [Self.connection], organizations: Self.organizations)
        for (place, name) in Self.roleNames.enumerated() where !flip(4) {
            let inherits = Self.roleNames[..<place].filter { _ in flip(3) }.map { Role.ID.derived(from: $0) }
            let role = Role(
                id: .derived(from: name),
                name: name,
                inherits: inherits.filter { id in model.roles.contains { $0.id == id } },
                entitlements: entitlements(),
                origin: Self.origin
            )
            model.roles.append(role)
        }
        for organization in Self.organizations where !flip(4) {
            model.organizationConnections.append(
                OrganizationConnection(
                    organization: organization.id,
                    connection: Self.connection.id,
                    isEnabled: !flip(4),
                    assignsMembershipOnLogin: flip(),
                    origin: Self.origin
                )
            )
        }
        model.assignments = assignments(of: model.roles)
        let levels = LoginSettings.TenantRolesInOrganizations.allCases
        model.settings = LoginSettings(
            tenantRolesInOrganizations: levels.randomElement(using: &generator) ?? .groups,
            membersInheritWithoutAutoMembership: flip()
        )
        return model
    }

    private mutating func entitlements() -> [Entitlement] {
        Self.actions.filter { _ in flip() }.map { action in
            let condition = Condition(property: PropertyPath(.context, "x"), test: .equals(.number(1)))
            let isConditional = flip(3)
            return Entitlement(
                resourceType: "thing",
                action: action,
                when: isConditional ? [condition] : [],
                unless: !isConditional && flip(4) ? [condition] : []
            )
        }
    }

    private mutating func assignments(of roles: [Role]) -> [RoleAssignment] {
        var scopes: [RoleAssignment.Scope] = [.tenant]
        scopes += Self.organizations.map { .organization($0.id) }
        var assignments: [RoleAssignment] = []
        for role in roles {
            for name in Self.groupNames {
                for scope in scopes where flip(3) {
                    let holder = RoleAssignment.Holder.groups(.name(name, connection: Self.connection.id))
                    assignments.append(
                        RoleAssignment(role: role.id, holder: holder, scope: scope, origin: Self.origin)
                    )
                }
            }
        }
        return assignments
    }

    mutating func members() -> [OrganizationMember] {
        Self.organizations.flatMap { organization in
            Self.users.filter { _ in flip() }.map { OrganizationMember(organization: organization.id, user: $0.id) }
        }
    }

    mutating func groups() -> [String: [Group.Member]] {
        var groups: [String: [Group.Member]] = [:]
        for name in Self.groupNames {
            groups[name] = Self.users.filter { _ in flip() }.map { .user($0.id) }
        }
        return groups
    }

    static func fill(
        _ transaction: any DirectoryTransaction,
        groups: [String: [Group.Member]],
        members: [OrganizationMember]
    ) throws {
        let now = Timestamp(seconds: 0)
        for user in users {
            let name = user.providerUserID
            let document = UserDocument(user: user, userName: name, foldedUserName: name, attributes: "{}")
            _ = try transaction.createUser(document, now: now)
        }
        for name in groupNames {
            let group = Group(id: Group.ID("grp_\(name)"), connection: connection.id, name: name)
            let document = GroupDocument(group: group, foldedName: name, attributes: "{}")
            _ = try transaction.createGroup(document, uniqueName: true, now: now)
            try transaction.addMembers(groups[name] ?? [], to: group.id, now: now)
        }
        for member in members { try transaction.addOrganizationMember(member) }
    }

    /// Everything that can be asked about members, and about all in the tenant.
    static func questions(_ members: [OrganizationMember]) -> [Question] {
        let names = Dictionary(organizations.map { ($0.id, $0.name) }) { first, _ in first }
        let places = users.map { ($0.id, String?.none) } + members.map { ($0.user, names[$0.organization]) }
        let properties = [[], [Property(PropertyPath(.context, "x"), .number(1))]]
        return places.flatMap { user, organization in
            actions.flatMap { action in
                properties.map { properties in
                    let request = DecisionRequest(
                        subject: .user(user),
                        action: action,
                        resource: Resource(type: "thing", id: "1"),
                        organization: organization,
                        properties: properties
                    )
                    return Question(user: user, request: request)
                }
            }
        }
    }

    static var logins: [Login] {
        users.flatMap { user in
            organizations.map { organization in
                let request = LoginRequest(subject: .user(user.id), organization: organization.name)
                return Login(user: user.id, organization: organization.name, request: request)
            }
        }
    }
}
