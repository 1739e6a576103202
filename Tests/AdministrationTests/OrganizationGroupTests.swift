import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON
import Testing

@testable import Administration

@Suite struct `Groups of an organization` {
    @Test func `are given no roles while their connection is not enabled there`() async throws {
        try await TestAPI.run { api in
            let acme = try await Acme(api)
            let role = try await api.makeRole("reader")
            let link = "organizations/\(acme.id)/connections/\(acme.okta)"
            try await api.done(.ok, .patch, link, ["is_enabled": false])
            try await api.refuses(.notFound, .post, acme.groupRoles, ["roles": .texts([role])])
            try await api.done(.ok, .patch, link, ["is_enabled": true])
            try await api.done(.noContent, .post, acme.groupRoles, ["roles": .texts([role])])
        }
    }

    @Test func `are those of the connections that are enabled there`() async throws {
        try await TestAPI.run { api in
            let acme = try await Acme(api)
            let other = try await api.makeConnection("globex-okta")
            _ = try await api.pushGroup("strangers", other)
            let admins = try await api.pushGroup("admins", acme.okta)
            let list = try await api.ask(.get, "organizations/\(acme.id)/groups?take=50")
            #expect(list.texts("id", in: "groups") == [acme.staff, admins])
            #expect(list.texts("tenant_name", in: "groups").count == 2)
            let first = try await api.ask(.get, "organizations/\(acme.id)/groups?take=1")
            let next = try #require(first.text("next"))
            let rest = try await api.ask(.get, "organizations/\(acme.id)/groups?take=1&from=\(next)")
            #expect(rest.texts("id", in: "groups") == [admins])
            try await api.refuses(.notFound, .get, "organizations/org_none/groups")
        }
    }

    @Test func `are given roles that their members then have`() async throws {
        try await TestAPI.run { api in
            let acme = try await Acme(api)
            for name in ["reader", "writer"] { try await api.makeRole(name) }
            try await api.ask(.post, acme.members, ["members": .texts([acme.ann, acme.bob])])
            let given = try await api.ask(.post, acme.groupRoles, ["roles": ["rol_writer", "rol_reader"]])
            #expect(given.status == .noContent)
            #expect(try await api.ask(.post, acme.groupRoles, ["roles": ["rol_reader"]]).status == .noContent)
            #expect(try await api.ask(.get, acme.groupRoles).texts("name", in: "roles") == ["reader", "writer"])
            let holders = try await api.ask(.get, "organizations/\(acme.id)/roles/rol_reader/groups")
            #expect(holders.texts("id", in: "groups") == [acme.staff])
            #expect(
                try await api.ask(.get, acme.member(acme.ann, "effective-roles")).texts("id", in: "roles")
                    == ["rol_reader", "rol_writer"]
            )
            #expect(try await api.ask(.get, acme.member(acme.bob, "effective-roles"))["roles"] == [])
            #expect(try await api.ask(.delete, acme.groupRoles, ["roles": ["rol_writer"]]).status == .noContent)
            #expect(try await api.ask(.get, acme.groupRoles).texts("id", in: "roles") == ["rol_reader"])
            try await api.refuses(.notFound, .get, "organizations/\(acme.id)/groups/grp_none/roles")
            try await api.refuses(.notFound, .get, "organizations/\(acme.id)/roles/rol_none/groups")
            try await api.refuses(.notFound, .post, acme.groupRoles, ["roles": ["rol_none"]])
            try await api.refuses(.badRequest, .post, acme.groupRoles, ["roles": []])
        }
    }

    @Test func `keep their roles, asleep, while their connection is away`() async throws {
        try await TestAPI.run { api in
            let acme = try await Acme(api)
            try await api.makeRole("reader")
            try await api.ask(.post, acme.members, ["members": .texts([acme.ann])])
            try await api.ask(.post, acme.groupRoles, ["roles": ["rol_reader"]])
            let links = "organizations/\(acme.id)/enabled_connections"
            let effective = acme.member(acme.ann, "effective-roles")
            try await api.ask(.delete, "\(links)/\(acme.okta)")
            #expect(try await api.ask(.get, effective)["roles"] == [])
            #expect(try await api.ask(.get, "organizations/\(acme.id)/groups")["groups"] == [])
            #expect(try await api.ask(.get, "organizations/\(acme.id)/roles/rol_reader/groups")["groups"] == [])
            let refusal = try await api.refuses(.notFound, .post, acme.groupRoles, ["roles": ["rol_reader"]])
            #expect(refusal.text("message") == "Group not found.")
            try await api.refuses(.notFound, .get, acme.groupRoles)

            try await api.ask(
                .post,
                links,
                ["connection_id": .string(acme.okta), "assign_membership_on_login": true]
            )
            #expect(try await api.ask(.get, acme.groupRoles).texts("id", in: "roles") == ["rol_reader"])
            #expect(try await api.ask(.get, effective).texts("id", in: "roles") == ["rol_reader"])
        }
    }

    @Test func `show who has a role directly`() async throws {
        try await TestAPI.run { api in
            let acme = try await Acme(api)
            try await api.makeRole("reader")
            try await api.ask(.post, acme.members, ["members": .texts([acme.ann, acme.bob])])
            try await api.ask(.post, acme.groupRoles, ["roles": ["rol_reader"]])
            try await api.ask(.post, acme.member(acme.bob, "roles"), ["roles": ["rol_reader"]])
            let path = "organizations/\(acme.id)/roles/rol_reader/members"
            #expect(
                try await api.ask(.get, path)["members"]
                    == [["user_id": .string(acme.bob), "name": "Bob", "email": "bob@acme.test"]]
            )
            let some = try await api.ask(.get, "\(path)?take=50&include_fields=true&fields=user_id")
            #expect(some["members"] == [["user_id": .string(acme.bob)]])
            try await api.refuses(.notFound, .get, "organizations/\(acme.id)/roles/rol_none/members")
        }
    }

    @Test func `have no more roles than the limit`() async throws {
        var limits = ManagementLimits()
        limits.rolesPerGroup = 1
        try await TestAPI.run(limits: limits) { api in
            let acme = try await Acme(api)
            for name in ["reader", "writer"] { try await api.makeRole(name) }
            try await api.ask(.post, acme.groupRoles, ["roles": ["rol_reader"]])
            let refusal = try await api.refuses(.conflict, .post, acme.groupRoles, ["roles": ["rol_writer"]])
            #expect(refusal.text("message") == "No more roles can be assigned to this organization group.")
            #expect(try await api.ask(.get, acme.groupRoles).texts("id", in: "roles") == ["rol_reader"])
        }
    }

    @Test func `lose no role that policy gives`() async throws {
        try await TestAPI.run { api in
            let acme = try await Acme(api)
            let policy = Origin.policy(file: "acme.yaml")
            try await api.declare(
                RoleModel(
                    roles: [Role(id: "rol_admin", name: "admin", origin: policy)],
                    assignments: [
                        RoleAssignment(
                            role: "rol_admin",
                            holder: .groups(.name("staff", connection: Connection.ID(acme.okta))),
                            scope: .organization(Organization.ID(acme.id)),
                            origin: policy
                        )
                    ]
                )
            )
            #expect(try await api.ask(.get, acme.groupRoles).texts("id", in: "roles") == ["rol_admin"])
            let refusal = try await api.refuses(.conflict, .delete, acme.groupRoles, ["roles": ["rol_admin"]])
            #expect(refusal.text("message")?.contains("acme.yaml") == true)
        }
    }
}

/// An organization with one connection, two users of it and a group that holds the first.
struct Acme: Sendable {
    let id: String
    let okta: String
    let ann: String
    let bob: String
    let staff: String

    init(_ api: TestAPI) async throws {
        okta = try await api.makeConnection("acme-okta")
        id = try await api.makeOrganization("acme", connections: [okta])
        ann = try await api.pushUser("ann", okta)
        bob = try await api.pushUser("bob", okta)
        staff = try await api.pushGroup("staff", okta, members: [ann])
    }

    var members: String { "organizations/\(id)/members" }
    var groupRoles: String { "organizations/\(id)/groups/\(staff)/roles" }

    func member(_ user: String, _ what: String) -> String { "\(members)/\(user.segment)/\(what)" }
}

@Suite struct `A rehearsal in an organization` {
    @Test func `changes nothing and says who would gain and lose what`() async throws {
        try await TestAPI.run { api in
            let acme = try await Acme(api)
            for name in ["reader", "writer"] { try await api.makeRole(name) }
            try await api.ask(.post, acme.members, ["members": .texts([acme.ann, acme.bob])])
            try await api.ask(.post, acme.groupRoles, ["roles": ["rol_reader"]])
            // What the group gives, ann would have again after the next login, which makes her a member; this not.
            try await api.ask(.post, acme.member(acme.ann, "roles"), ["roles": ["rol_writer"]])
            let link = "organizations/\(acme.id)/enabled_connections/\(acme.okta)"
            let writes: [(HTTPRequest.Method, String, JSONValue?)] = [
                (.delete, acme.groupRoles, ["roles": ["rol_reader"]]),
                (.post, acme.member(acme.bob, "roles"), ["roles": ["rol_reader"]]),
                (.delete, acme.members, ["members": .texts([acme.ann])]),
                (.patch, link, ["assign_membership_on_login": false]), (.delete, link, nil),
                (.delete, "connections/\(acme.okta)", nil), (.delete, "organizations/\(acme.id)", nil),
            ]
            let before = try await api.store.head()
            for (method, path, body) in writes {
                let answer = try await api.ask(method, "\(path)?dry_run=true", body)
                #expect(answer.status == .ok, "\(method) \(path)")
                #expect(answer["dry_run"] == true, "\(method) \(path)")
                guard let affected = answer["users_affected"]?.integer else {
                    Issue.record("\(method) \(path) does not say how many")
                    continue
                }
                #expect(affected >= 1, "\(method) \(path)")
            }
            #expect(try await api.store.head() == before)
            let effective = acme.member(acme.ann, "effective-roles")
            #expect(try await api.ask(.get, effective).texts("id", in: "roles") == ["rol_reader", "rol_writer"])
        }
    }
}
