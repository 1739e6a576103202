import AccessModel

/// Makes role models at random, all sound: every name that is used is declared, and no role inherits itself.
struct RandomRoleModel {
    private var generator: SplitMix64

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    mutating func next() -> RoleModel {
        var model = RoleModel()
        for name in names(3) { model.apis.append(api("https://\(name.count).example/\(model.apis.count)", name)) }
        for index in 0..<Int.random(in: 0...2, using: &generator) {
            model.resourceTypes.append(ResourceType(name: "type\(index)", actions: words(3), origin: origin))
        }
        for name in names(6) { model.roles.append(role(name, in: model)) }
        for index in 0..<Int.random(in: 0...3, using: &generator) { model.connections.append(connection(index)) }
        for index in 0..<Int.random(in: 0...3, using: &generator) { addOrganization("org-\(index)", to: &model) }
        addAssignments(to: &model)
        model.settings = LoginSettings(
            tenantRolesInOrganizations: pick(LoginSettings.TenantRolesInOrganizations.allCases),
            membersInheritWithoutAutoMembership: Bool.random(using: &generator),
            includesGroupsInClaims: Bool.random(using: &generator)
        )
        return model
    }

    /// Files have another origin than this; who compares takes care of that.
    private let origin = Origin.policy(file: "")
}

extension RandomRoleModel {
    private static let pool = [
        "Reader", "R&D: all", "yes", "null", "1e3", "# not a comment", "it's \"quoted\"", "Prüfer", "審査", "- dash",
        "{x}",
        "a, b", "*", "true", "🧾 books",
    ]

    private mutating func pick<Element>(_ choices: [Element]) -> Element {
        choices[Int.random(in: 0..<choices.count, using: &generator)]
    }

    /// Up to `count` different ones.
    private mutating func names(_ count: Int) -> [String] {
        Array(Self.pool.shuffled(using: &generator).prefix(Int.random(in: 0...count, using: &generator)))
    }

    private mutating func words(_ count: Int) -> [String] {
        ["read:a", "write:a", "no", "1", "*", "a.b"].shuffled(using: &generator).prefix(count).map(\.self)
    }

    private mutating func api(_ identifier: String, _ name: String) -> API {
        let permissions = words(Int.random(in: 0...4, using: &generator)).map {
            API.Permission(name: $0, description: pick(["", "Two\nlines", "Prose: with a colon"]))
        }
        return API(identifier: identifier, name: name, permissions: permissions, origin: origin)
    }

    private mutating func role(_ name: String, in model: RoleModel) -> Role {
        let inherited = model.roles.shuffled(using: &generator).prefix(Int.random(in: 0...2, using: &generator))
        var entitlements: [Entitlement] = []
        for api in model.apis {
            entitlements += api.permissions.map { entitlement("api", api.identifier, $0.name) }
        }
        for type in model.resourceTypes {
            entitlements += type.actions.map { entitlement(type.name, pick([nil, "r-1", "*"]), $0) }
        }
        return Role(
            id: .derived(from: name),
            name: name,
            description: pick(["", "Says: something"]),
            inherits: inherited.map(\.id),
            entitlements: Array(entitlements.shuffled(using: &generator).prefix(4)),
            origin: origin
        )
    }

    private mutating func entitlement(_ type: String, _ id: String?, _ action: String) -> Entitlement {
        let paths = [PropertyPath(.resource, "owner"), PropertyPath(.context, "a.b"), PropertyPath(.subject, "id")]
        let when = paths.prefix(Int.random(in: 0...2, using: &generator)).map { Condition(property: $0, test: test()) }
        let unless = paths.suffix(Int.random(in: 0...1, using: &generator)).map {
            Condition(property: $0, test: test())
        }
        return Entitlement(resourceType: type, resourceID: id, action: action, when: when, unless: unless)
    }

    private mutating func test() -> Condition.Test {
        let ordered = pick([
            PropertyValue.number(DecimalNumber(significand: -25, exponent: -2)), .number(1_000), .string("1000"),
            .string("b"),
        ])
        let value = pick([ordered, .boolean(true), .string("true"), .string("")])
        return pick([
            .equals(value), .isOneOf([value, ordered]), .isLess(than: ordered), .isAtMost(ordered),
            .isGreater(than: ordered), .isAtLeast(ordered), .equalsProperty(PropertyPath(.context, "owner")),
        ])
    }

    private mutating func connection(_ index: Int) -> Connection {
        let name = "con-\(index)"
        return Connection(
            id: .derived(from: name),
            name: name,
            strategy: pick(Connection.Strategy.allCases),
            userIDAttribute: pick(Connection.UserIDAttribute.allCases),
            origin: origin
        )
    }

    private mutating func addOrganization(_ name: String, to model: inout RoleModel) {
        let organization = Organization(
            id: .derived(from: name),
            name: name,
            displayName: pick([nil, "Acme: Freight"]),
            origin: origin
        )
        model.organizations.append(organization)
        for connection in model.connections where Bool.random(using: &generator) {
            model.organizationConnections.append(
                OrganizationConnection(
                    organization: organization.id,
                    connection: connection.id,
                    isEnabled: Bool.random(using: &generator),
                    assignsMembershipOnLogin: Bool.random(using: &generator),
                    origin: origin
                )
            )
        }
    }

    private mutating func addAssignments(to model: inout RoleModel) {
        var assignments: Set<RoleAssignment> = []
        for role in model.roles {
            for connection in model.connections {
                let holder = RoleAssignment.Holder.groups(selector(connection.id))
                let scope = pick(
                    [RoleAssignment.Scope.tenant]
                        + model.organizationConnections.filter { $0.connection == connection.id }
                        .map { .organization($0.organization) }
                )
                assignments.insert(RoleAssignment(role: role.id, holder: holder, scope: scope, origin: origin))
            }
        }
        model.assignments = Array(assignments)
    }

    private mutating func selector(_ connection: Connection.ID) -> GroupSelector {
        let name = pick(Self.pool)
        return pick([
            .name(name, connection: connection), .externalID(name, connection: connection),
            .pattern(NamePattern("SG-*-x"), connection: connection),
        ])
    }
}
