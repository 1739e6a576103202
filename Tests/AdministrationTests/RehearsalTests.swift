import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON
import TestSupport
import Testing

@testable import Administration

@Suite struct `A rehearsal of the management API` {
    private static let roles = "groups/grp_editors/roles"

    /// Asks for a rehearsal, and expects that the store stays as it is.
    private static func rehearse(
        _ api: TestAPI,
        _ method: HTTPRequest.Method,
        _ path: String,
        _ body: JSONValue? = nil
    ) async throws -> TestAnswer {
        let before = try await api.store.head()
        let answer = try await api.ask(method, "\(path)?dry_run=true", body)
        #expect(answer.status == .ok, "\(answer.body)")
        #expect(answer["dry_run"] == true)
        #expect(answer.text("revision") == before.description)
        #expect(try await api.store.head() == before)
        return answer
    }

    @Test func `says who would gain a role, and changes nothing`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let answer = try await Self.rehearse(api, .post, Self.roles, ["roles": ["rol_editor"]])
            #expect(answer["users_affected"] == 2)
            #expect(answer["users_gaining"] == 2)
            #expect(answer["users_losing"] == 0)
            #expect(answer["effects_omitted"] == 0)
            #expect(
                answer["effects", 0] == [
                    "user_id": "okta|acme-okta|ann", "loses": [],
                    "gains": [["type": "role", "id": "rol_editor", "name": "editor", "level": "tenant"]],
                ]
            )
            #expect(try await api.ask(.get, Self.roles).body == ["roles": []])
        }
    }

    @Test func `says who would lose what, by whatever the change`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            try await api.done(.noContent, .post, Self.roles, ["roles": ["rol_auditor"]])
            try await api.done(.ok, .post, "roles/rol_editor/users", ["users": ["okta|acme-okta|ann"]])
            let ann = "users/\(User.ID.acme("ann").encoded)"
            let taken = try await Self.rehearse(api, .delete, Self.roles, ["roles": ["rol_auditor"]])
            #expect(taken["users_losing"] == 2)
            #expect(taken.texts("name", in: "effects") == [])
            #expect(
                taken["effects", 1, "loses", 0] == [
                    "type": "role", "id": "rol_auditor", "name": "auditor", "level": "tenant",
                ]
            )
            #expect(taken["effects", 1, "loses", 1, "name"] == "read:invoices")
            for (method, path, body, count) in [
                (.delete, "groups/grp_editors", nil, 2), (.delete, "roles/rol_editor", nil, 1),
                (.patch, ann, ["blocked": true], 1), (.delete, ann, nil, 1),
                (.delete, ann + "/roles", ["roles": ["rol_editor"]], 1),
            ] as [(HTTPRequest.Method, String, JSONValue?, Int)] {
                let answer = try await Self.rehearse(api, method, path, body)
                #expect(answer["users_losing"] == .integer(count), "\(path)")
            }
        }
    }

    @Test func `of a group's new name tells whom a mapping would give what`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let connection = try await api.makeConnection("staff-sso", ["strategy": "oidc"])
            let ann = try await api.pushUser("ann", connection)
            let made = try await api.done(
                .created,
                .post,
                "groups",
                ["name": "Guests", "connection_id": .string(connection)]
            )
            let group = try #require(made.text("id"))
            try await api.done(.noContent, .post, "groups/\(group)/members", ["members": [.string(ann)]])
            try await api.done(
                .created,
                .post,
                "group-role-mappings",
                ["connection_id": .string(connection), "role_id": "rol_editor", "name": "Staff"]
            )
            let answer = try await Self.rehearse(api, .patch, "groups/\(group)", ["name": "Staff"])
            #expect(answer["users_gaining"] == 1 && answer.text("effects", 0, "gains", 0, "name") == "editor")
            #expect(try await api.ask(.get, "groups/\(group)").text("name") == "Guests")
        }
    }

    @Test func `tells roles and users apart whose names look alike`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let names = ["Cl\u{e9}", "Cle\u{301}"]
            let roles = ["rol_composed", "rol_decomposed"]
            var users: [String] = []
            for (role, name) in zip(roles, names) {
                try await api.commit { try $0.putRole(Role(id: Role.ID(role), name: name, origin: .api)) }
                users.append(try await api.pushUser(name, Connection.acme.id.rawValue))
            }
            for (role, name) in zip(roles, names) {
                let path = "users/\(User.ID(users[0]).encoded)/roles"
                let answer = try await Self.rehearse(api, .post, path, ["roles": [.string(role)]])
                #expect(answer.text("effects", 0, "gains", 0, "id") == role)
                #expect(answer.text("effects", 0, "gains", 0, "name").hasSameBytes(as: name))
            }
            for role in roles {
                let path = "roles/\(role)/users"
                let answer = try await Self.rehearse(api, .post, path, ["users": .texts(users)])
                #expect(answer["users_affected"] == 2)
                let shown = answer.texts("user_id", in: "effects").map { User.ID($0) }
                #expect(Set(shown) == Set(users.map { User.ID($0) }))
            }
            let path = "users/\(User.ID(users[0]).encoded)/roles"
            let both = try await Self.rehearse(api, .post, path, ["roles": .texts(roles)])
            let gains = (0..<2).compactMap { both.text("effects", 0, "gains", $0, "id") }
            #expect(Set(gains) == Set(roles))
        }
    }

    @Test func `counts what has expired by then as gone`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let end = JSONValue.string((api.clock.now() + .seconds(60)).description)
            try await api.done(.noContent, .post, Self.roles, ["roles": ["rol_editor"], "expires_at": end])
            let held = try await Self.rehearse(api, .post, Self.roles, ["roles": ["rol_editor"]])
            #expect(held["users_gaining"] == 0)
            api.clock.advance(by: .seconds(60))
            let over = try await Self.rehearse(api, .post, Self.roles, ["roles": ["rol_editor"]])
            #expect(over["users_gaining"] == 2)
        }
    }

    @Test func `shows the first effects and counts the others`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            try await api.commit { transaction in
                let names = (0..<200).map { "crew\($0)" }
                for name in names { _ = try transaction.createUser(.make(name), now: .noon) }
                try transaction.addMembers(names.map { .user(.acme($0)) }, to: "grp_editors", now: .noon)
            }
            let answer = try await Self.rehearse(api, .post, Self.roles, ["roles": ["rol_editor"]])
            #expect(answer["users_gaining"] == 202)
            #expect(answer.texts("user_id", in: "effects").count == 200)
            #expect(answer["effects_omitted"] == 2)
        }
    }

    @Test func `of what would change nothing has no effects`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            try await api.done(.noContent, .post, Self.roles, ["roles": ["rol_editor"]])
            let answer = try await Self.rehearse(api, .post, Self.roles, ["roles": ["rol_editor"]])
            #expect(answer["users_affected"] == 0)
            #expect(answer["effects"] == [])
        }
    }

    @Test func `names users and roles only to who may read them`() async throws {
        let own: Set<String> = ["update:groups", "create:role_members", "update:users", "delete:groups"]
        for (more, isShown) in [
            ([], false), (["read:users"], false), (["read:roles"], false), (["read:users", "read:roles"], true),
        ] as [(Set<String>, Bool)] {
            try await TestAPI.run(scopes: own.union(more)) { api in
                try await api.seed()
                let path = "users/\(User.ID.acme("ann").encoded)"
                let answer = try await Self.rehearse(api, .patch, path, ["blocked": true])
                #expect(answer["users_affected"] == 1 && answer["users_losing"] == 1)
                #expect(answer["effects"]?.array?.isEmpty == !isShown)
                #expect(answer["effects_omitted"] == (isShown ? 0 : 1))
            }
        }
    }

    @Test func `names what happens in an organization only to who may read organizations`() async throws {
        let scopes: Set<String> = [
            "create:organizations", "delete:organizations", "read:users", "read:roles", "create:organization_members",
            "create:organization_member_roles",
        ]
        for (more, isShown) in [([], false), (["read:organizations"], true)] as [(Set<String>, Bool)] {
            try await TestAPI.run(scopes: scopes.union(more)) { api in
                try await api.seed()
                let organization = try await api.makeOrganization("acme")
                let ann = JSONValue.string(User.ID.acme("ann").rawValue)
                let members = "organizations/\(organization)/members"
                try await api.done(.noContent, .post, members, ["members": [ann]])
                let roles = "\(members)/\(User.ID.acme("ann").encoded)/roles"
                try await api.done(.noContent, .post, roles, ["roles": ["rol_editor"]])
                let answer = try await Self.rehearse(api, .delete, "organizations/\(organization)")
                #expect(answer["users_losing"] == 1)
                #expect(answer["effects"]?.array?.contains { $0["organization"] != nil } == isShown)
            }
        }
    }

    @Test func `is refused as the change itself would be`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            try await api.refuses(.notFound, .post, Self.roles + "?dry_run=true", ["roles": ["rol_none"]])
            try await api.refuses(.conflict, .delete, "roles/rol_auditor?dry_run=true")
            try await api.refuses(.badRequest, .post, Self.roles + "?dry_run=perhaps", ["roles": ["rol_editor"]])
            try await api.refuses(.badRequest, .get, Self.roles + "?dry_run=true")
        }
    }
}
