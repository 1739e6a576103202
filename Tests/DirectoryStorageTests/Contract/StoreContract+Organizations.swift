import AccessModel
import DirectoryStorage
import Testing

extension StoreContract {
    static let organizations = [
        StoreContract("an organization is found by id and name, and its name is unique") { fixture in
            let store = try await fixture.open()
            var one = Organization("one")
            one.displayName = "One, Inc."
            _ = try await store.commit { [one] in try $0.putOrganization(one) }
            try await store.read { [one] reader throws in
                #expect(try reader.organization("org_one") == one)
                #expect(try reader.organization(named: "one") == one)
                #expect(try reader.organizations() == [one])
                #expect(try reader.organizationCount() == 1)
            }
            var twin = Organization("two")
            twin.name = "one"
            await store.expect(.notUnique(.organizationName, "one")) { [twin] in try $0.putOrganization(twin) }
        },
        StoreContract("an organization's connections keep their settings while they are off") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            var link = OrganizationConnection(
                organization: "org_one",
                connection: "con_acme",
                assignsMembershipOnLogin: true,
                origin: .api
            )
            _ = try await store.commit { [link] transaction throws in
                try transaction.putOrganization(Organization("one"))
                #expect(try transaction.putOrganizationConnection(link))
                #expect(try !transaction.putOrganizationConnection(link))
            }
            link.isEnabled = false
            let changes = try await store.changes { [link] in try $0.putOrganizationConnection(link) }
            #expect(changes == [.putOrganizationConnection(link)])
            #expect(try await store.read { try $0.organizationConnections(of: "org_one") } == [link])
            #expect(try await store.read { try $0.organizationConnections() } == [link])
            let gone = try await store.changes { transaction throws in
                #expect(try transaction.deleteOrganizationConnection("org_one", "con_acme"))
                #expect(try !transaction.deleteOrganizationConnection("org_one", "con_acme"))
            }
            #expect(gone == [.deleteOrganizationConnection("org_one", "con_acme")])
            await #expect(throws: StoreError.unknown(.organization, "org_two")) {
                try await store.commit { transaction throws in
                    let link = OrganizationConnection(
                        organization: "org_two",
                        connection: "con_acme",
                        assignsMembershipOnLogin: true,
                        origin: .api
                    )
                    try transaction.putOrganizationConnection(link)
                }
            }
        },
        StoreContract("a membership in an organization is made once") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { try $0.putOrganization(Organization("one")) }
            let start = try await store.head()
            let member = OrganizationMember(organization: "org_one", user: .acme("ann"))
            let made = try await withThrowingTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask { try await store.commit { try $0.addOrganizationMember(member) }.isChange }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(made == 1)
            #expect(try await store.allChanges(after: start).flatMap(\.changes) == [.addOrganizationMember(member)])
            try await store.read { reader throws in
                #expect(try reader.isMember(member))
                #expect(try !reader.isMember(OrganizationMember(organization: "org_one", user: .acme("bob"))))
                #expect(try reader.organizations(of: .acme("ann")).map(\.id) == ["org_one"])
            }
            #expect(try await store.commit { try $0.removeOrganizationMember(member) }.isChange)
            #expect(try await !store.commit { try $0.removeOrganizationMember(member) }.isChange)
            await #expect(throws: StoreError.unknown(.user, "okta|acme|zoe")) {
                try await store.commit { transaction throws in
                    try transaction.addOrganizationMember(
                        OrganizationMember(organization: "org_one", user: .acme("zoe"))
                    )
                }
            }
        },
        StoreContract("members of an organization are listed from any position") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { transaction throws in
                try transaction.putOrganization(Organization("one"))
                for name in ["dan", "ann", "bob"] {
                    try transaction.addOrganizationMember(
                        OrganizationMember(organization: "org_one", user: .acme(name))
                    )
                }
            }
            try await store.read { reader throws in
                let first = try reader.organizationMembers(of: "org_one", after: nil, limit: 2)
                #expect(first.elements == [.acme("ann"), .acme("bob")])
                let rest = try reader.organizationMembers(of: "org_one", after: first.next, limit: 2)
                #expect(rest.elements == [.acme("dan")])
                #expect(rest.next == nil)
                #expect(try reader.organizationMemberCount(of: "org_one") == 3)
                #expect(try reader.organizationMemberCount(of: "org_two") == 0)
            }
        },
        StoreContract("an organization has the groups of the connections that are enabled there") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            var link = OrganizationConnection(
                organization: "org_one",
                connection: "con_acme",
                assignsMembershipOnLogin: false,
                origin: .api
            )
            _ = try await store.commit { [link] transaction throws in
                _ = try transaction.createGroup(GroupDocument("others", in: .globex), uniqueName: true, now: .noon)
                try transaction.putOrganization(Organization("one"))
                try transaction.putOrganizationConnection(link)
            }
            try await store.read { reader throws in
                let first = try reader.groups(of: "org_one", after: nil, limit: 1)
                #expect(first.elements.map(\.group.name) == ["staff"])
                let rest = try reader.groups(of: "org_one", after: first.next, limit: 1)
                #expect(rest.elements.map(\.group.name) == ["admins"])
                #expect(rest.next == nil)
            }
            link.isEnabled = false
            _ = try await store.commit { [link] in try $0.putOrganizationConnection(link) }
            #expect(try await store.read { try $0.groups(of: "org_one", after: nil, limit: 9).elements } == [])
        },
        StoreContract("a deleted organization takes its links, members and assignments along") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit { transaction throws in
                try transaction.putOrganization(Organization("one"))
                try transaction.addOrganizationMember(OrganizationMember(organization: "org_one", user: .acme("ann")))
                try transaction.putRole(Role("editor"))
                let holder = RoleAssignment.Holder.user(.acme("ann"))
                try transaction.addAssignment(RoleAssignment("editor", to: holder, scope: .organization("org_one")))
                try transaction.addAssignment(RoleAssignment("editor", to: holder))
            }
            let changes = try await store.changes { try $0.deleteOrganization("org_one") }
            #expect(changes == [.deleteOrganization("org_one")])
            #expect(try await store.read { try $0.assignments().map(\.scope) } == [.tenant])
            #expect(try await store.read { try $0.organizations(of: .acme("ann")) } == [])
        },
        StoreContract("a connection with users or groups stays, and says how many it has") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            await store.expect(.connectionInUse("acme", users: 5, groups: 2)) { try $0.deleteConnection("con_acme") }
            #expect(try await store.commit { try $0.deleteConnection("con_globex") }.value)
            #expect(try await store.read { try $0.connections().map(\.name) } == ["acme"])
        },
        StoreContract("connection names are unique, and a connection can take another name") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            var connection = Connection.globex
            connection.name = "acme"
            await store.expect(.notUnique(.connectionName, "acme")) { [connection] in try $0.putConnection(connection) }
            connection.name = "initech"
            let changes = try await store.changes { [connection] in try $0.putConnection(connection) }
            #expect(changes == [.putConnection(connection)])
            #expect(try await store.read { try $0.connection(named: "initech") } == connection)
            #expect(try await store.read { try $0.connection(named: "globex") } == nil)
        },
    ]
}
