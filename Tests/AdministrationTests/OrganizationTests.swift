import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON
import Testing

@testable import Administration

@Suite struct `Organizations` {
    @Test func `are created, shown, changed and deleted`() async throws {
        try await TestAPI.run { api in
            let made = try await api.ask(
                .post,
                "organizations",
                [
                    "name": "acme", "display_name": "Acme, Inc.", "metadata": ["customerTier": "gold"],
                    "branding": ["logo_url": "https://acme.test/logo.png", "colors": ["primary": "#ff0000"]],
                ]
            )
            #expect(made.status == .created)
            let id = try #require(made.text("id"))
            #expect(id.hasPrefix("org_") && id.count == 20)
            #expect(made["metadata"] == ["customerTier": "gold"])
            #expect(made["enabled_connections"] == [])
            #expect(made.headers.contains { $0.name.rawName == "Rollcall-Revision" })

            let shown = try await api.ask(.get, "organizations/\(id)")
            #expect(shown.text("branding", "colors", "primary") == "#ff0000")
            #expect(try await api.ask(.get, "organizations/name/acme").body == shown.body)

            let changed = try await api.ask(
                .patch,
                "organizations/\(id)",
                ["name": "acme-2", "display_name": .null, "metadata": ["customerTier": .null, "region": "eu"]]
            )
            #expect(changed.status == .ok)
            #expect(changed["display_name"] == nil)
            #expect(changed["metadata"] == ["region": "eu"])
            #expect(changed.text("branding", "logo_url") == "https://acme.test/logo.png")
            #expect(try await api.ask(.patch, "organizations/\(id)", [:]).body == changed.body)
            try await api.refuses(.notFound, .get, "organizations/name/acme")

            #expect(try await api.ask(.delete, "organizations/\(id)").status == .noContent)
            let gone = try await api.refuses(.notFound, .get, "organizations/\(id)")
            #expect(gone.text("message") == "Organization not found.")
            try await api.refuses(.notFound, .delete, "organizations/\(id)")
            try await api.refuses(.notFound, .patch, "organizations/\(id)", [:])
        }
    }

    @Test func `are created with the connections that people log in through`() async throws {
        try await TestAPI.run { api in
            let okta = try await api.makeConnection("acme-okta")
            let made = try await api.ask(
                .post,
                "organizations",
                [
                    "name": "acme",
                    "enabled_connections": [["connection_id": .string(okta), "assign_membership_on_login": true]],
                ]
            )
            #expect(made.status == .created)
            #expect(
                made["enabled_connections"] == [
                    [
                        "connection_id": .string(okta), "assign_membership_on_login": true, "show_as_button": true,
                        "is_signup_enabled": false, "connection": ["name": "acme-okta", "strategy": "okta"],
                    ]
                ]
            )
            let unknown: JSONValue = ["name": "globex", "enabled_connections": [["connection_id": "con_none"]]]
            try await api.refuses(.notFound, .post, "organizations", unknown)
            try await api.refuses(.notFound, .get, "organizations/name/globex")
        }
    }

    @Test(
        arguments: [
            (["name": "Acme"], "name"), (["name": "org_acme"], "name"), (["name": "-acme"], "name"),
            (["name": ""], "name"), (["display_name": "No name"], "Missing required property: name"),
            (["name": "acme", "metadata": ["a": 1]], "metadata.a"),
            (["name": "acme", "branding": ["colors": ["primary": "red"]]], "branding.colors.primary"),
            (["name": "acme", "token_quota": [:]], "Additional properties not allowed: token_quota"),
            (["name": "acme", "enabled_connections": [[:]]], "Missing required property: connection_id"),
        ] as [(JSONValue, String)]
    )
    func `are refused with what does not fit`(body: JSONValue, reason: String) async throws {
        try await TestAPI.run { api in
            let answer = try await api.refuses(.badRequest, .post, "organizations", body)
            #expect(answer.text("errorCode") == "invalid_body")
            #expect(answer.text("message")?.contains(reason) == true)
        }
    }

    @Test func `have names of their own`() async throws {
        try await TestAPI.run { api in
            _ = try await api.makeOrganization("acme")
            let globex = try await api.makeOrganization("globex")
            try await api.refuses(.conflict, .post, "organizations", ["name": "acme"])
            try await api.refuses(.conflict, .patch, "organizations/\(globex)", ["name": "acme"])
            let kept = try await api.ask(.get, "organizations/\(globex)")
            try await api.refuses(
                .conflict,
                .patch,
                "organizations/\(globex)",
                ["name": "acme", "metadata": ["never": "kept"]]
            )
            #expect(try await api.ask(.get, "organizations/\(globex)").body == kept.body)
        }
    }

    @Test func `that policy declares change only there`() async throws {
        try await TestAPI.run { api in
            let acme = Organization(id: "org_acme", name: "acme", origin: .policy(file: "acme.yaml"))
            try await api.declare(RoleModel(organizations: [acme]))
            let refusal = try await api.refuses(.conflict, .patch, "organizations/org_acme", ["display_name": "Acme"])
            #expect(refusal.text("message")?.contains("acme.yaml") == true)
            try await api.refuses(.conflict, .patch, "organizations/org_acme", ["metadata": ["a": "b"]])
            try await api.refuses(.conflict, .delete, "organizations/org_acme")
            #expect(try await api.ask(.patch, "organizations/org_acme", [:]).status == .ok)
        }
    }

    @Test func `are listed in both styles of paging`() async throws {
        try await TestAPI.run { api in
            for name in ["delta", "alpha", "charlie", "bravo"] { _ = try await api.makeOrganization(name) }
            #expect(
                try await api.ask(.get, "organizations").texts("name") == ["alpha", "bravo", "charlie", "delta"]
            )
            let page = try await api.ask(.get, "organizations?page=1&per_page=3&include_totals=true")
            #expect(page.texts("name", in: "organizations") == ["delta"])
            #expect(page["total"] == 4)
            #expect(page["start"] == 3)
            let beyond = try await api.ask(.get, "organizations?page=9&per_page=3&include_totals=true")
            #expect(beyond["organizations"] == [])

            let first = try await api.ask(.get, "organizations?take=2&include_totals=true")
            #expect(first.texts("name", in: "organizations") == ["alpha", "bravo"])
            let cursor = try #require(first.text("next"))
            _ = try await api.makeOrganization("aaron")
            _ = try await api.makeOrganization("echo")
            let rest = try await api.ask(.get, "organizations?take=50&from=\(cursor)")
            #expect(rest.texts("name", in: "organizations") == ["charlie", "delta", "echo"])
            #expect(rest["next"] == nil)
            try await api.refuses(.badRequest, .get, "organizations?from=nonsense")
            try await api.refuses(.badRequest, .get, "organizations?from=\(cursor)&page=0")
        }
    }

    @Test func `are no more than the limit`() async throws {
        var limits = ManagementLimits()
        limits.organizations = 1
        try await TestAPI.run(limits: limits) { api in
            _ = try await api.makeOrganization("acme")
            try await api.refuses(.conflict, .post, "organizations", ["name": "globex"])
        }
    }
}
