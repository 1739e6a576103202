import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON
import Testing

@testable import Administration

@Suite struct `Roles that an organization owns` {
    private static let ann = User.ID.acme("ann")

    /// Two organizations that ann is a member of, each with a role `editor` of its own beside the tenant's.
    private static func run(
        limits: ManagementLimits = ManagementLimits(),
        _ body: @escaping @Sendable (TestAPI) async throws -> Void
    ) async throws {
        try await TestAPI.run(limits: limits) { api in
            try await api.seed()
            try await api.commit { transaction in
                for name in ["one", "two"] {
                    let organization = Organization(id: Organization.ID("org_\(name)"), name: name, origin: .api)
                    try transaction.putOrganization(organization)
                    let link = OrganizationConnection(
                        organization: organization.id,
                        connection: Connection.acme.id,
                        assignsMembershipOnLogin: true,
                        origin: .api
                    )
                    try transaction.putOrganizationConnection(link)
                    try transaction.addOrganizationMember(
                        OrganizationMember(organization: organization.id, user: ann)
                    )
                    let id = Role.ID("rol_\(name)")
                    try transaction.putRole(Role(id: id, name: "editor", owner: organization.id, origin: .api))
                }
            }
            try await body(api)
        }
    }

    @Test func `are made, shown, renamed and ended`() async throws {
        try await Self.run { api in
            let body: JSONValue = ["name": "auditor", "type": "organization", "owner_id": "org_one"]
            let made = try await api.done(.ok, .post, "roles", body)
            let id = try #require(made.text("id"))
            let shown: JSONObject = [
                "id": .string(id), "name": "auditor", "description": "", "type": "organization", "owner_id": "org_one",
                "origin": "api",
            ]
            #expect(made.body == .object(shown))
            #expect(try await api.ask(.get, "roles/\(id)").body == .object(shown))
            try await api.refuses(.conflict, .post, "roles", body, saying: "role name `auditor` is taken")
            try await api.done(.ok, .post, "roles", ["name": "auditor", "type": "organization", "owner_id": "org_two"])
            try await api.refuses(.conflict, .patch, "roles/\(id)", ["name": "editor"])
            try await api.refuses(.badRequest, .patch, "roles/\(id)", ["owner_id": "org_two"])
            try await api.refuses(.badRequest, .patch, "roles/\(id)", ["type": "tenant"])
            #expect(try await api.done(.ok, .patch, "roles/\(id)", ["name": "viewer"]).text("owner_id") == "org_one")
            try await api.done(.created, .post, "roles/\(id)/permissions", TestAPI.permissions("read:invoices"))
            #expect(try await api.ask(.get, "roles/\(id)/permissions").texts("permission_name") == ["read:invoices"])
            try await api.done(.ok, .delete, "roles/\(id)")
            try await api.refuses(.notFound, .get, "roles/\(id)")
        }
    }

    @Test(
        arguments: [
            (.badRequest, ["name": "x", "type": "organization"]),
            (.badRequest, ["name": "x", "type": "organization", "owner_id": .null]),
            (.badRequest, ["name": "x", "type": "tenant", "owner_id": "org_one"]),
            (.badRequest, ["name": "x", "owner_id": "org_one"]),
            (.notFound, ["name": "x", "type": "organization", "owner_id": "org_none"]),
            (.notFound, ["name": "x", "type": "organization", "owner_id": "auth0"]),
        ] as [(HTTPResponse.Status, JSONValue)]
    )
    func `need an owner that is there`(status: HTTPResponse.Status, body: JSONValue) async throws {
        try await Self.run { api in
            let answer = try await api.refuses(status, .post, "roles", body)
            if status == .badRequest { #expect(answer.text("message")?.contains("owner_id") == true) }
        }
    }

    @Test func `are listed where they are asked for`() async throws {
        try await Self.run { api in
            let tenant = ["rol_auditor", "rol_editor", "rol_viewer"]
            #expect(try await api.ask(.get, "roles").texts("id") == tenant)
            #expect(try await api.ask(.get, "roles?type=tenant").texts("id") == tenant)
            let owned = "roles?type=organization&owner_id="
            #expect(try await api.ask(.get, "\(owned)org_one").texts("id") == ["rol_one"])
            #expect(try await api.ask(.get, "\(owned)org_one&name_filter=DIT").texts("id") == ["rol_one"])
            #expect(try await api.ask(.get, "\(owned)org_one&name_filter=x").body == [])
            #expect(try await api.ask(.get, "roles?owner_id=org_two").texts("id") == ["rol_two"])
            for none in [
                "\(owned)org_none", "\(owned)auth0", "roles?owner_id=auth0", "roles?type=tenant&owner_id=auth0",
            ] {
                #expect(try await api.ask(.get, none).body == [])
            }
            try await api.refuses(.badRequest, .get, "roles?type=organization")
            try await api.refuses(.badRequest, .get, "roles?type=tenant&owner_id=org_one")
        }
    }

    @Test func `are given inside it, to its members and groups, beside the tenant's of the same name`() async throws {
        try await Self.run { api in
            let roles: JSONValue = ["roles": ["rol_one", "rol_editor"]]
            let member = "organizations/org_one/members/\(Self.ann.encoded)/roles"
            let group = "organizations/org_one/groups/grp_editors/roles"
            for path in [member, group] {
                try await api.done(.noContent, .post, path, roles)
                #expect(try await api.done(.noContent, .post, path, roles).status == .noContent)
            }
            let given = try await api.ask(.get, member)
            #expect(given.texts("id") == ["rol_editor", "rol_one"])
            #expect(given.texts("type") == ["tenant", "organization"])
            #expect(given.texts("owner_id") == ["org_one"])
            #expect(try await api.everything("id", of: "roles", at: group, take: 1) == ["rol_editor", "rol_one"])
            let effective = "organizations/org_one/members/\(Self.ann.encoded)/effective-roles"
            #expect(try await api.everything("id", of: "roles", at: effective, take: 1) == ["rol_editor", "rol_one"])
            let holders = "organizations/org_one/roles/rol_one"
            #expect(try await api.ask(.get, "\(holders)/groups").texts("id", in: "groups") == ["grp_editors"])
            #expect(
                try await api.ask(.get, "\(holders)/members").texts("user_id", in: "members") == [Self.ann.rawValue]
            )
            #expect(try await api.ask(.get, "roles/rol_one/users").body == [])
            #expect(try await api.ask(.get, "roles/rol_one/groups").body == ["groups": []])
            #expect(try await api.ask(.get, "users/\(Self.ann.encoded)/effective-roles").body == ["roles": []])
            for path in [member, group] { try await api.done(.noContent, .delete, path, ["roles": ["rol_one"]]) }
            #expect(try await api.ask(.get, effective).texts("id", in: "roles") == ["rol_editor"])
        }
    }

    @Test func `are mapped to groups inside it`() async throws {
        try await Self.run { api in
            var body: JSONObject = ["connection_id": "con_acme", "role_id": "rol_one", "pattern": "*"]
            try await api.refuses(.badRequest, .post, "group-role-mappings", .object(body), saying: Self.sentence)
            body["organization_id"] = "org_two"
            try await api.refuses(.badRequest, .post, "group-role-mappings", .object(body), saying: Self.sentence)
            body["organization_id"] = "org_one"
            try await api.done(.created, .post, "group-role-mappings", .object(body))
            let effective = "organizations/org_one/members/\(Self.ann.encoded)/effective-roles"
            #expect(try await api.ask(.get, effective).texts("id", in: "roles") == ["rol_one"])
        }
    }

    private static let sentence = "role `editor` is owned by organization `one` and can be assigned only there"

    @Test(
        arguments: [
            "users/okta%7Cacme-okta%7Cann/roles", "groups/grp_editors/roles", "roles/rol_one/users",
            "roles/rol_one/groups", "organizations/org_two/members/okta%7Cacme-okta%7Cann/roles",
            "organizations/org_two/groups/grp_editors/roles",
        ]
    )
    func `are refused everywhere else, and so is all that is given with them`(path: String) async throws {
        try await Self.run { api in
            let body: JSONValue =
                switch path {
                case "roles/rol_one/users": ["users": [.string(Self.ann.rawValue)]]
                case "roles/rol_one/groups": ["groups": ["grp_editors"]]
                default: ["roles": ["rol_editor", "rol_one"]]
                }
            for path in [path, "\(path)?dry_run=true"] {
                let answer = try await api.refuses(.badRequest, .post, path, body, saying: Self.sentence)
                #expect(answer.text("errorCode") == "operation_not_supported")
            }
            #expect(try await api.store.read { try $0.assignments().filter { $0.origin == .api } } == [])
        }
    }

    @Test func `end with it, and a rehearsal and the history say so`() async throws {
        try await Self.run { api in
            let member = "organizations/org_one/members/\(Self.ann.encoded)/roles"
            try await api.done(.noContent, .post, member, ["roles": ["rol_one"]])
            let rehearsed = try await api.ask(.delete, "organizations/org_one?dry_run=true")
            let loss: JSONValue = ["type": "role", "id": "rol_one", "name": "editor", "level": "organization"]
            guard case .array(let losses)? = rehearsed["effects", 0, "loses"] else {
                Issue.record("nobody loses anything: \(rehearsed.body)")
                return
            }
            #expect(losses.contains(loss))
            let held = try await api.store.head()
            try await api.done(.noContent, .delete, "organizations/org_one")
            try await api.refuses(.notFound, .get, "roles/rol_one")
            #expect(try await api.ask(.get, "roles/rol_two").text("owner_id") == "org_two")
            let audit = try await api.ask(.get, "audit?organization=org_one")
            #expect(audit.texts("type", in: "commits") == [])
            #expect(audit.text("commits", 0, "changes", 0, "type") == "role.deleted")
            #expect(audit.text("commits", 0, "changes", 0, "organization_id") == "org_one")
            #expect(audit.text("commits", 0, "changes", 1, "type") == "organization.deleted")
            let past = "users/\(Self.ann.encoded)/roles/history?organization=org_one&revision=\(held.number)"
            #expect(try await api.ask(.get, past).texts("id", in: "organization_roles") == ["rol_one"])
        }
    }

    @Test func `are found in the history by their names`() async throws {
        try await Self.run { api in
            try await api.done(.ok, .patch, "roles/rol_one", ["description": "of one"])
            try await api.done(.ok, .patch, "roles/rol_editor", ["description": "of the tenant"])
            let own = try await api.ask(.get, "audit?organization=one&role=editor")
            #expect(own.text("commits", 0, "changes", 0, "role_id") == "rol_one")
            #expect(own.text("commits", 0, "changes", 0, "organization_id") == "org_one")
            let tenant = try await api.ask(.get, "audit?role=editor")
            #expect(tenant.text("commits", 0, "changes", 0, "role_id") == "rol_editor")
        }
    }

    @Test func `have a limit of their own`() async throws {
        var limits = ManagementLimits()
        limits.roles = 4
        limits.rolesPerOrganization = 2
        try await Self.run(limits: limits) { api in
            let body: JSONObject = ["type": "organization", "owner_id": "org_one"]
            try await api.done(.ok, .post, "roles", .object(body.merging(["name": "second"])))
            let message = "No more roles can be made: there are 2."
            try await api.refuses(
                .conflict,
                .post,
                "roles",
                .object(body.merging(["name": "third"])),
                saying: message
            )
            try await api.done(.ok, .post, "roles", ["name": "fourth of the tenant"])
            try await api.refuses(.conflict, .post, "roles", ["name": "fifth"])
        }
    }
}
