import AccessModel
import DirectoryStorage

/// Commits drawn from a small world, so that they meet each other often: the same seed gives the same history.
struct RandomHistory {
    typealias Step = @Sendable (any DirectoryTransaction) throws -> Void

    struct Commit: Sendable {
        var steps: [Step]
        /// Whether the body throws at its end.
        var isUndone: Bool
    }

    private var generator: SplitMix64
    private var now = Timestamp.noon

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    mutating func nextCommit() -> Commit {
        now = now + .seconds(number(60) - 10)
        let steps = (0...number(4)).map { _ in nextStep() }
        return Commit(steps: steps, isUndone: number(8) == 0)
    }

    private mutating func number(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }

    private mutating func nextStep() -> Step {
        switch number(100) {
        case ..<10: connectionStep()
        case ..<35: userStep()
        case ..<45: groupStep()
        case ..<70: memberStep()
        case ..<84: organizationStep()
        case ..<90: roleStep()
        case ..<96: assignmentStep()
        default: policyStep()
        }
    }

    private mutating func connectionStep() -> Step {
        var connection = connection()
        if number(8) == 0 { connection.userIDAttribute = .externalId }
        let id = connection.id
        let now = now
        if number(6) == 0 { return { try $0.deleteConnection(id) } }
        if number(40) == 0 { return { try $0.deleteConnectionWithResources(id, now: now) } }
        return { [connection] in try $0.putConnection(connection) }
    }

    private mutating func userStep() -> Step {
        let (document, now, isBlocked) = (user(), now, number(2) == 0)
        switch number(12) {
        case ..<6: return { _ = try $0.createUser(document, now: now) }
        case ..<8: return { try $0.setBlocked(document.user.id, isBlocked, now: now) }
        case ..<11: return { _ = try $0.replaceUser(document, now: now) }
        default: return { try $0.deleteUser(document.user.id, now: now) }
        }
    }

    private mutating func groupStep() -> Step {
        let (document, now, isUnique) = (group(), now, number(2) == 0)
        switch number(10) {
        case ..<6: return { _ = try $0.createGroup(document, uniqueName: isUnique, now: now) }
        case ..<9: return { _ = try $0.replaceGroup(document, uniqueName: isUnique, now: now) }
        default: return { try $0.deleteGroup(document.group.id, now: now) }
        }
    }

    private mutating func memberStep() -> Step {
        let (group, now) = (group().group, now)
        let id = group.id
        let members = (0...number(3)).map { _ in member(of: group) }
        switch number(12) {
        case ..<6: return { try $0.addMembers(members, to: id, now: now) }
        case ..<9: return { try $0.removeMembers(members, from: id, now: now) }
        case ..<11: return { try $0.replaceMembers(of: id, with: members, now: now) }
        default: return { try $0.removeAllMembers(of: id, now: now) }
        }
    }

    private mutating func organizationStep() -> Step {
        let organization = organization()
        let link = OrganizationConnection(
            organization: organization.id,
            connection: connection().id,
            isEnabled: number(3) > 0,
            assignsMembershipOnLogin: number(2) == 0,
            origin: .api
        )
        let member = OrganizationMember(organization: organization.id, user: user().user.id)
        switch number(14) {
        case ..<4: return { try $0.putOrganization(organization) }
        case ..<5: return { try $0.deleteOrganization(organization.id) }
        case ..<8: return { try $0.putOrganizationConnection(link) }
        case ..<9: return { try $0.deleteOrganizationConnection(link.organization, link.connection) }
        case ..<12: return { try $0.addOrganizationMember(member) }
        default: return { try $0.removeOrganizationMember(member) }
        }
    }

    private mutating func roleStep() -> Step {
        let (role, heir) = (role(), role())
        let child = Role(heir, inherits: [Role.ID("rol_\(role)")])
        var owned = Role(role, ownedBy: owner())
        if number(3) == 0 { owned.inherits = [child.id] }
        let permissions = (0..<number(3)).map { API.Permission(name: "read:\($0)") }
        let api = API(identifier: "https://\(role)", name: heir, permissions: permissions, origin: .api)
        let settings = LoginSettings(includesGroupsInClaims: number(2) == 0)
        switch number(17) {
        case 12..<16: return { [owned] in try $0.putRole(owned) }
        case 16: return { [owned] in try $0.deleteRole(owned.id) }
        case ..<4: return { try $0.putRole(Role(role)) }
        case ..<7: return { try $0.putRole(child) }
        case ..<8: return { try $0.deleteRole(child.id) }
        case ..<9: return { try $0.putResourceType(ResourceType(name: role, actions: [heir], origin: .api)) }
        case ..<10: return { try $0.putAPI(api) }
        case ..<11: return { try $0.deleteAPI(api.identifier) }
        default: return { try $0.putLoginSettings(settings) }
        }
    }

    private mutating func assignmentStep() -> Step {
        let assignment = assignment(origin: .api)
        let permission = PermissionAssignment(
            user: user().user.id,
            api: "https://\(role())",
            permission: "read:\(number(2))",
            origin: .api
        )
        switch number(8) {
        case ..<2: return { try $0.removeAssignment(assignment) }
        case ..<6: return { try $0.addAssignment(assignment) }
        case ..<7: return { try $0.addPermissionAssignment(permission) }
        default: return { try $0.removePermissionAssignment(permission) }
        }
    }

    private mutating func policyStep() -> Step {
        let origin = Origin.policy(file: "policy\(number(2)).yaml")
        let names = (0..<number(4)).map { _ in role() + "-policy" }
        var assignments = [RoleAssignment]()
        for name in names {
            let selector = GroupSelector.pattern(NamePattern("g*"), connection: connection().id)
            assignments.append(RoleAssignment(name, to: .groups(selector), origin: origin))
        }
        let model = RoleModel(
            roles: names.map { Role($0, origin: origin) },
            organizations: number(2) == 0 ? [] : [Organization("declared", origin: origin)],
            assignments: assignments
        )
        return { [assignments] in
            var model = model
            let known = try Set($0.connections().map(\.id))
            model.assignments = assignments.filter { $0.selectsGroups(of: known) }
            _ = try $0.apply(model)
        }
    }

    private mutating func connection() -> Connection {
        let name = ["one", "two", "three"][number(3)]
        return Connection(id: Connection.ID("con_\(name)"), name: name, strategy: .samlp, origin: .api)
    }

    private mutating func user() -> UserDocument {
        let connection = connection()
        var document = UserDocument("u\(number(6))", in: connection, isActive: number(4) > 0)
        document.externalID = number(2) == 0 ? nil : "e\(number(4))"
        if number(4) == 0 { document.userName = "u\(number(6))" }
        document.foldedUserName = document.userName
        document.attributes = "{\"title\":\(number(3))}"
        return document
    }

    private mutating func group() -> GroupDocument {
        let (connection, number) = (connection(), number(4))
        var document = GroupDocument("g\(number)", in: connection)
        document.group.id = Group.ID("grp_\(connection.name)\(number)")
        document.group.externalID = self.number(2) == 0 ? nil : "x\(self.number(3))"
        return document
    }

    /// Mostly of the group's connection, as others are refused.
    private mutating func member(of group: Group) -> Group.Member {
        if number(8) == 0 { return .group(self.group().group.id) }
        var document = user()
        for _ in 0..<4 where document.user.connection != group.connection { document = user() }
        return .user(document.user.id)
    }

    private mutating func organization() -> Organization { Organization(["acme", "globex", "initech"][number(3)]) }

    /// An organization, or the one that policy files declare now and then.
    private mutating func owner() -> String { ["acme", "globex", "initech", "declared"][number(4)] }

    private mutating func role() -> String { ["reader", "writer", "owner"][number(3)] }

    private mutating func assignment(origin: Origin) -> RoleAssignment {
        let holder: RoleAssignment.Holder =
            switch number(4) {
            case 0: .user(user().user.id)
            case 1: .groups(.id(group().group.id))
            case 2: .groups(.name("g\(number(4))", connection: connection().id))
            default: .groups(.externalID("x\(number(3))", connection: connection().id))
            }
        // Those of an organization's role are mostly there, as others are refused.
        let owner = number(3) == 0 ? owner() : nil
        let (name, place, isAtHome) = (role(), organization().id, number(6) > 0)
        let home = isAtHome ? owner.map { Organization.ID("org_\($0)") } : nil
        let scope: RoleAssignment.Scope =
            number(owner == nil ? 2 : 8) == 0 ? .tenant : .organization(home ?? place)
        let expires = number(3) == 0 ? now + .seconds(number(2)) : nil
        let role = owner.map { "\($0)-\(name)" } ?? name
        return RoleAssignment(role, to: holder, scope: scope, origin: origin, expires: expires)
    }
}

extension RoleAssignment {
    fileprivate func selectsGroups(of connections: Set<Connection.ID>) -> Bool {
        switch holder {
        case .groups(.pattern(_, let connection)): connections.contains(connection)
        case .user, .groups: false
        }
    }
}
