import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON
import Testing

@testable import Administration

@Suite struct `Roles of the management API` {
    @Test func `are listed by name, some of them by a part of it`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            #expect(try await api.ask(.get, "roles").texts("name") == ["auditor", "editor", "viewer"])
            #expect(try await api.ask(.get, "roles?name_filter=DIT").texts("name") == ["auditor", "editor"])
            let page = try await api.ask(.get, "roles?per_page=1&page=1&include_totals=true")
            #expect(page.texts("name", in: "roles") == ["editor"])
            #expect(page["total"] == 3)
            let beyond = try await api.ask(.get, "roles?page=7&include_totals=true")
            #expect(beyond.texts("name", in: "roles") == [])
            try await api.refuses(.badRequest, .get, "roles?take=1")
            try await api.refuses(.badRequest, .get, "roles?type=organization")
        }
    }

    @Test func `are made, renamed, described and ended`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let made = try await api.done(.ok, .post, "roles", ["name": "Rédacteur", "description": "Writes"])
            let id = try #require(made.text("id"))
            #expect(
                made.body == [
                    "id": .string(id), "name": "Rédacteur", "description": "Writes", "type": "tenant", "origin": "api",
                ]
            )
            try await api.refuses(.conflict, .post, "roles", ["name": "Rédacteur"])
            let changed = try await api.done(.ok, .patch, "roles/\(id)", ["name": "Writer", "description": .null])
            #expect(changed.text("name") == "Writer")
            #expect(changed.text("description") == "")
            try await api.refuses(.conflict, .patch, "roles/\(id)", ["name": "editor"])
            #expect(try await api.done(.ok, .patch, "roles/\(id)", [:]).text("name") == "Writer")
            try await api.done(.ok, .post, "roles/\(id)/users", ["users": ["okta|acme-okta|ann"]])
            try await api.done(.ok, .delete, "roles/\(id)")
            try await api.refuses(.notFound, .get, "roles/\(id)", saying: "Role not found.")
            try await api.refuses(.notFound, .delete, "roles/\(id)")
            #expect(try await api.ask(.get, "users/\(User.ID.acme("ann").encoded)/roles").body == [])
        }
    }

    @Test(
        arguments: [
            ["name": ""], [:], ["name": "x", "inherits": []], ["name": .null], ["name": "a\u{0}"], [],
        ] as [JSONValue]
    )
    func `are not made of what is no role`(body: JSONValue) async throws {
        try await TestAPI.run { api in
            try await api.refuses(.badRequest, .post, "roles", body)
        }
    }

    @Test func `have a limit`() async throws {
        var limits = ManagementLimits()
        limits.roles = 3
        try await TestAPI.run(limits: limits) { api in
            try await api.seed()
            try await api.refuses(.conflict, .post, "roles", ["name": "one too many"])
        }
    }

    @Test func `of policy files change only there`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let sentence = "role `auditor` is declared in `roles.yaml` and changes only there"
            try await api.refuses(.conflict, .patch, "roles/rol_auditor", ["description": "x"], saying: sentence)
            try await api.refuses(.conflict, .delete, "roles/rol_auditor", saying: sentence)
            let permissions: JSONValue = [
                "permissions": [
                    ["resource_server_identifier": .string(TestAPI.api), "permission_name": "write:invoices"]
                ]
            ]
            try await api.refuses(.conflict, .post, "roles/rol_auditor/permissions", permissions, saying: sentence)
        }
    }

    @Test func `carry permissions of APIs`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let path = "roles/rol_editor/permissions"
            try await api.done(.created, .post, path, TestAPI.permissions("write:invoices", "read:invoices"))
            try await api.done(.created, .post, path, TestAPI.permissions("read:invoices"))
            let permissions = try await api.ask(.get, path)
            #expect(permissions.texts("permission_name") == ["read:invoices", "write:invoices"])
            #expect(
                permissions[0] == [
                    "resource_server_identifier": "https://billing.example", "resource_server_name": "Billing",
                    "permission_name": "read:invoices", "description": "Read",
                ]
            )
            try await api.refuses(.notFound, .post, path, TestAPI.permissions("eat:invoices"))
            try await api.refuses(
                .notFound,
                .post,
                path,
                ["permissions": [["resource_server_identifier": "https://x", "permission_name": "a"]]],
                saying: "The resource server does not exist."
            )
            try await api.refuses(.badRequest, .post, path, ["permissions": []])
            try await api.refuses(.badRequest, .post, path, ["permissions": [["permission_name": "a"]]])
            try await api.done(.ok, .delete, path, TestAPI.permissions("read:invoices"))
            #expect(try await api.ask(.get, path).texts("permission_name") == ["write:invoices"])
            let totals = try await api.ask(.get, "\(path)?include_totals=true")
            #expect(totals["total"] == 1)
        }
    }

    @Test func `show and take the users to whom they are assigned, in both styles of paging`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let path = "roles/rol_editor/users"
            let users = [User.ID.acme("ann"), .acme("bob")].map(\.rawValue)
            try await api.done(.ok, .post, path, ["users": .texts(users)])
            #expect(
                try await api.ask(.get, path)[0] == [
                    "user_id": "okta|acme-okta|ann", "name": "Ann", "email": "ann@acme.example",
                ]
            )
            let totals = try await api.ask(.get, "\(path)?per_page=1&include_totals=true")
            #expect(totals["total"] == 2)
            #expect(try await api.everything("user_id", of: "users", at: path, take: 1) == users)
            try await api.refuses(
                .notFound,
                .post,
                path,
                ["users": ["okta|acme-okta|nobody"]],
                saying: "The user does not exist."
            )
        }
    }
}

extension TestAPI {
    /// The permissions of the API that `seed` declares, as a body.
    static func permissions(_ names: String...) -> JSONValue {
        let permissions = names.map { name -> JSONValue in
            ["resource_server_identifier": .string(api), "permission_name": .string(name)]
        }
        return ["permissions": .array(permissions)]
    }
}
