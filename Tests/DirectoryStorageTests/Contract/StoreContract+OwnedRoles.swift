import AccessModel
import DirectoryStorage
import Testing

extension StoreContract {
    static let ownedRoles = [
        StoreContract("the roles of each owner have names of their own") { fixture in
            let store = try await fixture.open()
            try await store.seedOwners()
            let owned = Role("editor", ownedBy: "one")
            let changes = try await store.changes { transaction throws in
                try transaction.putRole(Role("editor"))
                try transaction.putRole(owned)
                try transaction.putRole(Role("editor", ownedBy: "two"))
                try transaction.putRole(owned)
            }
            #expect(changes.count == 3)
            try await store.read { reader throws in
                #expect(try reader.role(owned.id) == owned)
                #expect(try reader.role(named: "editor", ownedBy: "org_one") == owned)
                #expect(try reader.role(named: "editor", ownedBy: nil) == Role("editor"))
                #expect(try reader.role(named: "editor", ownedBy: "org_none") == nil)
                #expect(try reader.roles(ownedBy: "org_one") == [owned])
                #expect(try reader.roles(ownedBy: nil) == [Role("editor")])
                #expect(try reader.roles(ownedBy: "org_none") == [])
                #expect(try reader.roles().count == 3)
                let owners: [Organization.ID?] = [nil, "org_one", "org_none"]
                #expect(try owners.map { try reader.roleCount(ownedBy: $0) } == [1, 1, 0])
            }
            var twin = Role("other", ownedBy: "one")
            twin.name = "editor"
            await store.expect(.notUnique(.roleName, "editor")) { [twin] in try $0.putRole(twin) }
        },
        StoreContract("a role needs its owner, keeps it, and is inherited by none") { fixture in
            let store = try await fixture.open()
            try await store.seedOwners()
            let owned = Role("editor", ownedBy: "one")
            await store.expect(.unknown(.organization, "org_none")) { try $0.putRole(Role("a", ownedBy: "none")) }
            _ = try await store.commit { try $0.putRole(owned) }
            for owner in [nil, "org_two"] as [Organization.ID?] {
                var moved = owned
                moved.owner = owner
                await store.expect(.notUnique(.roleID, "rol_one-editor")) { [moved] in try $0.putRole(moved) }
            }
            let refusal = StoreError.ownedRole("editor", owner: "one")
            await store.expect(refusal) { try $0.putRole(Role("heir", inherits: ["rol_one-editor"])) }
            #expect("\(refusal)" == "role `editor` is owned by organization `one` and can be assigned only there")
        },
        StoreContract("a role that an organization owns is assigned there, and nowhere else by any path") { fixture in
            let store = try await fixture.open()
            try await store.seedOwners()
            _ = try await store.commit { try $0.putRole(Role("editor", ownedBy: "one")) }
            let holders: [RoleAssignment.Holder] = [
                .user(.acme("ann")), .groups(.id("grp_staff")), .groups(.name("staff", connection: "con_acme")),
                .groups(.externalID("e", connection: "con_acme")),
                .groups(.pattern(NamePattern("*"), connection: "con_acme")),
            ]
            for holder in holders {
                for scope in [.tenant, .organization("org_two")] as [RoleAssignment.Scope] {
                    await store.expect(.ownedRole("editor", owner: "one")) { transaction throws in
                        try transaction.addAssignment(RoleAssignment("one-editor", to: holder, scope: scope))
                    }
                }
                let home = RoleAssignment("one-editor", to: holder, scope: .organization("org_one"))
                #expect(try await store.commit { try $0.addAssignment(home) }.value)
            }
            let declared = RoleAssignment("one-editor", to: holders[0], origin: .policy(file: "a.yaml"))
            await store.expect(.ownedRole("editor", owner: "one")) { transaction throws in
                _ = try transaction.apply(RoleModel(assignments: [declared]))
            }
            #expect(try await store.read { try $0.assignments().allSatisfy { $0.scope == .organization("org_one") } })
        },
        StoreContract("a deleted organization takes its roles along, whoever deletes it") { fixture in
            let store = try await fixture.open()
            try await store.seedOwners()
            let declared = Organization("declared", origin: .policy(file: "a.yaml"))
            _ = try await store.commit { transaction throws in
                _ = try transaction.apply(RoleModel(organizations: [declared]))
                for owner in ["one", "declared"] { try transaction.putRole(Role("editor", ownedBy: owner)) }
                try transaction.putRole(Role("editor"))
                let ann = RoleAssignment.Holder.user(.acme("ann"))
                for role in ["editor", "one-editor"] {
                    try transaction.addAssignment(RoleAssignment(role, to: ann, scope: .organization("org_one")))
                }
            }
            let before = try await store.takeSnapshot()
            let changes = try await store.changes { try $0.deleteOrganization("org_one") }
            #expect(changes == [.deleteRole("rol_one-editor"), .deleteOrganization("org_one")])
            let applied = try await store.changes { _ = try $0.apply(RoleModel()) }
            #expect(applied == [.deleteRole("rol_declared-editor"), .deleteOrganization(declared.id)])
            #expect(try await store.read { try $0.roles() } == [Role("editor")])
            #expect(try await store.read { try $0.assignments() } == [])
            var model = DirectoryModel(try await store.takeSnapshot().changes)
            for set in try await store.waysBack(to: before.revision) { set.changes.forEach { model.apply($0) } }
            #expect(model == DirectoryModel(before.changes))
        },
        StoreContract("the history of an organization has that of its roles") { fixture in
            let store = try await fixture.open()
            try await store.seedOwners()
            _ = try await store.commit { try $0.putRole(Role("editor", ownedBy: "one")) }
            _ = try await store.commit { try $0.putRole(Role("editor", ownedBy: "two")) }
            _ = try await store.commit { try $0.deleteRole("rol_one-editor") }
            let query = CommitQuery(subjects: [.organization("org_one")])
            let found = try await store.read { try $0.commits(query, after: nil, limit: 9).elements }
            #expect(
                found.map { $0.changes.map(\.change) }.prefix(2) == [
                    [.deleteRole("rol_one-editor")], [.putRole(Role("editor", ownedBy: "one"))],
                ]
            )
            #expect(found.count == 3)
        },
    ]
}

extension Role {
    /// A role of the organization, whose id has both names in it.
    init(_ name: String, ownedBy owner: String) {
        self.init("\(owner)-\(name)")
        self.name = name
        self.owner = Organization.ID("org_\(owner)")
    }
}

extension DirectoryStore {
    fileprivate func seedOwners() async throws {
        try await seed()
        _ = try await commit { transaction throws in
            for name in ["one", "two"] { try transaction.putOrganization(Organization(name)) }
        }
    }
}
