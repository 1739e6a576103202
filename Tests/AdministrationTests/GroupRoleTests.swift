import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON
import TestSupport
import Testing

@testable import Administration

@Suite struct `Roles of groups` {
    private static let path = "groups/grp_editors/roles"
    /// What a provider pushes that has deleted the group of the editors.
    private static let again = Group(
        id: "grp_again",
        connection: Connection.acme.id,
        name: "Editors",
        externalID: "ext-editors"
    )
    private static let annRoles = "users/\(User.ID.acme("ann").encoded)/effective-roles"

    @Test func `are assigned, shown with what they are, and taken away`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            try await api.done(.noContent, .post, Self.path, ["roles": ["rol_viewer", "rol_editor", "rol_auditor"]])
            #expect(
                try await api.everything("name", of: "roles", at: Self.path) == ["auditor", "editor", "viewer"]
            )
            let first = try await api.ask(.get, Self.path)["roles", 0]
            #expect(
                first == [
                    "id": "rol_auditor", "name": "auditor", "description": "", "type": "tenant", "origin": "policy",
                    "file": "roles.yaml",
                ]
            )
            #expect(
                try await api.ask(.get, Self.annRoles).texts("name", in: "roles") == ["auditor", "editor", "viewer"]
            )
            try await api.done(.noContent, .delete, Self.path, ["roles": ["rol_editor", "rol_viewer"]])
            #expect(try await api.ask(.get, Self.annRoles).texts("name", in: "roles") == ["auditor"])
        }
    }

    @Test func `stay as they are where they are assigned already, or are not there to be taken`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            try await api.done(.noContent, .post, Self.path, ["roles": ["rol_editor"]])
            let before = try await api.store.head()
            try await api.done(.noContent, .post, Self.path, ["roles": ["rol_editor", "rol_editor"]])
            try await api.done(.noContent, .delete, Self.path, ["roles": ["rol_viewer"]])
            #expect(try await api.store.head() == before)
        }
    }

    @Test func `are assigned all or none`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            try await api.refuses(
                .notFound,
                .post,
                Self.path,
                ["roles": ["rol_editor", "rol_none"]],
                saying: "Role not found."
            )
            try await api.refuses(
                .notFound,
                .post,
                "groups/grp_none/roles",
                ["roles": ["rol_editor"]],
                saying: "Group not found."
            )
            try await api.refuses(.badRequest, .post, Self.path, ["roles": []])
            try await api.refuses(.badRequest, .delete, Self.path, [:])
            try await api.refuses(.badRequest, .post, Self.path, ["roles": "rol_editor"])
            try await api.refuses(.badRequest, .post, Self.path, ["roles": ["rol_editor"], "expires": "never"])
            try await api.refuses(.badRequest, .post, Self.path, ["roles": ["rol_editor"], "expires_at": "soon"])
            let past: JSONValue = ["roles": ["rol_editor"], "expires_at": "2001-01-01T00:00:00Z"]
            try await api.refuses(.badRequest, .post, Self.path, past)
        }
    }

    @Test func `end at the instant that the request names, without anybody looking`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let expiry = api.clock.now() + .seconds(3_600)
            let body: JSONValue = ["roles": ["rol_editor"], "expires_at": .string(expiry.description)]
            try await api.done(.noContent, .post, Self.path, body)
            #expect(try await api.ask(.get, Self.path)["roles", 0, "expires_at"] == .string(expiry.description))
            #expect(try await api.ask(.get, Self.annRoles).texts("name", in: "roles") == ["editor"])
            let revision = try await api.store.head()
            api.clock.advance(by: .seconds(3_600))
            #expect(try await api.ask(.get, Self.path).texts("id", in: "roles") == [])
            #expect(try await api.ask(.get, Self.annRoles).texts("name", in: "roles") == [])
            #expect(try await api.ask(.get, "roles/rol_editor/groups").texts("id", in: "groups") == [])
            #expect(try await api.store.head() == revision)
            try await api.done(.noContent, .post, Self.path, ["roles": ["rol_editor"]])
            #expect(try await api.ask(.get, Self.path)["roles", 0, "expires_at"] == nil)
        }
    }

    @Test func `that a policy file assigns change only there`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            try await api.declareAuditors()
            #expect(try await api.ask(.get, Self.path).texts("id", in: "roles") == ["rol_auditor"])
            try await api.refuses(
                .conflict,
                .delete,
                Self.path,
                ["roles": ["rol_auditor"]],
                saying: "The role `auditor` is assigned in `roles.yaml` and changes only there."
            )
            try await api.done(.noContent, .post, Self.path, ["roles": ["rol_auditor", "rol_editor"]])
            try await api.refuses(.conflict, .delete, Self.path, ["roles": ["rol_editor", "rol_auditor"]])
            try await api.done(.noContent, .delete, Self.path, ["roles": ["rol_editor"]])
        }
    }

    @Test func `have a limit for each group, and for all of them`() async throws {
        var limits = ManagementLimits()
        limits.rolesPerGroup = 2
        limits.groupsWithRoles = 1
        try await TestAPI.run(limits: limits) { api in
            try await api.seed()
            try await api.done(.noContent, .post, Self.path, ["roles": ["rol_viewer", "rol_editor"]])
            try await api.refuses(
                .conflict,
                .post,
                Self.path,
                ["roles": ["rol_auditor"]],
                saying: "No more roles can be assigned to this group."
            )
            try await api.done(.noContent, .post, Self.path, ["roles": ["rol_editor"]])
            let made = try await api.done(.created, .post, "groups", ["name": "Crew", "connection_id": "con_staff"])
            let other = "groups/\(made.text("id") ?? "")/roles"
            try await api.refuses(
                .conflict,
                .post,
                other,
                ["roles": ["rol_editor"]],
                saying: "No more groups can be assigned roles."
            )
        }
    }

    @Test func `that ended by themselves stand in the way of nothing`() async throws {
        var limits = ManagementLimits()
        limits.rolesPerGroup = 1
        limits.rolesOfGroups = 1
        try await TestAPI.run(limits: limits) { api in
            try await api.seed()
            let end = JSONValue.string((api.clock.now() + .seconds(60)).description)
            let mapping: JSONValue = [
                "connection_id": "con_acme", "role_id": "rol_editor", "name": "Editors", "expires_at": end,
            ]
            try await api.done(.created, .post, "group-role-mappings", mapping)
            try await api.done(.noContent, .post, Self.path, ["roles": ["rol_viewer"], "expires_at": end])
            try await api.refuses(.conflict, .delete, Self.path, ["roles": ["rol_editor"]])
            try await api.refuses(.conflict, .post, Self.path, ["roles": ["rol_editor"]])
            api.clock.advance(by: .seconds(60))
            try await api.done(.noContent, .post, Self.path, ["roles": ["rol_editor"]])
            try await api.done(.noContent, .delete, Self.path, ["roles": ["rol_editor"]])
            #expect(try await api.ask(.get, Self.annRoles).texts("name", in: "roles") == [])
        }
    }

    @Test func `may be given for less long where there are too many already`() async throws {
        var limits = ManagementLimits()
        limits.rolesPerGroup = 1
        try await TestAPI.run(limits: limits) { api in
            try await api.seed()
            let roles: [Role.ID] = ["rol_viewer", "rol_editor"]
            try await api.commit { transaction in
                for role in roles {
                    try transaction.addAssignment(
                        RoleAssignment(
                            role: role,
                            holder: .groups(.id("grp_editors")),
                            scope: .tenant,
                            origin: .api
                        )
                    )
                }
            }
            let end = JSONValue.string((api.clock.now() + .seconds(60)).description)
            try await api.done(.noContent, .post, Self.path, ["roles": ["rol_editor"], "expires_at": end])
        }
    }

    @Test func `are the same from the role's side`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let path = "roles/rol_editor/groups"
            try await api.done(.noContent, .post, path, ["groups": ["grp_editors"]])
            let groups = try await api.ask(.get, path)
            #expect(groups.texts("id", in: "groups") == ["grp_editors"])
            #expect(groups.text("groups", 0, "tenant_name") == "rollcall")
            try await api.refuses(.notFound, .post, path, ["groups": ["grp_editors", "grp_none"]])
            try await api.refuses(
                .notFound,
                .post,
                "roles/rol_none/groups",
                ["groups": ["grp_editors"]],
                saying: "Role not found."
            )
            try await api.done(.noContent, .delete, path, ["groups": ["grp_editors"]])
            try await api.done(.noContent, .delete, path, ["groups": ["grp_editors"]])
            #expect(try await api.ask(.get, path).body == ["groups": []])
        }
    }

    @Test func `inside an organization are adopted by those who could assign them there`() async throws {
        let scopes: Set<String> = [
            "create:group_roles", "create:organizations", "create:connections", "update:organizations",
        ]
        try await TestAPI.run(scopes: scopes) { api in
            try await api.seed()
            let organization = Organization.ID(try await api.makeOrganization("acme", connections: ["con_acme"]))
            try await api.commit { transaction in
                try transaction.addAssignment(
                    RoleAssignment(
                        role: "rol_editor",
                        holder: .groups(.id("grp_editors")),
                        scope: .organization(organization),
                        origin: .api
                    )
                )
                try transaction.deleteGroup("grp_editors", now: .noon)
                _ = try transaction.createGroup(GroupDocument(Self.again), uniqueName: true, now: .noon)
            }
            let before = try await api.store.head()
            try await api.refuses(.forbidden, .post, "groups/grp_again/adopt")
            #expect(try await api.store.head() == before)
        }
    }

    @Test func `are not adopted beyond the limit, nor some of them`() async throws {
        var limits = ManagementLimits()
        limits.rolesPerGroup = 2
        try await TestAPI.run(limits: limits) { api in
            try await api.seed()
            try await api.done(.noContent, .post, Self.path, ["roles": ["rol_viewer", "rol_editor"]])
            try await api.commit { transaction in
                try transaction.deleteGroup("grp_editors", now: .noon)
                let again = Group(
                    id: "grp_again",
                    connection: Connection.acme.id,
                    name: "Crew",
                    externalID: "ext-editors"
                )
                _ = try transaction.createGroup(GroupDocument(again), uniqueName: true, now: .noon)
            }
            let roles = "groups/grp_again/roles"
            try await api.done(.noContent, .post, roles, ["roles": ["rol_auditor"]])
            try await api.refuses(.conflict, .post, "groups/grp_again/adopt")
            #expect(try await api.ask(.get, roles).texts("name", in: "roles") == ["auditor"])
        }
    }

    @Test func `that a deleted group had can be adopted by the one that is pushed again`() async throws {
        try await TestAPI.run { api in
            try await api.seed()
            let expiry = api.clock.now() + .seconds(60)
            try await api.done(.noContent, .post, Self.path, ["roles": ["rol_editor"]])
            try await api.done(
                .noContent,
                .post,
                Self.path,
                ["roles": ["rol_viewer"], "expires_at": .string(expiry.description)]
            )
            try await api.commit { try $0.deleteGroup("grp_editors", now: .noon) }
            try await api.commit { transaction in
                _ = try transaction.createGroup(GroupDocument(Self.again), uniqueName: true, now: .noon)
                try transaction.addMembers([.user(.acme("ann"))], to: Self.again.id, now: .noon)
            }
            #expect(try await api.ask(.get, Self.annRoles).texts("name", in: "roles") == [])
            api.clock.advance(by: .seconds(60))
            let adopted = try await api.done(.ok, .post, "groups/grp_again/adopt")
            #expect(adopted.body == ["roles": [["id": "rol_editor", "name": "editor"]]])
            #expect(try await api.ask(.get, Self.annRoles).texts("name", in: "roles") == ["editor"])
            #expect(try await api.done(.ok, .post, "groups/grp_again/adopt").body == ["roles": []])
            try await api.refuses(.notFound, .post, "groups/grp_none/adopt")
        }
    }
}

extension TestAPI {
    /// A policy file that gives `Editors` the role `auditor`.
    func declareAuditors() async throws {
        try await commit { transaction in
            var model = try transaction.policyModel()
            model.assignments = [
                RoleAssignment(
                    role: "rol_auditor",
                    holder: .groups(.name("Editors", connection: Connection.acme.id)),
                    scope: .tenant,
                    origin: .policy(file: "roles.yaml")
                )
            ]
            _ = try transaction.apply(model)
        }
    }
}
