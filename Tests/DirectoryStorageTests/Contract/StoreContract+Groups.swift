import AccessModel
import DirectoryStorage
import Testing

extension StoreContract {
    static let groups = [
        StoreContract("a group is found by id, name and external id") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            var document = GroupDocument("Sales", in: .globex, attributes: #"{"x":1}"#)
            document.group.externalID = "ext"
            let created = try await store.commit { [document] in
                try $0.createGroup(document, uniqueName: true, now: .noon)
            }.value
            try await store.read { reader throws in
                #expect(try reader.group("grp_Sales") == created)
                #expect(try reader.groups(foldedName: "sales", in: "con_globex") == [created])
                #expect(try reader.groups(externalID: "ext", in: "con_globex") == [created])
                #expect(try reader.groups(foldedName: "sales", in: "con_acme").isEmpty)
                #expect(try reader.groups(in: "con_globex", offset: 0, limit: 9) == [created])
                #expect(try reader.groupCount(in: "con_acme") == 2)
                let page = try reader.groups(in: "con_acme", after: nil, limit: 1)
                #expect(page.elements.map(\.group.name) == ["staff"])
                let rest = try reader.groups(in: "con_acme", after: page.next, limit: 1)
                #expect(rest.elements.map(\.group.name) == ["admins"])
                #expect(rest.next == nil)
                var seen = 0
                try reader.scanGroups(in: "con_acme") { _ in
                    seen += 1
                    return .stop
                }
                #expect(seen == 1)
            }
        },
        StoreContract("group names are unique only where that is asked, ids always") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            var twin = GroupDocument("STAFF")
            twin.foldedName = "staff"
            await store.expect(.notUnique(.groupName, "STAFF")) { [twin] in
                _ = try $0.createGroup(twin, uniqueName: true, now: .noon)
            }
            _ = try await store.commit { [twin] in try $0.createGroup(twin, uniqueName: false, now: .noon) }
            #expect(try await store.read { try $0.groups(foldedName: "staff", in: "con_acme").count } == 2)
            await store.expect(.notUnique(.groupName, "STAFF")) { [twin] in
                _ = try $0.replaceGroup(twin, uniqueName: true, now: .noon)
            }
            await store.expect(.notUnique(.groupID, "grp_STAFF")) { [twin] in
                _ = try $0.createGroup(twin, uniqueName: false, now: .noon)
            }
            await store.expect(.unknown(.group, "grp_none")) {
                _ = try $0.replaceGroup(GroupDocument("none"), uniqueName: false, now: .noon)
            }
        },
        StoreContract("a renamed group keeps its id, its members and its roles") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { transaction throws in
                try transaction.addMembers([.acme("ann")], to: "grp_staff", now: .noon)
                try transaction.putRole(Role("editor"))
                try transaction.addAssignment(RoleAssignment("editor", to: .groups(.id("grp_staff"))))
            }
            var document = GroupDocument("Crew")
            document.group.id = "grp_staff"
            let changes = try await store.changes { [document] in
                _ = try $0.replaceGroup(document, uniqueName: true, now: .noon)
            }
            #expect(changes == [.putGroup(document.group)])
            try await store.read { reader throws in
                #expect(try reader.group("grp_staff")?.version == 3)
                #expect(try reader.isMember(.acme("ann"), of: "grp_staff"))
                #expect(try reader.assignments().count == 1)
            }
        },
        StoreContract("a deleted group ends its memberships both ways and the assignments by its id") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { transaction throws in
                try transaction.addMembers([.acme("ann"), .group("grp_staff")], to: "grp_admins", now: .noon)
                try transaction.addMembers([.acme("bob")], to: "grp_staff", now: .noon)
                try transaction.putRole(Role("editor"))
                try transaction.addAssignment(RoleAssignment("editor", to: .groups(.id("grp_staff"))))
                try transaction.addAssignment(
                    RoleAssignment("editor", to: .groups(.name("staff", connection: "con_acme")))
                )
            }
            let changes = try await store.changes { try $0.deleteGroup("grp_staff", now: .noon) }
            #expect(changes == [.deleteGroup("grp_staff")])
            try await store.read { reader throws in
                #expect(try reader.group("grp_staff") == nil)
                #expect(try reader.group("grp_admins")?.version == 3)
                #expect(
                    try reader.members(of: "grp_admins", after: nil, limit: 9).elements.map(\.member) == [.acme("ann")]
                )
                #expect(try reader.assignments().count == 1)
                #expect(try reader.groups(of: .acme("bob")).isEmpty)
            }
            #expect(try await store.commit { try $0.deleteGroup("grp_staff", now: .noon) }.value == false)
        },
    ]
}
