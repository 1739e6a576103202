import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON
import Testing

@testable import Administration

@Suite struct `Resource servers` {
    private static let billing = "https://billing.acme.test/v1"

    @Test func `are created, shown by id and by identifier, and changed`() async throws {
        try await TestAPI.run { api in
            let made = try await api.ask(
                .post,
                "resource-servers",
                [
                    "identifier": .string(Self.billing), "name": "Billing", "enforce_policies": true,
                    "token_dialect": "access_token_authz",
                    "scopes": [["value": "read:invoices", "description": "Read"], ["value": "pay:invoices"]],
                ]
            )
            #expect(made.status == .created)
            let id = try #require(made.text("id"))
            #expect(made["scopes", 1] == ["value": "pay:invoices", "description": ""])
            #expect(made["enforce_policies"] == true)
            #expect(made["is_system"] == false)
            #expect(try await api.ask(.get, "resource-servers/\(id)").body == made.body)
            #expect(try await api.ask(.get, "resource-servers/\(Self.billing.segment)").body == made.body)

            let changed = try await api.ask(
                .patch,
                "resource-servers/\(id)",
                ["name": .null, "token_lifetime": 3_600, "token_dialect": .null]
            )
            #expect(changed.status == .ok)
            #expect(changed.text("name") == Self.billing)
            #expect(changed["token_lifetime"] == 3_600)
            #expect(changed["token_dialect"] == nil)
            #expect(changed["scopes"] == made["scopes"])
            try await api.refuses(.conflict, .post, "resource-servers", ["identifier": .string(Self.billing)])
        }
    }

    @Test func `are listed by page, all or those of some identifiers`() async throws {
        try await TestAPI.run { api in
            for name in ["c", "a", "b"] {
                try await api.ask(.post, "resource-servers", ["identifier": .string("https://\(name).test")])
            }
            let all = try await api.ask(.get, "resource-servers?page=0&per_page=2&include_totals=true")
            #expect(all.texts("identifier", in: "resource_servers") == ["https://a.test", "https://b.test"])
            #expect(all["total"] == 3)
            let path = "resource-servers?identifiers=https%3A%2F%2Fc.test&identifiers=https%3A%2F%2Fa.test"
            #expect(try await api.ask(.get, path).texts("identifier") == ["https://a.test", "https://c.test"])
            try await api.refuses(.notFound, .get, "resource-servers/api_none")
        }
    }

    @Test func `take permissions that they no longer have from every role`() async throws {
        try await TestAPI.run { api in
            let scopes: JSONValue = [["value": "read"], ["value": "pay"]]
            try await api.ask(.post, "resource-servers", ["identifier": "urn:billing", "scopes": scopes])
            let entitlements = ["read", "pay"].map { action in
                Entitlement(resourceType: "api", resourceID: "urn:billing", action: action)
            }
            let other = Entitlement(resourceType: "api", resourceID: "urn:other", action: "read")
            let role = Role.ID(try await api.makeRole("clerk", entitlements: entitlements + [other]))
            try await api.ask(.patch, "resource-servers/urn%3Abilling", ["scopes": [["value": "read"]]])
            #expect(
                try await api.store.read { try $0.role(role)?.entitlements.map(\.action) } == ["read", "read"]
            )
            #expect(try await api.ask(.delete, "resource-servers/urn%3Abilling").status == .noContent)
            #expect(try await api.store.read { try $0.role(role)?.entitlements } == [other])
            try await api.refuses(.notFound, .delete, "resource-servers/urn%3Abilling")
        }
    }

    @Test func `that policy declares change only there`() async throws {
        try await TestAPI.run { api in
            let declared = API(
                identifier: "urn:billing",
                name: "Billing",
                permissions: [API.Permission(name: "read")],
                origin: .policy(file: "billing.yaml")
            )
            try await api.declare(RoleModel(apis: [declared]))
            try await api.refuses(.conflict, .patch, "resource-servers/urn%3Abilling", ["scopes": []])
            try await api.refuses(.conflict, .patch, "resource-servers/urn%3Abilling", ["enforce_policies": true])
            try await api.refuses(.conflict, .delete, "resource-servers/urn%3Abilling")
        }
    }

    @Test(
        arguments: [
            ([:], "identifier"), (["identifier": "urn:x", "signing_secret": "s"], "signing_secret"),
            (["identifier": "urn:x", "scopes": [["value": "a"], ["value": "a"]]], "scopes"),
            (["identifier": "urn:x", "scopes": [["value": ""]]], "scopes[0].value"),
            (["identifier": "urn: x"], "identifier"), (["identifier": "urn:\u{1}x"], "identifier"),
            (["identifier": "urn:x", "scopes": [["value": "read all"]]], "scopes[0].value"),
            (["identifier": "urn:x", "token_dialect": "other"], "token_dialect"),
            (["identifier": "urn:x", "token_lifetime": -1], "token_lifetime"),
        ] as [(JSONValue, String)]
    )
    func `are refused with what does not fit`(body: JSONValue, property: String) async throws {
        try await TestAPI.run { api in
            let answer = try await api.refuses(.badRequest, .post, "resource-servers", body)
            #expect(answer.text("message")?.contains(property) == true)
        }
    }
}
