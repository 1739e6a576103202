import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON
import TestSupport
import Testing

@testable import Administration

@Suite struct `Members of an organization` {
    @Test func `are added, listed and taken out`() async throws {
        try await TestAPI.run { api in
            let acme = try await Acme(api)
            #expect(
                try await api.ask(.post, acme.members, ["members": .texts([acme.ann, acme.bob])]).status == .noContent
            )
            let again = try await api.ask(.post, acme.members, ["members": .texts([acme.ann])])
            #expect(again.status == .noContent)

            let list = try await api.ask(.get, acme.members)
            #expect(
                list.body == [
                    ["user_id": .string(acme.ann), "name": "Ann", "email": "ann@acme.test"],
                    ["user_id": .string(acme.bob), "name": "Bob", "email": "bob@acme.test"],
                ]
            )
            let totals = try await api.ask(.get, "\(acme.members)?page=0&per_page=1&include_totals=true")
            #expect(totals["total"] == 2)
            #expect(totals.texts("user_id", in: "members") == [acme.ann])
            let part = try await api.ask(.get, "\(acme.members)?take=1&include_totals=true&fields=user_id")
            #expect(part["members"] == [["user_id": .string(acme.ann)]])
            #expect(part.text("next") != nil)

            #expect(try await api.ask(.delete, acme.members, ["members": .texts([acme.ann])]).status == .noContent)
            #expect(try await api.ask(.delete, acme.members, ["members": .texts([acme.ann])]).status == .noContent)
            #expect(try await api.ask(.get, acme.members).texts("user_id") == [acme.bob])
            #expect(try await api.store.read { try $0.user(User.ID(acme.ann)) } != nil)
        }
    }

    @Test func `whose ids look alike are two, both added and both taken out by one request`() async throws {
        try await TestAPI.run { api in
            let acme = try await Acme(api)
            var users: [String] = []
            for name in ["Zo\u{eb}", "Zoe\u{308}"] { users.append(try await api.pushUser(name, acme.okta)) }
            try await api.done(.noContent, .post, acme.members, ["members": .texts(users)])
            #expect(try await api.ask(.get, acme.members).texts("user_id").count == 2)
            try await api.done(.noContent, .delete, acme.members, ["members": .texts(users)])
            #expect(try await api.ask(.get, acme.members).body == [])
        }
    }

    @Test func `are refused as a whole where one does not exist`() async throws {
        try await TestAPI.run { api in
            let acme = try await Acme(api)
            let refusal = try await api.refuses(
                .notFound,
                .post,
                acme.members,
                ["members": .texts([acme.ann, "nobody"])]
            )
            #expect(refusal.text("errorCode") == "inexistent_user")
            #expect(try await api.ask(.get, acme.members).body == [])
            try await api.refuses(.badRequest, .post, acme.members, ["members": []])
            try await api.refuses(.badRequest, .post, acme.members, [:])
            try await api.refuses(.badRequest, .delete, acme.members, ["members": [1]])
            try await api.refuses(.notFound, .get, "organizations/org_none/members")
        }
    }

    @Test func `show their roles to those who ask and may`() async throws {
        try await TestAPI.run { api in
            let acme = try await Acme(api)
            try await api.makeRole("reader")
            try await api.ask(.post, acme.members, ["members": .texts([acme.ann])])
            try await api.ask(.post, acme.member(acme.ann, "roles"), ["roles": ["rol_reader"]])
            let list = try await api.ask(.get, "\(acme.members)?fields=user_id,roles")
            #expect(
                list.body == [["user_id": .string(acme.ann), "roles": [["id": "rol_reader", "name": "reader"]]]]
            )
            #expect(try await api.ask(.get, acme.members).body != list.body)
        }
        try await TestAPI.run(scopes: ["read:organization_members"]) { api in
            let refusal = try await api.ask(.get, "organizations/org_acme/members?fields=roles")
            #expect(refusal.status == .forbidden)
            #expect(refusal.text("message")?.contains("read:organization_member_roles") == true)
        }
    }

    @Test func `leave with the roles that they were given, and come back without`() async throws {
        try await TestAPI.run { api in
            let acme = try await Acme(api)
            try await api.makeRole("reader")
            let body: JSONValue = ["members": .texts([acme.ann])]
            try await api.ask(.post, acme.members, body)
            try await api.ask(.post, acme.member(acme.ann, "roles"), ["roles": ["rol_reader"]])
            try await api.ask(.delete, acme.members, body)
            try await api.ask(.post, acme.members, body)
            #expect(try await api.ask(.get, acme.member(acme.ann, "roles")).body == [])
            #expect(try await api.ask(.get, acme.member(acme.ann, "effective-roles"))["roles"] == [])
        }
    }

    @Test func `are paged while others come and go, none twice and none left out`() async throws {
        try await TestAPI.run { api in
            let acme = try await Acme(api)
            var users: [String] = []
            for number in 100..<140 { users.append(try await api.pushUser("user\(number)", acme.okta)) }
            try await api.ask(.post, acme.members, ["members": .texts(users)])
            var seen: [String] = []
            var path = "\(acme.members)?take=7"
            for step in 0..<20 {
                let page = try await api.ask(.get, path)
                seen += page.texts("user_id", in: "members")
                guard let next = page.text("next") else { break }
                path = "\(acme.members)?take=7&from=\(next)"
                try await api.ask(.delete, acme.members, ["members": .texts([seen[step]])])
                let late = try await api.pushUser("late\(step)", acme.okta)
                try await api.ask(.post, acme.members, ["members": .texts([late])])
            }
            #expect(Set(seen).count == seen.count)
            #expect(Set(users).isSubset(of: seen))
        }
    }

    @Test func `are no more than the limit`() async throws {
        var limits = ManagementLimits()
        limits.membersPerOrganization = 1
        try await TestAPI.run(limits: limits) { api in
            let acme = try await Acme(api)
            try await api.refuses(.conflict, .post, acme.members, ["members": .texts([acme.ann, acme.bob])])
            #expect(try await api.ask(.get, acme.members).body == [])
            #expect(try await api.ask(.post, acme.members, ["members": .texts([acme.ann])]).status == .noContent)
        }
    }
}

@Suite struct `Roles of a member` {
    @Test func `are assigned, listed and taken away, in this organization alone`() async throws {
        try await TestAPI.run { api in
            let acme = try await Acme(api)
            for name in ["reader", "writer"] { try await api.makeRole(name) }
            let other = try await api.makeOrganization("globex", connections: [acme.okta])
            for path in [acme.members, "organizations/\(other)/members"] {
                try await api.ask(.post, path, ["members": .texts([acme.ann])])
            }
            let path = acme.member(acme.ann, "roles")
            #expect(try await api.ask(.post, path, ["roles": ["rol_writer", "rol_reader"]]).status == .noContent)
            #expect(try await api.ask(.post, path, ["roles": ["rol_reader"]]).status == .noContent)
            let list = try await api.ask(.get, "\(path)?page=0&per_page=50&include_totals=true")
            #expect(list.texts("name", in: "roles") == ["reader", "writer"])
            #expect(list["total"] == 2)
            let elsewhere = "organizations/\(other)/members/\(acme.ann.segment)/roles"
            #expect(try await api.ask(.get, elsewhere).body == [])
            #expect(try await api.ask(.delete, path, ["roles": ["rol_writer"]]).status == .noContent)
            #expect(try await api.ask(.get, path).texts("id") == ["rol_reader"])
        }
    }

    @Test func `are refused for who is no member, and for roles that do not exist`() async throws {
        try await TestAPI.run { api in
            let acme = try await Acme(api)
            try await api.makeRole("reader")
            let path = acme.member(acme.ann, "roles")
            try await api.refuses(.notFound, .post, path, ["roles": ["rol_reader"]])
            #expect(try await api.ask(.get, path).body == [])
            try await api.ask(.post, acme.members, ["members": .texts([acme.ann])])
            let refusal = try await api.refuses(.notFound, .post, path, ["roles": ["rol_reader", "rol_none"]])
            #expect(refusal.text("message") == "Role not found.")
            try await api.refuses(.badRequest, .post, path, ["roles": []])
            try await api.refuses(.notFound, .get, acme.member("okta|nobody", "roles"))
        }
    }

    @Test func `end when they expire`() async throws {
        try await TestAPI.run { api in
            let acme = try await Acme(api)
            try await api.makeRole("reader")
            try await api.ask(.post, acme.members, ["members": .texts([acme.ann])])
            let path = acme.member(acme.ann, "roles")
            let expires = (api.clock.now() + .seconds(60)).description
            let body: JSONValue = ["roles": ["rol_reader"], "expires_at": .string(expires)]
            #expect(try await api.ask(.post, path, body).status == .noContent)
            #expect(try await api.ask(.get, path).texts("expires_at") == [expires])
            api.clock.advance(by: .seconds(61))
            #expect(try await api.ask(.get, path).body == [])
            try await api.refuses(.badRequest, .post, path, body)
        }
    }

    @Test func `are no more than the limit`() async throws {
        var limits = ManagementLimits()
        limits.rolesPerMember = 1
        try await TestAPI.run(limits: limits) { api in
            let acme = try await Acme(api)
            for name in ["reader", "writer"] { try await api.makeRole(name) }
            try await api.ask(.post, acme.members, ["members": .texts([acme.ann])])
            let path = acme.member(acme.ann, "roles")
            let refusal = try await api.refuses(.conflict, .post, path, ["roles": ["rol_reader", "rol_writer"]])
            #expect(refusal.text("message") == "No more roles can be assigned to this organization member.")
            #expect(try await api.ask(.get, path).body == [])
        }
    }

    @Test func `come effectively from what is assigned and from groups`() async throws {
        try await TestAPI.run { api in
            let acme = try await Acme(api)
            for name in ["reader", "writer"] { try await api.makeRole(name) }
            let path = acme.member(acme.ann, "effective-roles")
            #expect(try await api.ask(.get, path)["roles"] == [])
            try await api.ask(.post, acme.members, ["members": .texts([acme.ann])])
            try await api.ask(.post, acme.member(acme.ann, "roles"), ["roles": ["rol_reader"]])
            try await api.ask(.post, acme.groupRoles, ["roles": ["rol_reader", "rol_writer"]])
            let roles = try await api.ask(.get, path)
            #expect(
                roles["roles"] == [
                    [
                        "id": "rol_reader", "name": "reader", "description": "May reader",
                        "sources": ["direct", "groups"],
                    ],
                    ["id": "rol_writer", "name": "writer", "description": "May writer", "sources": ["groups"]],
                ]
            )
            let sources = try await api.ask(.get, "\(path)/sources/groups?role_id=rol_writer")
            #expect(sources.texts("id", in: "groups") == [acme.staff])
            try await api.refuses(.badRequest, .get, "\(path)/sources/groups")
            try await api.refuses(.notFound, .get, "\(path)/sources/groups?role_id=rol_none")
            try await api.refuses(.notFound, .get, acme.member("okta|nobody", "effective-roles"))
            try await api.refuses(.notFound, .get, "organizations/acme/members/\(acme.ann.segment)/effective-roles")
        }
    }

    @Test func `come with permissions, each with the roles that give it`() async throws {
        try await TestAPI.run { api in
            let acme = try await Acme(api)
            try await api.ask(
                .post,
                "resource-servers",
                ["identifier": "urn:billing", "name": "Billing", "scopes": [["value": "read"], ["value": "pay"]]]
            )
            for action in ["read", "pay"] {
                let entitlement = Entitlement(resourceType: "api", resourceID: "urn:billing", action: action)
                try await api.makeRole(action, entitlements: [entitlement])
            }
            try await api.ask(.post, acme.members, ["members": .texts([acme.ann])])
            try await api.ask(.post, acme.member(acme.ann, "roles"), ["roles": ["rol_pay"]])
            try await api.ask(.post, acme.groupRoles, ["roles": ["rol_pay", "rol_read"]])
            let path = acme.member(acme.ann, "effective-permissions")
            let found = try await api.ask(.get, "\(path)?resource_server_identifier=urn%3Abilling")
            #expect(found.texts("permission_name", in: "permissions") == ["pay", "read"])
            #expect(found["permissions", 0, "sources"] == ["roles"])
            #expect(found.text("permissions", 0, "resource_server_name") == "Billing")
            let asked = "\(path)/sources/effective-roles?resource_server_identifier=urn%3Abilling&permission_name=pay"
            let roles = try await api.ask(.get, asked)
            #expect(
                roles["roles"] == [
                    ["id": "rol_pay", "name": "pay", "description": "May pay", "sources": ["direct", "groups"]]
                ]
            )
            let stranger = acme.member(acme.bob, "effective-permissions")
            #expect(
                try await api.ask(.get, "\(stranger)?resource_server_identifier=urn%3Abilling")["permissions"] == []
            )
            try await api.refuses(.badRequest, .get, path)
            try await api.refuses(.notFound, .get, "\(path)?resource_server_identifier=urn%3Aother")
            let nobody = acme.member("okta|nobody", "effective-permissions")
            try await api.refuses(.notFound, .get, "\(nobody)?resource_server_identifier=urn%3Abilling")
        }
    }
}
