import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON
import Testing

@testable import Administration

@Suite struct `Mappings of groups to roles` {
    private static let path = "group-role-mappings"

    @Test(arguments: [("name", "Editors"), ("pattern", "Ed*"), ("external_id", "ext-editors")])
    func `give a role to the groups that they mean, and take it again`(property: String, value: String) async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let wish: JSONValue = .object([
                "connection_id": "con_acme", "role_id": "rol_editor", property: .string(value),
            ])
            let made = try await api.done(.created, .post, Self.path, wish)
            #expect(made.text(property) == value)
            #expect(made.text("origin") == "api")
            try await api.done(.created, .post, Self.path, wish)
            #expect(
                try await api.ask(.get, "\(Self.path)?role_id=rol_editor").texts(property, in: "mappings") == [value]
            )
            #expect(try await api.ask(.get, "\(Self.path)?role_id=rol_viewer").body == ["mappings": []])
            #expect(try await api.ask(.get, "roles/rol_editor/groups").texts("id", in: "groups") == ["grp_editors"])
            #expect(try await api.ask(.get, "groups/grp_editors/roles").texts("id", in: "roles") == ["rol_editor"])
            try await api.refuses(.conflict, .delete, "groups/grp_editors/roles", ["roles": ["rol_editor"]])
            let ann = "users/\(User.ID.acme("ann").encoded)/effective-roles"
            #expect(try await api.ask(.get, ann).texts("name", in: "roles") == ["editor"])
            try await api.done(.noContent, .delete, Self.path, wish)
            try await api.done(.noContent, .delete, Self.path, wish)
            #expect(try await api.ask(.get, ann).texts("name", in: "roles") == [])
        }
    }

    @Test func `of policy files change only there`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            try await api.declareAuditors()
            let listed = try await api.ask(.get, "\(Self.path)?connection_id=con_acme")
            #expect(listed.text("mappings", 0, "file") == "roles.yaml")
            try await api.refuses(
                .conflict,
                .delete,
                Self.path,
                ["connection_id": "con_acme", "role_id": "rol_auditor", "name": "Editors"]
            )
        }
    }

    @Test(
        arguments: [
            ["connection_id": "con_acme", "role_id": "rol_editor"],
            ["connection_id": "con_acme", "role_id": "rol_editor", "name": "a", "pattern": "b"],
            ["connection_id": "con_acme", "name": "a"], ["role_id": "rol_editor", "name": "a"],
            ["connection_id": "con_acme", "role_id": "rol_editor", "name": ""],
        ] as [JSONValue]
    )
    func `say one thing of the groups that they mean`(body: JSONValue) async throws {
        try await TestAPI.run { api in
            try await api.seed()
            try await api.refuses(.badRequest, .post, Self.path, body)
        }
    }

    @Test func `need the organization's scope where they hold inside one`() async throws {
        let scopes: Set<String> = ["create:group_roles", "delete:group_roles", "create:organizations"]
        try await TestAPI.run(scopes: scopes) { api in
            try await api.seed()
            let organization = try await api.makeOrganization("acme")
            let wish: JSONObject = [
                "connection_id": "con_acme", "role_id": "rol_editor", "name": "Editors",
            ]
            let inside = JSONValue.object(wish.merging(["organization_id": .string(organization)]))
            try await api.refuses(.forbidden, .post, Self.path, inside)
            try await api.refuses(.forbidden, .post, Self.path + "?dry_run=true", inside)
            try await api.refuses(.forbidden, .delete, Self.path, inside)
            try await api.done(.created, .post, Self.path, .object(wish))
        }
    }

    @Test func `are paged whatever the length of their names`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let names = ["a", "b", "c"].map { $0 + String(repeating: "語", count: 1_023) }
            for name in names {
                try await api.done(
                    .created,
                    .post,
                    Self.path,
                    ["connection_id": "con_acme", "role_id": "rol_editor", "name": .string(name)]
                )
            }
            #expect(try await api.everything("name", of: "mappings", at: Self.path, take: 1) == names)
        }
    }

    @Test func `name what there is`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let wish = { (connection: String, role: String) -> JSONValue in
                ["connection_id": .string(connection), "role_id": .string(role), "name": "Editors"]
            }
            try await api.refuses(.notFound, .post, Self.path, wish("con_none", "rol_editor"))
            try await api.refuses(.notFound, .post, Self.path, wish("con_acme", "rol_none"))
            try await api.refuses(
                .notFound,
                .post,
                Self.path,
                ["connection_id": "con_acme", "role_id": "rol_editor", "name": "a", "organization_id": "org_none"]
            )
        }
    }
}
