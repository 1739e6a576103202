import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON
import TestSupport
import Testing

@testable import Administration

@Suite struct `Users of the management API` {
    private static let ann = "users/\(User.ID.acme("ann").encoded)"

    @Test func `show what their provider says of them, and who keeps them out`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let user = try await api.ask(.get, Self.ann)
            #expect(user.text("user_id") == "okta|acme-okta|ann")
            #expect(user.text("name") == "Ann")
            #expect(user.text("email") == "ann@acme.example")
            #expect(user.text("app_metadata", "department") == "Sales")
            #expect(user["blocked"] == false)
            #expect(
                user["identities", 0] == [
                    "connection": "acme-okta", "user_id": "ann", "provider": "okta", "isSocial": false,
                ]
            )
            let some = try await api.ask(.get, Self.ann + "?fields=email,name")
            #expect(some.body == ["email": "ann@acme.example", "name": "Ann"])
            try await api.refuses(
                .notFound,
                .get,
                "users/okta%7Cacme-okta%7Cnobody",
                saying: "The user does not exist."
            )
        }
    }

    @Test func `are blocked and let in again by an administrator, whatever their provider says`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            try await api.done(.noContent, .post, Self.ann + "/roles", ["roles": ["rol_editor"]])
            let blocked = try await api.done(.ok, .patch, Self.ann, ["blocked": true])
            #expect(blocked["blocked"] == true)
            #expect(blocked["blocked_by"] == ["administrator"])
            #expect(try await api.ask(.get, Self.ann + "/effective-roles").body == ["roles": []])
            #expect(try await api.ask(.get, Self.ann + "/roles").texts("id") == ["rol_editor"])
            try await api.commit { _ = try $0.replaceUser(.make("ann", isActive: false), now: .noon) }
            let both = try await api.ask(.get, Self.ann)
            #expect(both["blocked_by"] == ["provider", "administrator"])
            #expect(try await api.done(.ok, .patch, Self.ann, ["blocked": false])["blocked"] == true)
            try await api.commit { _ = try $0.replaceUser(.make("ann"), now: .noon) }
            #expect(try await api.done(.ok, .patch, Self.ann, [:])["blocked"] == false)
            #expect(
                try await api.ask(.get, Self.ann + "/effective-roles").texts("name", in: "roles") == ["editor"]
            )
            try await api.refuses(.badRequest, .patch, Self.ann, ["email": "x@y.z"])
            try await api.refuses(.badRequest, .patch, Self.ann, ["blocked": "yes"])
            try await api.refuses(.notFound, .patch, "users/nobody", ["blocked": true])
        }
    }

    @Test func `stay blocked though their provider deletes and creates them, until an administrator says otherwise`()
        async throws
    {
        @Sendable func again(_ api: TestAPI) async throws {
            try await api.commit {
                try $0.deleteUser(.acme("ann"), now: .noon)
                _ = try $0.createUser(.make("ann"), now: .noon)
            }
        }
        try await TestAPI.run { api in
            try await api.seed()
            try await api.done(.ok, .patch, Self.ann, ["blocked": true])
            try await again(api)
            #expect(try await api.ask(.get, Self.ann)["blocked_by"] == ["administrator"])
            try await api.done(.noContent, .delete, Self.ann)
            try await api.commit { _ = try $0.createUser(.make("ann"), now: .noon) }
            #expect(try await api.ask(.get, Self.ann)["blocked_by"] == ["administrator"])
            #expect(try await api.done(.ok, .patch, Self.ann, ["blocked": false])["blocked"] == false)
            try await again(api)
            #expect(try await api.ask(.get, Self.ann)["blocked"] == false)
        }
    }

    @Test func `end with all that they have`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            try await api.done(.noContent, .post, Self.ann + "/roles", ["roles": ["rol_editor"]])
            try await api.done(.noContent, .delete, Self.ann)
            try await api.done(.noContent, .delete, Self.ann)
            try await api.refuses(.notFound, .get, Self.ann + "/effective-roles")
            #expect(try await api.ask(.get, "roles/rol_editor/users").body == [])
            let members = try await api.ask(.get, "groups/grp_editors/members").texts("id", in: "members")
            #expect(members == ["okta|acme-okta|bob"])
        }
    }

    @Test func `show their groups and organizations`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let organization = Organization(id: "org_acme", name: "acme", displayName: "Acme", origin: .api)
            try await api.commit { transaction in
                try transaction.putOrganization(organization)
                try transaction.addOrganizationMember(
                    OrganizationMember(organization: organization.id, user: .acme("ann"))
                )
            }
            #expect(try await api.ask(.get, Self.ann + "/groups").texts("id") == ["grp_editors"])
            let page = try await api.ask(.get, Self.ann + "/groups?include_totals=true&take=50")
            #expect(page.texts("name", in: "groups") == ["Editors"])
            #expect(page["next"] == nil)
            #expect(try await api.ask(.get, Self.ann + "/organizations").texts("id") == ["org_acme"])
            try await api.refuses(.notFound, .get, "users/nobody/groups")
            try await api.refuses(.notFound, .get, "users/nobody/organizations")
        }
    }

    @Test func `are given roles directly`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let path = Self.ann + "/roles"
            let expiry = api.clock.now() + .seconds(60)
            try await api.done(.noContent, .post, path, ["roles": ["rol_viewer", "rol_editor"]])
            try await api.done(
                .noContent,
                .post,
                path,
                ["roles": ["rol_viewer"], "expires_at": .string(expiry.description)]
            )
            let roles = try await api.ask(.get, path)
            #expect(roles.texts("name") == ["editor", "viewer"])
            #expect(roles.text(1, "expires_at") == expiry.description)
            api.clock.advance(by: .seconds(60))
            let totals = try await api.ask(.get, path + "?include_totals=true&page=0&per_page=50")
            #expect(totals["total"] == 1)
            try await api.refuses(.notFound, .post, path, ["roles": ["rol_viewer", "rol_none"]])
            try await api.refuses(.notFound, .post, "users/nobody/roles", ["roles": ["rol_viewer"]])
            try await api.refuses(.badRequest, .post, path, ["roles": []])
            try await api.done(.noContent, .delete, path, ["roles": ["rol_editor", "rol_viewer"]])
            #expect(try await api.ask(.get, path).body == [])
        }
    }

    @Test func `have a limit of roles`() async throws {
        var limits = ManagementLimits()
        limits.rolesPerUser = 1
        try await TestAPI.run(limits: limits) { api in
            try await api.seed()
            let sentence = "No more roles can be assigned to this user."
            let two: JSONValue = ["roles": ["rol_editor", "rol_viewer"]]
            try await api.refuses(.conflict, .post, Self.ann + "/roles", two, saying: sentence)
            try await api.done(.noContent, .post, Self.ann + "/roles", ["roles": ["rol_editor"]])
            let users: JSONValue = ["users": ["okta|acme-okta|ann"]]
            try await api.refuses(.conflict, .post, "roles/rol_viewer/users", users, saying: sentence)
        }
    }

    @Test func `are given permissions directly`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let path = Self.ann + "/permissions"
            try await api.done(.created, .post, path, TestAPI.permissions("write:invoices", "read:invoices"))
            try await api.done(.created, .post, path, TestAPI.permissions("write:invoices"))
            let permissions = try await api.ask(.get, path)
            #expect(permissions.texts("permission_name") == ["read:invoices", "write:invoices"])
            #expect(permissions.text(0, "resource_server_name") == "Billing")
            try await api.refuses(.notFound, .post, path, TestAPI.permissions("eat:invoices"))
            try await api.refuses(.notFound, .post, "users/nobody/permissions", TestAPI.permissions("read:invoices"))
            try await api.done(.noContent, .delete, path, TestAPI.permissions("read:invoices"))
            #expect(try await api.ask(.get, path).texts("permission_name") == ["write:invoices"])
        }
    }
}
