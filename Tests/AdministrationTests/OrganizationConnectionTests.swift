import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON
import Testing

@testable import Administration

@Suite struct `Connections of an organization` {
    @Test func `are enabled, shown, changed and taken away`() async throws {
        try await TestAPI.run { api in
            let okta = try await api.makeConnection("acme-okta")
            let organization = try await api.makeOrganization("acme")
            let path = "organizations/\(organization)/enabled_connections"
            let added = try await api.ask(.post, path, ["connection_id": .string(okta)])
            #expect(added.status == .created)
            #expect(added["assign_membership_on_login"] == false)
            #expect(added["show_as_button"] == true)
            #expect(added["connection"] == ["name": "acme-okta", "strategy": "okta"])
            try await api.refuses(.conflict, .post, path, ["connection_id": .string(okta)])

            let change: JSONValue = ["assign_membership_on_login": true, "show_as_button": false]
            let changed = try await api.ask(.patch, "\(path)/\(okta)", change)
            #expect(changed.status == .ok)
            #expect(changed["assign_membership_on_login"] == true)
            #expect(changed["show_as_button"] == false)
            #expect(try await api.ask(.get, "\(path)/\(okta)").body == changed.body)
            #expect(try await api.ask(.patch, "\(path)/\(okta)", [:]).body == changed.body)
            let list = try await api.ask(.get, "\(path)?page=0&per_page=50&include_totals=true")
            #expect(list["enabled_connections"] == .array([changed.body]))
            #expect(list["total"] == 1)

            #expect(try await api.ask(.delete, "\(path)/\(okta)").status == .noContent)
            try await api.refuses(.notFound, .get, "\(path)/\(okta)")
            try await api.refuses(.notFound, .patch, "\(path)/\(okta)", change)
            try await api.refuses(.notFound, .delete, "\(path)/\(okta)")
            try await api.refuses(.notFound, .post, path, ["connection_id": "con_none"])
            try await api.refuses(
                .notFound,
                .post,
                "organizations/org_none/enabled_connections",
                ["connection_id": .string(okta)]
            )
        }
    }

    @Test func `keep their settings while they are off`() async throws {
        try await TestAPI.run { api in
            let okta = try await api.makeConnection("acme-okta")
            let organization = try await api.makeOrganization("acme")
            let older = "organizations/\(organization)/enabled_connections"
            let newer = "organizations/\(organization)/connections"
            let added = try await api.ask(
                .post,
                newer,
                [
                    "connection_id": .string(okta), "organization_connection_name": "staff",
                    "organization_access_level": "limited", "assign_membership_on_login": true,
                ]
            )
            #expect(added.status == .created)
            #expect(added["is_enabled"] == true)
            #expect(added["organization_access_level"] == "limited")
            #expect(added["organization_member_access_level"] == "none")
            try await api.refuses(.conflict, .post, newer, ["connection_id": .string(okta)])

            let off = try await api.ask(.patch, "\(newer)/\(okta)", ["is_enabled": false])
            #expect(off["is_enabled"] == false)
            #expect(off["assign_membership_on_login"] == true)
            #expect(off["organization_connection_name"] == "staff")
            #expect(try await api.ask(.get, older).body == [])
            try await api.refuses(.notFound, .get, "\(older)/\(okta)")
            #expect(try await api.ask(.get, "\(newer)?is_enabled=false").texts("connection_id") == [okta])
            #expect(try await api.ask(.get, "\(newer)?is_enabled=true").body == [])

            let back = try await api.ask(.post, older, ["connection_id": .string(okta)])
            #expect(back.status == .created)
            let shown = try await api.ask(.get, "\(newer)/\(okta)")
            #expect(shown["is_enabled"] == true)
            #expect(shown["organization_connection_name"] == "staff")
            let cleared = try await api.ask(
                .patch,
                "\(newer)/\(okta)",
                ["organization_connection_name": .null, "organization_access_level": .null]
            )
            #expect(cleared["organization_connection_name"] == nil)
            #expect(cleared["organization_access_level"] == "none")
        }
    }

    @Test func `take no sign-ups, for they are no databases`() async throws {
        try await TestAPI.run { api in
            let okta = try await api.makeConnection("acme-okta")
            let path = "organizations/\(try await api.makeOrganization("acme"))/enabled_connections"
            let body: JSONValue = ["connection_id": .string(okta), "is_signup_enabled": true]
            let refusal = try await api.refuses(.badRequest, .post, path, body)
            #expect(refusal.text("message")?.hasSuffix("on property is_signup_enabled") == true)
            #expect(try await api.ask(.get, path).body == [])
        }
    }

    @Test func `that policy declares change only there`() async throws {
        try await TestAPI.run { api in
            let policy = Origin.policy(file: "acme.yaml")
            try await api.declare(
                RoleModel(
                    connections: [Connection(id: "con_okta", name: "okta", strategy: .okta, origin: policy)],
                    organizations: [Organization(id: "org_acme", name: "acme", origin: policy)],
                    organizationConnections: [
                        OrganizationConnection(
                            organization: "org_acme",
                            connection: "con_okta",
                            assignsMembershipOnLogin: true,
                            origin: policy
                        )
                    ]
                )
            )
            let path = "organizations/org_acme/enabled_connections/con_okta"
            try await api.refuses(.conflict, .patch, path, ["assign_membership_on_login": false])
            try await api.refuses(.conflict, .patch, path, ["show_as_button": false])
            try await api.refuses(.conflict, .delete, path)
            let other = try await api.makeConnection("other")
            let added = try await api.ask(
                .post,
                "organizations/org_acme/enabled_connections",
                ["connection_id": .string(other)]
            )
            #expect(added.status == .created)
        }
    }

    @Test func `are no more than the limit`() async throws {
        var limits = ManagementLimits()
        limits.connectionsPerOrganization = 1
        try await TestAPI.run(limits: limits) { api in
            let okta = try await api.makeConnection("acme-okta")
            let organization = try await api.makeOrganization("acme", connections: [okta])
            let other = try await api.makeConnection("acme-waad")
            let path = "organizations/\(organization)/enabled_connections"
            try await api.refuses(.conflict, .post, path, ["connection_id": .string(other)])
        }
    }
}
