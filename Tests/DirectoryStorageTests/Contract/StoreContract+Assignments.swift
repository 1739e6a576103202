import AccessModel
import DirectoryStorage
import Testing

extension StoreContract {
    static let assignments = [
        StoreContract("the same assignment with another expiry takes the place of the first") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let lasting = RoleAssignment("editor", to: .user(.acme("ann")))
            let brief = RoleAssignment("editor", to: .user(.acme("ann")), expires: .noon)
            _ = try await store.commit { transaction throws in
                try transaction.putRole(Role("editor"))
                try transaction.addAssignment(lasting)
            }
            let changes = try await store.changes { try $0.addAssignment(brief) }
            #expect(changes == [.removeAssignment(lasting), .addAssignment(brief)])
            #expect(try await store.read { try $0.assignments() } == [brief])
            #expect(try await !store.commit { try $0.addAssignment(brief) }.isChange)
            #expect(try await store.changes { try $0.removeAssignment(lasting) } == [.removeAssignment(brief)])
            #expect(try await store.read { try $0.assignments() } == [])
        },
        StoreContract("assignments are found by their organization and by the group that they name") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let inside = RoleAssignment("editor", to: .groups(.id("grp_staff")), scope: .organization("org_one"))
            let outside = RoleAssignment("editor", to: .groups(.id("grp_staff")), expires: .noon)
            let other = RoleAssignment("editor", to: .user(.acme("ann")), scope: .organization("org_one"))
            _ = try await store.commit { transaction throws in
                try transaction.putRole(Role("editor"))
                for name in ["one", "two"] { try transaction.putOrganization(Organization(name)) }
                for assignment in [inside, outside, other] { try transaction.addAssignment(assignment) }
            }
            try await store.read { reader throws in
                #expect(try reader.assignments(of: Organization.ID("org_one")) == [inside, other])
                #expect(try reader.assignments(of: Organization.ID("org_two")) == [])
                #expect(try reader.assignments(to: "grp_staff") == [inside, outside])
                #expect(try reader.assignments(to: "grp_admins") == [])
            }
        },
        StoreContract("the direct holders of a role come page by page, each once, without those whose time is over") {
            fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { transaction throws in
                try transaction.putRole(Role("editor"))
                try transaction.putOrganization(Organization("one"))
                for name in ["eve", "bob", "ann"] {
                    try transaction.addAssignment(RoleAssignment("editor", to: .user(.acme(name))))
                }
                try transaction.addAssignment(RoleAssignment("editor", to: .user(.acme("ann")), origin: .login))
                try transaction.addAssignment(RoleAssignment("editor", to: .user(.acme("cat")), expires: .noon))
                let inside = RoleAssignment("editor", to: .user(.acme("dan")), scope: .organization("org_one"))
                try transaction.addAssignment(inside)
                try transaction.addAssignment(RoleAssignment("editor", to: .groups(.id("grp_staff"))))
            }
            let before = Timestamp.noon + .nanoseconds(-1)
            #expect(try await holders(in: .tenant, at: before, of: store) == ["ann", "bob", "cat", "eve"])
            #expect(try await holders(in: .tenant, at: .noon, of: store) == ["ann", "bob", "eve"])
            #expect(try await holders(in: .organization("org_one"), at: .noon, of: store) == ["dan"])
            #expect(try await holders(in: .organization("org_two"), at: .noon, of: store) == [])
        },
        StoreContract("a permission given directly needs its user and one of its API's permissions, and is there once")
        {
            fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { try $0.putAPI(.billing("read:bills")) }
            let assignment = PermissionAssignment.ann("read:bills")
            let changes = try await store.changes { transaction throws in
                #expect(try transaction.addPermissionAssignment(assignment))
                #expect(try !transaction.addPermissionAssignment(assignment))
            }
            #expect(changes == [.addPermissionAssignment(assignment)])
            #expect(try await store.read { try $0.permissionAssignments(of: .acme("ann")) } == [assignment])
            #expect(try await store.read { try $0.permissionAssignments(of: .acme("bob")) } == [])
            await store.expect(.unknown(.permission, "pay:bills")) {
                try $0.addPermissionAssignment(.ann("pay:bills"))
            }
            await store.expect(.unknown(.user, "okta|acme|zoe")) { transaction in
                var stranger = assignment
                stranger.user = .acme("zoe")
                try transaction.addPermissionAssignment(stranger)
            }
            await store.expect(.unknown(.api, "https://none")) { transaction in
                var elsewhere = assignment
                elsewhere.api = "https://none"
                try transaction.addPermissionAssignment(elsewhere)
            }
            let removal = try await store.changes { transaction throws in
                #expect(try transaction.removePermissionAssignment(assignment))
                #expect(try !transaction.removePermissionAssignment(assignment))
            }
            #expect(removal == [.removePermissionAssignment(assignment)])
        },
        StoreContract("a permission given directly ends with its user, its API, and its place in the API") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let assignments = ["read", "write"].map(PermissionAssignment.ann)
            @Sendable func give(_ transaction: any DirectoryTransaction) throws {
                try transaction.putAPI(.billing("read", "write"))
                for assignment in assignments { try transaction.addPermissionAssignment(assignment) }
            }
            _ = try await store.commit(give)
            let less = try await store.changes { try $0.putAPI(.billing("write")) }
            #expect(less == [.removePermissionAssignment(assignments[0]), .putAPI(.billing("write"))])
            #expect(try await store.read { try $0.permissionAssignments(of: .acme("ann")) } == [assignments[1]])
            _ = try await store.commit(give)
            let gone = try await store.changes { try $0.deleteAPI(API.billing().identifier) }
            let removals = [assignments[1], assignments[0]].map { Change.removePermissionAssignment($0) }
            #expect(gone == removals + [.deleteAPI("https://billing")])
            _ = try await store.commit(give)
            #expect(try await store.changes { try $0.deleteUser(.acme("ann"), now: .noon) }.count == 1)
            _ = try await store.commit { _ = try $0.createUser(UserDocument("ann"), now: .noon) }
            #expect(try await store.read { try $0.permissionAssignments(of: .acme("ann")) } == [])
        },
        StoreContract("an administrator's block stays whatever the provider writes, until it is lifted") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let later = Timestamp.noon + .seconds(60)
            var blocked = UserDocument("ann").user
            blocked.isBlocked = true
            let changes = try await store.changes { transaction throws in
                #expect(try transaction.setBlocked(.acme("ann"), true, now: later))
                #expect(try !transaction.setBlocked(.acme("ann"), true, now: later))
            }
            #expect(changes == [.putUser(blocked)])
            let document = UserDocument("ann", isActive: true, attributes: #"{"a":1}"#)
            let replaced = try await store.commit { try $0.replaceUser(document, now: later) }.value
            #expect(replaced.user == blocked)
            #expect(replaced.version == 3)
            #expect(try await store.read { try $0.user(.acme("ann")) } == replaced)
            _ = try await store.commit { try $0.setBlocked(.acme("ann"), false, now: later) }
            #expect(try await store.read { try $0.user(.acme("ann"))?.user.isAdmitted } == true)
            await store.expect(.unknown(.user, "okta|acme|zoe")) { try $0.setBlocked(.acme("zoe"), true, now: .noon) }
        },
        StoreContract("a connection can go with all that it brought, which a feed tells by its name alone") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let assignment = RoleAssignment("editor", to: .groups(.name("staff", connection: "con_acme")))
            _ = try await store.commit { transaction throws in
                try transaction.putRole(Role("editor"))
                try transaction.putAPI(.billing("read"))
                try transaction.putOrganization(Organization("one"))
                try transaction.addMembers([.acme("ann"), .group("grp_admins")], to: "grp_staff", now: .noon)
                try transaction.addAssignment(assignment)
                try transaction.addAssignment(RoleAssignment("editor", to: .groups(.id("grp_staff"))))
                try transaction.addAssignment(RoleAssignment("editor", to: .user(.acme("ann"))))
                try transaction.addPermissionAssignment(.ann("read"))
                try transaction.addOrganizationMember(OrganizationMember(organization: "org_one", user: .acme("ann")))
                _ = try transaction.createUser(UserDocument("ann", in: .globex), now: .noon)
            }
            let changes = try await store.changes { transaction throws in
                #expect(try transaction.deleteConnectionWithResources("con_acme", now: .noon))
                #expect(try !transaction.deleteConnectionWithResources("con_acme", now: .noon))
            }
            #expect(changes == [.removeAssignment(assignment), .deleteConnection("con_acme")])
            let counts = try await store.read { try $0.counts() }
            #expect((counts.connections, counts.users, counts.groups) == (1, 1, 0))
            #expect((counts.memberships, counts.organizationMembers, counts.assignments) == (0, 0, 0))
        },
    ]
}

/// The names of the role's holders, by pages of two.
private func holders(in scope: RoleAssignment.Scope, at instant: Timestamp, of store: any DirectoryStore)
    async throws -> [String]
{
    try await store.read { reader throws in
        var names = [String]()
        var position: ListPosition?
        repeat {
            let page = try reader.users(holding: "rol_editor", in: scope, at: instant, after: position, limit: 2)
            #expect(page.elements.count == 2 || page.next == nil)
            names += page.elements.map(\.userName)
            position = page.next
        } while position != nil
        return names
    }
}

extension API {
    fileprivate static func billing(_ permissions: String...) -> API {
        API(
            identifier: "https://billing",
            name: "Billing",
            permissions: permissions.map { Permission(name: $0) },
            origin: .api
        )
    }
}

extension PermissionAssignment {
    fileprivate static func ann(_ permission: String) -> PermissionAssignment {
        PermissionAssignment(user: .acme("ann"), api: "https://billing", permission: permission, origin: .api)
    }
}
