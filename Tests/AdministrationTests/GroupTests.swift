import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON
import Testing

@testable import Administration

@Suite struct `Groups of the management API` {
    @Test func `are listed in both styles of paging, with totals where they are asked for`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            try await api.groups(5)
            #expect(try await api.ask(.get, "groups").texts("id").count == 6)
            let page = try await api.ask(.get, "groups?per_page=2&page=1&include_totals=true")
            #expect(page["start"] == 2)
            #expect(page["limit"] == 2)
            #expect(page["total"] == 6)
            #expect(page.texts("name", in: "groups") == ["Group 1", "Group 2"])
            let names = try await api.everything("name", of: "groups", at: "groups")
            #expect(names == ["Editors", "Group 0", "Group 1", "Group 2", "Group 3", "Group 4"])
            let beyond = try await api.ask(.get, "groups?per_page=2&page=9&include_totals=true")
            #expect(beyond.status == .ok)
            #expect(beyond.texts("name", in: "groups") == [])
        }
    }

    @Test(arguments: [
        ("name=Editors", ["Editors"]), ("name=editors", []), ("external_id=ext-editors", ["Editors"]),
        ("search=GROUP", ["Group 0", "Group 1"]), ("search=ext-ed", ["Editors"]),
        ("connection_id=con_acme", ["Editors", "Group 0", "Group 1"]), ("connection_id=con_staff", []),
        ("connection_id=con_acme&name=Group%201", ["Group 1"]), ("connection_id=con_staff&name=Editors", []),
    ])
    func `are found by connection, name, external id, and by a part of these`(query: String, names: [String])
        async throws
    {
        try await TestAPI.run { api in
            try await api.seed()
            try await api.groups(2)
            #expect(try await api.ask(.get, "groups?\(query)").texts("name") == names)
            let page = try await api.ask(.get, "groups?\(query)&per_page=1&include_totals=true")
            #expect(page["total"] == .integer(names.count))
        }
    }

    @Test func `show themselves as the contract has them`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let group = try await api.ask(.get, "groups/grp_editors")
            #expect(
                group.body == [
                    "id": "grp_editors", "name": "Editors", "external_id": "ext-editors", "connection_id": "con_acme",
                    "tenant_name": "rollcall", "origin": "scim", "created_at": "2023-11-14T22:13:20.000Z",
                    "updated_at": "2023-11-14T22:13:20.000Z",
                ]
            )
            let some = try await api.ask(.get, "groups?fields=id,name&take=1")
            #expect(some.body == ["groups": [["id": "grp_editors", "name": "Editors"]]])
            let unknown = try await api.ask(.get, "groups/grp_none")
            #expect(unknown.status == .notFound)
            #expect(unknown.text("message") == "Group not found.")
        }
    }

    @Test func `are paged without one shown twice or left out, while others write`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            try await api.groups(20)
            async let writing: Void = api.groups(20, from: 100)
            var names = try await api.everything("name", of: "groups", at: "groups?search=group", take: 3)
            try await writing
            #expect(Set(names).count == names.count)
            names.removeAll { $0.count > "Group 99".count }
            #expect(names == (0..<20).map { "Group \($0)" })
        }
    }

    @Test func `show their members page by page`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let page = try await api.ask(.get, "groups/grp_editors/members?take=1")
            #expect(
                page["members", 0] == [
                    "id": "okta|acme-okta|ann", "member_type": "user", "type": "connection",
                    "connection_id": "con_acme",
                ]
            )
            let ids = try await api.everything("id", of: "members", at: "groups/grp_editors/members", take: 1)
            #expect(ids == ["okta|acme-okta|ann", "okta|acme-okta|bob"])
            try await api.refuses(.notFound, .get, "groups/grp_none/members", saying: "Group not found.")
            let cursor = page.text("next") ?? ""
            try await api.refuses(.badRequest, .get, "groups?from=\(cursor)")
        }
    }

    @Test func `end with their memberships and assignments`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            try await api.done(.noContent, .post, "groups/grp_editors/roles", ["roles": ["rol_editor"]])
            try await api.done(.noContent, .delete, "groups/grp_editors")
            try await api.refuses(.notFound, .delete, "groups/grp_editors", saying: "Group not found.")
            #expect(try await api.ask(.get, "roles/rol_editor/groups").texts("id", in: "groups") == [])
            let path = "users/\(User.ID.acme("ann").encoded)/effective-roles"
            #expect(try await api.ask(.get, path).texts("name", in: "roles") == [])
        }
    }

    @Test func `are made, renamed and filled where no provider pushes any`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let wish: JSONValue = ["name": "Прораб 東京 🏗", "connection_id": "con_staff", "external_id": "x1"]
            let made = try await api.done(.created, .post, "groups", wish)
            let id = try #require(made.text("id"))
            #expect(made.text("name") == "Прораб 東京 🏗")
            #expect(made.text("origin") == "api")
            try await api.refuses(.conflict, .post, "groups", wish)
            let renamed = try await api.done(.ok, .patch, "groups/\(id)", ["name": "Crew", "external_id": .null])
            #expect(renamed.text("name") == "Crew")
            #expect(renamed["external_id"] == nil)
            #expect(try await api.done(.ok, .patch, "groups/\(id)", [:]).text("name") == "Crew")
            try await api.done(.noContent, .post, "groups/\(id)/members", ["members": ["oidc|staff|zoe"]])
            #expect(
                try await api.ask(.get, "groups/\(id)/members").texts("id", in: "members") == ["oidc|staff|zoe"]
            )
            try await api.refuses(
                .conflict,
                .post,
                "groups/\(id)/members",
                ["members": ["okta|acme-okta|ann"]],
                saying: "A group holds users and groups of its own connection only."
            )
            try await api.refuses(.notFound, .post, "groups/\(id)/members", ["members": ["oidc|staff|nobody"]])
            try await api.refuses(.badRequest, .post, "groups/\(id)/members", ["members": []])
            try await api.done(.noContent, .delete, "groups/\(id)/members", ["members": ["oidc|staff|zoe"]])
            try await api.done(.noContent, .delete, "groups/\(id)/members", ["members": ["oidc|staff|zoe"]])
        }
    }

    @Test func `that SCIM provisions are changed by SCIM alone`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            try await api.refuses(.conflict, .post, "groups", ["name": "Mine", "connection_id": "con_acme"])
            try await api.refuses(.conflict, .patch, "groups/grp_editors", ["name": "Mine"])
            let members: JSONValue = ["members": ["okta|acme-okta|ann"]]
            try await api.refuses(
                .conflict,
                .delete,
                "groups/grp_editors/members",
                members,
                saying: "The group is provisioned by SCIM and is changed by SCIM alone."
            )
            try await api.refuses(.conflict, .post, "groups/grp_editors/members", members)
        }
    }

    @Test(
        arguments: [
            ["name": "x"], ["name": "", "connection_id": "con_staff"],
            ["name": "a\u{7}", "connection_id": "con_staff"],
            ["name": "x", "connection_id": "con_staff", "members": []], ["name": 1, "connection_id": "con_staff"],
            .string("x"),
        ] as [JSONValue]
    )
    func `are not made of what is no group`(body: JSONValue) async throws {
        try await TestAPI.run { api in
            try await api.seed()
            try await api.refuses(.badRequest, .post, "groups", body)
        }
    }
}

extension TestAPI {
    /// Makes so many groups `Group N`, as a provider would.
    fileprivate func groups(_ count: Int, from first: Int = 0) async throws {
        for number in first..<(first + count) {
            let group = Group(
                id: Group.ID("grp_\(number)"),
                connection: Connection.acme.id,
                name: "Group \(number)"
            )
            try await commit { _ = try $0.createGroup(GroupDocument(group), uniqueName: true, now: .noon) }
        }
    }
}
