import AccessModel
import DirectoryStorage
import Testing

extension StoreContract {
    static let groupLists = [
        StoreContract("groups of all connections come page by page, narrowed by what a filter says") { fixture in
            let store = try await fixture.open()
            try await store.seedGroups()
            #expect(try await store.names(GroupFilter()) == ["staff", "admins", "Staff", "École", "staff"])
            #expect(
                try await store.names(GroupFilter(connection: "con_acme")) == ["staff", "admins", "Staff", "École"]
            )
            #expect(try await store.names(GroupFilter(connection: "con_none")) == [])
            #expect(try await store.names(GroupFilter(name: "staff")) == ["staff", "staff"])
            #expect(try await store.names(GroupFilter(name: "Staff")) == ["Staff"])
            #expect(try await store.names(GroupFilter(connection: "con_globex", name: "staff")) == ["staff"])
            #expect(try await store.names(GroupFilter(externalID: "x-1")) == ["Staff", "staff"])
            #expect(try await store.names(GroupFilter(connection: "con_acme", externalID: "x-1")) == ["Staff"])
            #expect(try await store.names(GroupFilter(text: "STAF")) == ["staff", "Staff", "staff"])
            #expect(try await store.names(GroupFilter(text: "éco")) == ["École"])
            #expect(try await store.names(GroupFilter(text: "x-")) == ["Staff", "staff"])
            #expect(try await store.names(GroupFilter(name: "staff", text: "x-")) == ["staff"])
        },
        StoreContract("what gives a role to groups is found by role, by connection, and counted by scope") { fixture in
            let store = try await fixture.open()
            try await store.seedGroups()
            let byID = RoleAssignment("editor", to: .groups(.id("grp_staff")))
            let inside = RoleAssignment("editor", to: .groups(.id("grp_staff")), scope: .organization("org_one"))
            let other = RoleAssignment("viewer", to: .groups(.id("grp_staff")))
            let byName = RoleAssignment("editor", to: .groups(.name("staff", connection: "con_acme")))
            let direct = RoleAssignment("editor", to: .user(.acme("ann")))
            _ = try await store.commit { transaction throws in
                for name in ["editor", "viewer"] { try transaction.putRole(Role(name)) }
                try transaction.putOrganization(Organization("one"))
                for assignment in [byID, inside, other, byName, direct] { try transaction.addAssignment(assignment) }
            }
            try await store.read { reader throws in
                #expect(try reader.groupAssignments(of: "rol_editor") == [byID, inside, byName])
                #expect(try reader.groupAssignments(of: "rol_none") == [])
                #expect(try reader.groupRoleMappings(of: nil) == [byName])
                #expect(try reader.groupRoleMappings(of: "con_globex") == [])
                #expect(try reader.groupRoleCounts(in: .tenant, at: .noon) == GroupRoleCounts(roles: 2, groups: 1))
                let inOne = RoleAssignment.Scope.organization("org_one")
                #expect(try reader.groupRoleCounts(in: inOne, at: .noon) == GroupRoleCounts(roles: 1, groups: 1))
                #expect(try reader.userCount(holding: "rol_editor", in: .tenant, at: .noon) == 1)
                #expect(try reader.userCount(holding: "rol_viewer", in: .tenant, at: .noon) == 0)
            }
        },
        StoreContract("what a deleted group was assigned by the API is adopted by its successor, once") { fixture in
            let store = try await fixture.open()
            try await store.seedGroups()
            let lasting = RoleAssignment("editor", to: .groups(.id("grp_Staff")))
            let expired = RoleAssignment("viewer", to: .groups(.id("grp_Staff")), expires: .noon)
            let inside = RoleAssignment("editor", to: .groups(.id("grp_Staff")), scope: .organization("org_one"))
            _ = try await store.commit { transaction throws in
                for name in ["editor", "viewer"] { try transaction.putRole(Role(name)) }
                try transaction.putOrganization(Organization("one"))
                for assignment in [lasting, expired, inside] { try transaction.addAssignment(assignment) }
                try transaction.deleteGroup("grp_Staff", now: .noon)
                _ = try transaction.createGroup(.init("again", externalID: "x-1"), uniqueName: true, now: .noon)
                #expect(try transaction.adoptAssignments(of: "grp_staff", now: .noon) == [])
            }
            let heirs = [lasting, inside].map {
                RoleAssignment("editor", to: .groups(.id("grp_again")), scope: $0.scope)
            }
            let changes = try await store.changes { transaction throws in
                #expect(try transaction.adoptAssignments(of: "grp_again", now: .noon) == heirs)
                #expect(try transaction.adoptAssignments(of: "grp_again", now: .noon) == [])
            }
            #expect(changes == heirs.map(Change.addAssignment))
            _ = try await store.commit { transaction throws in
                for heir in heirs { try transaction.removeAssignment(heir) }
                #expect(try transaction.adoptAssignments(of: "grp_again", now: .noon) == [])
            }
        },
        StoreContract("what a group holds already stays as it is when it adopts, and the last ending counts") {
            fixture in
            let store = try await fixture.open()
            try await store.seedGroups()
            let (soon, late) = (Timestamp.noon + .seconds(60), Timestamp.noon + .seconds(3_600))
            @Sendable func given(_ role: String, to group: Group.ID, until end: Timestamp?) -> RoleAssignment {
                RoleAssignment(role, to: .groups(.id(group)), expires: end)
            }
            _ = try await store.commit { transaction throws in
                for name in ["editor", "viewer"] { try transaction.putRole(Role(name)) }
                for (name, end) in [("Staff", soon), ("second", late)] as [(String, Timestamp)] {
                    let id = Group.ID("grp_\(name)")
                    if name != "Staff" {
                        _ = try transaction.createGroup(.init(name, externalID: "x-1"), uniqueName: true, now: .noon)
                    }
                    for role in ["editor", "viewer"] { try transaction.addAssignment(given(role, to: id, until: end)) }
                    try transaction.deleteGroup(id, now: .noon)
                }
                _ = try transaction.createGroup(.init("again", externalID: "x-1"), uniqueName: true, now: .noon)
                let held = given("editor", to: "grp_again", until: nil)
                let adopted = given("viewer", to: "grp_again", until: late)
                try transaction.addAssignment(held)
                #expect(try transaction.adoptAssignments(of: "grp_again", now: .noon) == [adopted])
                #expect(Set(try transaction.assignments(to: "grp_again")) == [held, adopted])
            }
        },
        StoreContract("what groups had that ended long ago, or had in what is gone, is forgotten") { fixture in
            let store = try await fixture.open()
            try await store.seedGroups()
            let inside = RoleAssignment("editor", to: .groups(.id("grp_Staff")), scope: .organization("org_one"))
            _ = try await store.commit { transaction throws in
                for name in ["editor", "viewer"] { try transaction.putRole(Role(name)) }
                try transaction.putOrganization(Organization("one"))
                let lasting = ["editor", "viewer"].map { RoleAssignment($0, to: .groups(.id("grp_Staff"))) }
                for assignment in lasting + [inside] { try transaction.addAssignment(assignment) }
                try transaction.deleteGroup("grp_Staff", now: .noon)
                _ = try transaction.createGroup(.init("again", externalID: "x-1"), uniqueName: true, now: .noon)
                try transaction.deleteRole("rol_viewer")
                try transaction.deleteOrganization("org_one")
                #expect(try transaction.forgetEndedAssignments(before: .noon) == 0)
                #expect(try transaction.forgetEndedAssignments(before: .noon + .seconds(1)) == 1)
                #expect(try transaction.adoptAssignments(of: "grp_again", now: .noon) == [])
            }
        },
    ]
}

extension DirectoryStore {
    /// What ``seed()`` makes, and three groups more, one of another connection.
    fileprivate func seedGroups() async throws {
        try await seed()
        _ = try await commit { transaction throws in
            let more = [
                GroupDocument("Staff", externalID: "x-1"), GroupDocument("École", externalID: nil),
                GroupDocument("staff", in: .globex, id: "grp_other", externalID: "x-1"),
            ]
            for group in more { _ = try transaction.createGroup(group, uniqueName: false, now: .noon) }
        }
    }

    /// Of the groups that the filter shows, two at a time.
    fileprivate func names(_ filter: GroupFilter) async throws -> [String] {
        try await read { reader throws in
            var names: [String] = []
            var position: ListPosition?
            repeat {
                let page = try reader.groups(filter, after: position, limit: 2)
                names += page.elements.map(\.group.name)
                position = page.next
            } while position != nil
            #expect(try reader.groupCount(filter) == names.count)
            return names
        }
    }
}

extension GroupDocument {
    fileprivate init(
        _ name: String,
        in connection: Connection = .acme,
        id: Group.ID? = nil,
        externalID: String?
    ) {
        let group = Group(
            id: id ?? Group.ID(name: name),
            connection: connection.id,
            name: name,
            externalID: externalID
        )
        self.init(group: group, foldedName: name.caseFolded, attributes: "{}")
    }
}
