import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON
import Testing

@testable import Administration

@Suite struct `What users have in the end` {
    private static let ann = "users/\(User.ID.acme("ann").encoded)"
    private static let api = "resource_server_identifier=https%3A%2F%2Fbilling.example"

    @Test func `names the sources of each role, with a text for every description`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            try await api.done(.noContent, .post, Self.ann + "/roles", ["roles": ["rol_editor", "rol_viewer"]])
            try await api.done(.noContent, .post, "groups/grp_editors/roles", ["roles": ["rol_editor"]])
            let roles = try await api.ask(.get, Self.ann + "/effective-roles")
            #expect(
                roles["roles"] == [
                    ["id": "rol_editor", "name": "editor", "description": "", "sources": ["direct", "groups"]],
                    ["id": "rol_viewer", "name": "viewer", "description": "", "sources": ["direct"]],
                ]
            )
            let first = try await api.everything("id", of: "roles", at: Self.ann + "/effective-roles", take: 1)
            #expect(first == ["rol_editor", "rol_viewer"])
            let groups = try await api.ask(.get, Self.ann + "/effective-roles/sources/groups?role_id=rol_editor")
            #expect(groups.texts("id", in: "groups") == ["grp_editors"])
            let none = try await api.ask(.get, Self.ann + "/effective-roles/sources/groups?role_id=rol_viewer")
            #expect(none.body == ["groups": []])
        }
    }

    @Test func `knows inherited roles by where the inheriting one comes from`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            try await api.commit { transaction in
                var editor = try #require(try transaction.role("rol_editor"))
                editor.inherits = ["rol_viewer"]
                try transaction.putRole(editor)
            }
            try await api.done(.noContent, .post, "groups/grp_editors/roles", ["roles": ["rol_editor"]])
            let roles = try await api.ask(.get, Self.ann + "/effective-roles")
            #expect(
                roles["roles", 1] == [
                    "id": "rol_viewer", "name": "viewer", "description": "", "sources": ["groups"],
                ]
            )
            let groups = try await api.ask(.get, Self.ann + "/effective-roles/sources/groups?role_id=rol_viewer")
            #expect(groups.texts("id", in: "groups") == ["grp_editors"])
        }
    }

    @Test func `is refused for what is not there`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let unknown = "The user does not exist."
            try await api.refuses(.notFound, .get, "users/nobody/effective-roles", saying: unknown)
            let sources = "effective-roles/sources/groups"
            try await api.refuses(.notFound, .get, "users/nobody/\(sources)?role_id=rol_editor", saying: unknown)
            try await api.refuses(.notFound, .get, "\(Self.ann)/\(sources)?role_id=rol_none", saying: "Role not found.")
            try await api.refuses(.badRequest, .get, "\(Self.ann)/\(sources)")
            try await api.refuses(.badRequest, .get, "\(Self.ann)/effective-permissions")
            try await api.refuses(.notFound, .get, "users/nobody/effective-permissions?\(Self.api)", saying: unknown)
            try await api.refuses(
                .notFound,
                .get,
                "\(Self.ann)/effective-permissions?resource_server_identifier=https%3A%2F%2Fx"
            )
        }
    }

    @Test func `names the sources of each permission`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let permissions = Self.ann + "/effective-permissions"
            try await api.done(.noContent, .post, "groups/grp_editors/roles", ["roles": ["rol_auditor"]])
            try await api.done(.created, .post, Self.ann + "/permissions", TestAPI.permissions("read:invoices"))
            let found = try await api.ask(.get, "\(permissions)?\(Self.api)")
            #expect(
                found["permissions"] == [
                    [
                        "resource_server_identifier": "https://billing.example", "resource_server_name": "Billing",
                        "permission_name": "read:invoices", "description": "Read", "sources": ["direct", "roles"],
                    ]
                ]
            )
            let name = "permission_name=read%3Ainvoices"
            let roles = try await api.ask(.get, "\(permissions)/sources/effective-roles?\(Self.api)&\(name)")
            #expect(
                roles.body == [
                    "roles": [
                        ["id": "rol_auditor", "name": "auditor", "description": "", "sources": ["groups"]]
                    ]
                ]
            )
            try await api.refuses(
                .notFound,
                .get,
                "\(permissions)/sources/effective-roles?\(Self.api)&permission_name=eat"
            )
        }
    }
}
