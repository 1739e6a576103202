import AccessModel
import DirectoryStorage
import Testing

extension StoreContract {
    static let roles = [
        StoreContract("a role is found by id and name as it was written, and its name is unique") { fixture in
            let store = try await fixture.open()
            let role = Role("editor", inherits: ["rol_reader"])
            _ = try await store.commit { try $0.putRole(role) }
            #expect(try await store.read { try $0.role("rol_editor") } == role)
            #expect(try await store.read { try $0.role(named: "editor", ownedBy: nil) } == role)
            var twin = Role("other")
            twin.name = "editor"
            await store.expect(.notUnique(.roleName, "editor")) { [twin] in try $0.putRole(twin) }
        },
        StoreContract("a deleted role ends its assignments, and roles that inherit it lose it") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { transaction throws in
                try transaction.putRole(Role("reader"))
                try transaction.putRole(Role("editor", inherits: ["rol_reader"]))
                try transaction.addAssignment(RoleAssignment("reader", to: .user(.acme("ann"))))
            }
            let changes = try await store.changes { try $0.deleteRole("rol_reader") }
            #expect(changes == [.putRole(Role("editor")), .deleteRole("rol_reader")])
            #expect(try await store.read { try $0.assignments() } == [])
            #expect(try await !store.commit { try $0.deleteRole("rol_reader") }.isChange)
        },
        StoreContract("an assignment is its content: each is there once, and told apart by every part") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let all = samples
            let changes = try await store.changes { transaction throws in
                try transaction.putOrganization(Organization("one"))
                try transaction.putRole(Role("editor"))
                try transaction.putRole(Role("reader"))
                for assignment in all + all { try transaction.addAssignment(assignment) }
            }
            #expect(changes.dropFirst(3) == all.map(Change.addAssignment)[...])
            try await store.read { reader throws in
                #expect(try reader.assignments() == all)
                #expect(try reader.assignments(of: Role.ID("rol_reader")) == [all[1]])
                #expect(try reader.assignments(of: User.ID.acme("ann")).count == 4)
            }
            for (index, assignment) in all.enumerated() where !assignment.isPolicy {
                let removed = try await store.commit { transaction throws in
                    (try transaction.removeAssignment(assignment), try transaction.removeAssignment(assignment))
                }.value
                #expect(removed == (true, false), "assignment \(index)")
            }
            #expect(try await store.read { try $0.assignments() } == all.filter(\.isPolicy))
        },
        StoreContract("an assignment needs its role, holder, connection and organization") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { try $0.putRole(Role("editor")) }
            let refused: [(RoleAssignment, StoreError)] = [
                (RoleAssignment("none", to: .user(.acme("ann"))), .unknown(.role, "rol_none")),
                (RoleAssignment("editor", to: .user(.acme("zoe"))), .unknown(.user, "okta|acme|zoe")),
                (RoleAssignment("editor", to: .groups(.id("grp_none"))), .unknown(.group, "grp_none")),
                (
                    RoleAssignment("editor", to: .groups(.name("any", connection: "con_none"))),
                    .unknown(.connection, "con_none")
                ),
                (
                    RoleAssignment("editor", to: .user(.acme("ann")), scope: .organization("org_none")),
                    .unknown(.organization, "org_none")
                ),
            ]
            for (assignment, error) in refused {
                await store.expect(error) { try $0.addAssignment(assignment) }
                #expect(try await store.commit { try $0.removeAssignment(assignment) }.value == false)
            }
        },
        StoreContract("a deleted connection tells of the assignments that selected its groups") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let assignment = RoleAssignment("editor", to: .groups(.pattern(NamePattern("*"), connection: "con_globex")))
            _ = try await store.commit { transaction throws in
                try transaction.putRole(Role("editor"))
                try transaction.addAssignment(assignment)
            }
            let changes = try await store.changes { try $0.deleteConnection("con_globex") }
            #expect(changes == [.removeAssignment(assignment), .deleteConnection("con_globex")])
        },
        StoreContract("resource types, APIs and login settings read as they were written") { fixture in
            let store = try await fixture.open()
            let type = ResourceType(name: "document", actions: ["read"], origin: .api)
            let api = API(identifier: "https://a", name: "A", permissions: [.init(name: "read:a")], origin: .api)
            let settings = LoginSettings(tenantRolesInOrganizations: .none, includesGroupsInClaims: true)
            for isFirst in [true, false] {
                let commit = try await store.commit { transaction throws in
                    try transaction.putResourceType(type)
                    try transaction.putAPI(api)
                    try transaction.putLoginSettings(settings)
                }
                #expect(commit.isChange == isFirst)
            }
            try await store.read { reader throws in
                #expect(try reader.resourceTypes() == [type])
                #expect(try reader.resourceType(named: "document") == type)
                #expect(try reader.apis() == [api])
                #expect(try reader.api("https://a") == api)
                #expect(try reader.loginSettings() == settings)
            }
        },
    ]

    /// Each differs from the first in one part.
    private static var samples: [RoleAssignment] {
        let ann = RoleAssignment.Holder.user(.acme("ann"))
        return [
            RoleAssignment("editor", to: ann),
            RoleAssignment("reader", to: ann),
            RoleAssignment("editor", to: .user(.acme("bob"))),
            RoleAssignment("editor", to: ann, scope: .organization("org_one")),
            RoleAssignment("editor", to: ann, origin: .policy(file: "a.yaml")),
            RoleAssignment("editor", to: .groups(.id("grp_staff"))),
            RoleAssignment("editor", to: .groups(.name("a", connection: "con_acme"))),
            RoleAssignment("editor", to: .groups(.name("b", connection: "con_acme"))),
            RoleAssignment("editor", to: .groups(.name("a", connection: "con_globex"))),
            RoleAssignment("editor", to: .groups(.externalID("a", connection: "con_acme"))),
            RoleAssignment("editor", to: .groups(.pattern(NamePattern("a"), connection: "con_acme"))),
        ]
    }
}

extension RoleAssignment {
    fileprivate var isPolicy: Bool { origin == .policy(file: "a.yaml") }
}
