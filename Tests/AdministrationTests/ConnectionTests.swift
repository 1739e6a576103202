import AccessIndex
import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON
import Testing
import TestSupport

@testable import Administration

@Suite struct `Connections of the tenant` {
    @Test func `are created, shown, changed and listed`() async throws {
        try await TestAPI.run { api in
            let made = try await api.ask(
                .post,
                "connections",
                [
                    "name": "acme-okta", "strategy": "okta", "display_name": "Acme",
                    "options": ["domain": "acme.okta.test", "scopeNames": ["a"]],
                ]
            )
            #expect(made.status == .created)
            let id = try #require(made.text("id"))
            #expect(id.hasPrefix("con_") && id.count == 20)
            #expect(made["options"] == ["domain": "acme.okta.test", "scopeNames": ["a"]])
            #expect(try await api.ask(.get, "connections/\(id)").body == made.body)

            let changed = try await api.ask(
                .patch,
                "connections/\(id)",
                ["display_name": .null, "metadata": ["team": "it"], "show_as_button": false]
            )
            #expect(changed.status == .ok)
            #expect(changed["display_name"] == nil)
            #expect(changed["metadata"] == ["team": "it"])
            #expect(changed["options"] == made["options"])

            _ = try await api.makeConnection("acme-saml", ["strategy": "samlp"])
            _ = try await api.makeConnection("acme-waad", ["strategy": "waad"])
            let some = try await api.ask(.get, "connections?strategy=okta&strategy=samlp&include_totals=true&take=50")
            #expect(some.texts("name", in: "connections") == ["acme-okta", "acme-saml"])
            let named = try await api.ask(.get, "connections?name=acme-waad&fields=name,strategy")
            #expect(named.body == [["name": "acme-waad", "strategy": "waad"]])
        }
    }

    @Test func `take options as deep as a body may be, and numbers as they are written`() async throws {
        try await TestAPI.run { api in
            func options(_ depth: Int) -> JSONValue { (0..<depth).reduce(1) { value, _ in ["a": value] } }
            let numbers: JSONValue = ["a": .number(try #require(JSONNumber("12345678901234567890.5")))]
            for good in [options(31), numbers] {
                let id = try await api.makeConnection("acme-\(UInt32.random(in: .min ... .max))", ["options": good])
                #expect(try await api.ask(.get, "connections/\(id)?fields=options")["options"] == good)
            }
            let body: JSONValue = ["name": "deep", "strategy": "okta", "options": options(32)]
            let answer = try await api.refuses(.badRequest, .post, "connections", body)
            #expect(answer.text("message")?.contains("nested more than 32 levels deep") == true)
        }
    }

    @Test func `show null for what an older version kept deeper`() async throws {
        try await TestAPI.run { api in
            let id = try await api.makeConnection("acme-okta")
            let depth = 300
            let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            _ = try await api.store.commit(by: .system, at: api.clock.now()) { transaction in
                let record = AttributedRecord.connection(Connection.ID(id))
                try transaction.putAttributes(#"{"options":{"deep":\#(deep),"domain":"x"}}"#, of: record)
            }
            let shown = try await api.ask(.get, "connections/\(id)")
            #expect(shown.status == .ok && shown["options", "domain"] == "x")
            var depthShown = 0
            var value = shown["options", "deep"]
            while case .array(let elements)? = value { (value, depthShown) = (elements.first, depthShown + 1) }
            #expect(value == .null && depthShown == 30)
        }
    }

    @Test func `keep no secrets among their options`() async throws {
        try await TestAPI.run { api in
            let id = try await api.makeConnection(
                "acme-okta",
                ["options": ["client_id": "abc", "client_secret": "s3cret", "idp": ["signingKey": "-----BEGIN"]]]
            )
            let shown = try await api.ask(.get, "connections/\(id)")
            #expect(shown["options"] == ["client_id": "abc", "idp": [:]])
            let kept = try await api.store.read { try $0.attributes(of: .connection(Connection.ID(id))) }
            #expect(kept?.contains("s3cret") == false)
        }
    }

    @Test(
        arguments: [
            (["name": "-acme", "strategy": "okta"], "name"), (["name": "acme--okta", "strategy": "okta"], "name"),
            (["name": "acme", "strategy": "auth0"], "strategy"), (["name": "acme"], "strategy"),
            (["name": "acme", "strategy": "okta", "realms": ["acme"]], "realms"),
            (["name": "acme", "strategy": "okta", "options": 1], "options"),
        ] as [(JSONValue, String)]
    )
    func `are refused with what does not fit`(body: JSONValue, property: String) async throws {
        try await TestAPI.run { api in
            let answer = try await api.refuses(.badRequest, .post, "connections", body)
            #expect(answer.text("errorCode") == "invalid_body")
            #expect(answer.text("message")?.contains(property) == true)
        }
    }

    @Test func `have names of their own`() async throws {
        try await TestAPI.run { api in
            _ = try await api.makeConnection("acme-okta")
            try await api.refuses(.conflict, .post, "connections", ["name": "acme-okta", "strategy": "samlp"])
            try await api.refuses(.notFound, .get, "connections/con_none")
            try await api.refuses(.notFound, .patch, "connections/con_none", [:])
            try await api.refuses(.notFound, .delete, "connections/con_none")
        }
    }

    @Test func `take their users and groups along, and all that these hold`() async throws {
        try await TestAPI.run { api in
            let okta = try await api.makeConnection("acme-okta")
            let organization = try await api.makeOrganization("acme", connections: [okta])
            let ann = try await api.pushUser("ann", okta)
            let staff = try await api.pushGroup("staff", okta, members: [ann])
            try await api.makeRole("reader")
            try await api.commit { transaction in
                try transaction.addOrganizationMember(
                    OrganizationMember(organization: Organization.ID(organization), user: User.ID(ann))
                )
                for holder in [RoleAssignment.Holder.user(User.ID(ann)), .groups(.id(Group.ID(staff)))] {
                    try transaction.addAssignment(
                        RoleAssignment(role: "rol_reader", holder: holder, scope: .tenant, origin: .api)
                    )
                }
            }
            #expect(try await api.ask(.delete, "connections/\(okta)").status == .noContent)
            let left = try await api.store.read { reader in try reader.counts() }
            #expect((left.users, left.groups, left.assignments, left.organizationMembers) == (0, 0, 0, 0))
            #expect(left.organizations == 1)
            #expect(api.publisher.current.counts.users == 0)
            #expect(try await api.ask(.get, "organizations/\(organization)/enabled_connections").body == [])
        }
    }

    @Test func `that policy declares change only there`() async throws {
        try await TestAPI.run { api in
            let policy = Origin.policy(file: "acme.yaml")
            let okta = Connection(id: "con_okta", name: "okta", strategy: .okta, origin: policy)
            try await api.declare(RoleModel(connections: [okta]))
            let refusal = try await api.refuses(.conflict, .patch, "connections/con_okta", ["display_name": "Okta"])
            #expect(refusal.text("message")?.contains("acme.yaml") == true)
            try await api.refuses(.conflict, .delete, "connections/con_okta")
        }
    }
}
