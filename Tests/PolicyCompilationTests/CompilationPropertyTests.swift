import AccessModel
import PolicyCompilation
import Testing

@Suite struct CompilationPropertyTests {
    /// The oracle is the model that the text was written from.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `what is written in any number of files compiles to what was meant`(seed: UInt64) throws {
        var models = RandomRoleModel(seed: seed)
        var generator = SplitMix64(seed: seed)
        for _ in 0..<10 {
            let model = models.next()
            let files = try model.policyFiles(Int.random(in: 1...4, using: &generator), using: &generator)
            let compiled = try PolicyCompiler().compile(files.map { PolicySource(file: $0, text: $1) })
            #expect(compiled.inAnyOrder == model.inAnyOrder)
        }
    }

    @Test(arguments: Connection.Strategy.allCases)
    func `a connection that does not say has the user id attribute that is usual for its strategy`(
        strategy: Connection.Strategy
    ) throws {
        let text = "connections: [{ name: c, strategy: \(strategy.rawValue) }]"
        let model = try PolicyCompiler().compile([PolicySource(file: "a.yaml", text: text)])
        let usual: Connection.UserIDAttribute = strategy == .samlp ? .userName : .externalId
        #expect(model.connections.map(\.userIDAttribute) == [usual])
        #expect(
            Connection(id: Connection.ID("con_c"), name: "c", strategy: strategy, origin: .api).userIDAttribute == usual
        )
    }

    @Test func `records name the file that they come from`() throws {
        let model = try PolicyCompiler().compile([
            PolicySource(file: "b/roles.yaml", text: "roles: [{ name: Reader }]"),
            PolicySource(
                file: "a.yaml",
                text: "connections: [{ name: c, strategy: okta }]\n"
                    + "mappings: [{ group: { connection: c, name: G }, roles: Reader }]"
            ),
        ])
        #expect(model.roles.map(\.origin) == [.policy(file: "b/roles.yaml")])
        #expect(model.assignments.map(\.origin) == [.policy(file: "a.yaml")])
    }

    @Test(arguments: 0..<20 as Range<UInt64>)
    func `the changes of a model make it again, and name nothing before it is there`(seed: UInt64) {
        var models = RandomRoleModel(seed: seed)
        for _ in 0..<10 {
            var model = models.next()
            model.roles.reverse()
            var replay = Replay()
            for change in model.changes { replay.apply(change) }
            #expect(replay.dangling == [])
            #expect(replay.model.inAnyOrder == model.inAnyOrder)
        }
    }

    @Test func `no files make an empty model`() throws {
        #expect(try PolicyCompiler().compile([]) == RoleModel())
    }
}

extension RoleModel {
    /// As sets, and of no file.
    fileprivate var inAnyOrder: [Set<AnyHashable>] {
        [
            Set(
                apis.map {
                    var it = $0; it.origin = .api; return it
                }
            ),
            Set(
                resourceTypes.map {
                    var it = $0; it.origin = .api; return it
                }
            ),
            Set(
                roles.map {
                    var it = $0; it.origin = .api; it.entitlements.sortConditions(); return it
                }
            ),
            Set(
                connections.map {
                    var it = $0; it.origin = .api; return it
                }
            ),
            Set(
                organizations.map {
                    var it = $0; it.origin = .api; return it
                }
            ),
            Set(
                organizationConnections.map {
                    var it = $0; it.origin = .api; return it
                }
            ),
            Set(
                assignments.map {
                    var it = $0; it.origin = .api; return it
                }
            ),
            [settings],
        ]
    }
}

extension [Entitlement] {
    /// Conditions hold all together, in whatever order.
    fileprivate mutating func sortConditions() {
        self = map {
            var entitlement = $0
            entitlement.when.sort { "\($0)" < "\($1)" }
            entitlement.unless.sort { "\($0)" < "\($1)" }
            return entitlement
        }
    }
}

/// Makes a model from changes and notes what they name too early.
private struct Replay {
    var model = RoleModel()
    var dangling: [Change] = []

    mutating func apply(_ change: Change) {
        switch change {
        case .putConnection(let connection): model.connections.append(connection)
        case .putOrganization(let organization): model.organizations.append(organization)
        case .putOrganizationConnection(let link):
            model.organizationConnections.append(link)
            require(change, has(link.organization) && has(link.connection))
        case .putResourceType(let type): model.resourceTypes.append(type)
        case .putAPI(let api): model.apis.append(api)
        case .putRole(let role):
            require(change, role.inherits.allSatisfy(has))
            require(change, role.entitlements.allSatisfy { declares($0) })
            model.roles.append(role)
        case .addAssignment(let assignment):
            model.assignments.append(assignment)
            require(change, has(assignment.role))
            if case .organization(let id) = assignment.scope { require(change, has(id)) }
        case .putLoginSettings(let settings): model.settings = settings
        default: dangling.append(change)
        }
    }

    private mutating func require(_ change: Change, _ holds: Bool) {
        if !holds { dangling.append(change) }
    }

    private func has(_ id: Role.ID) -> Bool { model.roles.contains { $0.id == id } }
    private func has(_ id: Connection.ID) -> Bool { model.connections.contains { $0.id == id } }
    private func has(_ id: Organization.ID) -> Bool { model.organizations.contains { $0.id == id } }

    private func declares(_ entitlement: Entitlement) -> Bool {
        let permissions = model.apis.first { $0.identifier == entitlement.resourceID }?.permissions.map(\.name)
        let actions = model.resourceTypes.first { $0.name == entitlement.resourceType }?.actions
        return (entitlement.resourceType == "api" ? permissions : actions)?.contains(entitlement.action) ?? false
    }
}
