import AccessIndex
import AccessModel
import DecisionSocket
import Foundation
import Testing
import TokenSigning

extension SocketSuites {
    /// What settings and expiries make of claims.
    @Suite struct ClaimsTests {
        private static let login = Array(
            """
            {"subject":"okta|acme|00u1","organization":"acme","audience":"\(Samples.audience)"}
            """.utf8
        )

        private func claims(_ server: TestServer, _ question: [UInt8] = login) async throws -> [String: Any] {
            let answer = try await server.ask("POST", "/v1/claims", body: question)
            let token = try #require(answer.json["token"] as? String)
            return try server.verify(Array(token.utf8), as: .claims)
        }

        @Test func `a namespace stands before what neither RFC 7519 nor the protocol names`() async throws {
            var tokens = TokenSettings.sample
            tokens.claims = ClaimsForm(namespace: "https://acme.example/", includesRoleIDs: true)
            try await TestServer.running(tokens: tokens) { server async throws in
                let claims = try await claims(server)
                let plain: Set = ["iss", "sub", "aud", "iat", "exp", "jti", "org_id", "revision"]
                let prefixed = ["org_name", "roles", "role_ids", "tenant_roles", "organization_roles", "permissions"]
                #expect(Set(claims.keys) == plain.union(prefixed.map { "https://acme.example/" + $0 }))
                #expect(claims["https://acme.example/roles"] as? [String] == ["accountant"])
                #expect(claims["https://acme.example/role_ids"] as? [String] == [Samples.role.id.rawValue])
            }
        }

        @Test(
            arguments: [
                (.all, ["Billing", "Idle"]), (.granting, ["Billing"]), (.none, nil),
            ] as [(TokenSettings.Groups, [String]?)]
        )
        func `a setting limits groups to those that grant a role of the token`(
            _ setting: TokenSettings.Groups,
            _ expected: [String]?
        ) async throws {
            var tokens = TokenSettings.sample
            tokens.groups = setting
            try await TestServer.running(tokens: tokens) { server async throws in
                let idle = Group(
                    id: .derived(from: "idle"),
                    connection: Samples.connection.id,
                    name: "Idle",
                    origin: .scim
                )
                try server.publisher.commit(.putGroup(idle))
                try server.publisher.commit(.addMembers(idle.id, [.user(Samples.user("00u1").id)]))
                try server.publisher.commit(.putLoginSettings(LoginSettings(includesGroupsInClaims: true)))
                let claims = try await claims(server)
                #expect(claims["groups"] as? [String] == expected)
                #expect(claims["roles"] as? [String] == ["accountant"])
                let answer = try await server.ask("POST", "/v1/claims", body: Self.login)
                #expect(answer.json["groups"] as? [String] == expected)
            }
        }

        @Test func `role ids are left out where nothing asks for them`() async throws {
            try await TestServer.running { server async throws in
                #expect(try await claims(server)["role_ids"] == nil)
            }
        }

        @Test func `a role of the organization beside one of the tenant by the same name is named once and has its id`()
            async throws
        {
            var tokens = TokenSettings.sample
            tokens.claims = ClaimsForm(includesRoleIDs: true)
            try await TestServer.running(tokens: tokens) { server async throws in
                let owned = Role(
                    id: .derived(from: "own accountant"),
                    name: "accountant",
                    owner: Samples.organization.id,
                    origin: .api
                )
                let holder = RoleAssignment.Holder.user(Samples.user("00u1").id)
                let scope = RoleAssignment.Scope.organization(Samples.organization.id)
                let assignment = RoleAssignment(role: owned.id, holder: holder, scope: scope, origin: .api)
                try server.publisher.commit(.putRole(owned))
                try server.publisher.commit(.addAssignment(assignment))
                let claims = try await claims(server)
                #expect(claims["roles"] as? [String] == ["accountant"])
                #expect(claims["organization_roles"] as? [String] == ["accountant"])
                let ids = [Samples.role.id, owned.id].map(\.rawValue).sorted()
                #expect(claims["role_ids"] as? [String] == ids)
            }
        }

        @Test func `claims too large for a token are refused whole`() async throws {
            var tokens = TokenSettings.sample
            tokens.largestPayload = 300
            try await TestServer.running(tokens: tokens) { server async throws in
                let answer = try await server.ask("POST", "/v1/claims", body: Self.login)
                #expect(answer.status == 200)
                #expect(answer.json["outcome"] as? String == "deny")
                #expect(answer.json["reason"] as? String == "too_large")
                #expect(answer.json["token"] == nil)
                #expect(answer.json["claims"] == nil)
            }
            tokens.largestPayload = 1_024
            try await TestServer.running(tokens: tokens) { server async throws in
                #expect(try await claims(server)["roles"] as? [String] == ["accountant"])
            }
        }

        @Test func `no token outlives a role that it names, and the role ends at the instant`() async throws {
            try await TestServer.running { server async throws in
                let end = server.clock.now + .milliseconds(90_500)
                try server.publisher.commit(.addAssignment(Self.auditor(until: end)))
                #expect(try await claims(server)["exp"] as? Int64 == end.seconds, "rounded down")
                let answer = try await server.ask("GET", "/v1/roles?subject=okta%7Cacme%7C00u1&organization=acme")
                let roles = answer.json["organization_roles"] as? [[String: Any]]
                let ends = roles?.map { $0["expires_at"] as? String }
                #expect(ends == [nil, end.description])
                server.clock.advance(by: .milliseconds(90_499))
                server.publisher.publish(server.publisher.current, asOf: server.clock.now)
                #expect(try await claims(server)["roles"] as? [String] == ["accountant", "auditor"])
                server.clock.advance(by: .milliseconds(1))
                let after = try await claims(server)
                #expect(after["roles"] as? [String] == ["accountant"])
                #expect(after["exp"] as? Int64 == server.clock.now.seconds + 600)
            }
        }

        @Test func `a role that another way gives for good does not shorten the token`() async throws {
            try await TestServer.running { server async throws in
                try server.publisher.commit(.addAssignment(Self.auditor(until: server.clock.now + .seconds(5))))
                try server.publisher.commit(.addAssignment(Self.auditor(until: nil, origin: .login)))
                #expect(try await claims(server)["exp"] as? Int64 == server.clock.now.seconds + 600)
            }
        }

        @Test func `roles whose names look alike are both named, in the order of their bytes`() async throws {
            try await TestServer.running { server async throws in
                let names = ["Cle\u{301}", "Cl\u{e9}", "cl\u{e9}"]
                for (place, name) in names.enumerated().reversed() {
                    let role = Role(id: Role.ID("rol_\(place)"), name: name, origin: .api)
                    var assignment = Self.auditor(until: nil)
                    assignment.role = role.id
                    for change in [.putRole(role), .addAssignment(assignment)] as [Change] {
                        try server.publisher.commit(change)
                    }
                }
                let roles = try #require(try await claims(server)["roles"] as? [String])
                #expect(
                    roles.map { Array($0.utf8) } == (names[..<2] + ["accountant", names[2]]).map { Array($0.utf8) }
                )
            }
        }

        private static func auditor(until end: Timestamp?, origin: Origin = .api) -> RoleAssignment {
            RoleAssignment(
                role: Samples.auditor.id,
                holder: .user(Samples.user("00u1").id),
                scope: .organization(Samples.organization.id),
                origin: origin,
                expires: end
            )
        }

        @Test func `a permission given directly is permitted without a role, in the tenant alone`() async throws {
            try await TestServer.running { server async throws in
                let assignment = PermissionAssignment(
                    user: Samples.user("00u2").id,
                    api: Samples.audience,
                    permission: "read:invoices",
                    origin: .api
                )
                try server.publisher.commit(.addPermissionAssignment(assignment))
                let question = """
                    {"subject":{"type":"user","id":"okta|acme|00u2"},"action":{"name":"read:invoices"},\
                    "resource":{"type":"api","id":"\(Samples.audience)"}}
                    """
                let answer = try await server.ask("POST", "/access/v1/evaluation", body: Array(question.utf8))
                #expect(answer.json["decision"] as? Bool == true)
                let context = try #require(answer.json["context"] as? [String: Any])
                #expect(context["reason"] as? String == "granted")
                #expect(context["role"] == nil)
                #expect(context["revision"] != nil)
                let login = #"{"subject":"okta|acme|00u2","audience":"\#(Samples.audience)"}"#
                #expect(try await claims(server, Array(login.utf8))["permissions"] as? [String] == ["read:invoices"])
                let explained = try await server.ask("POST", "/v1/explain", body: Array(question.utf8))
                let why = try #require(explained.json["context"] as? [String: Any])
                #expect((why["direct"] as? [String: Any])?["action"] as? String == "read:invoices")
                #expect(why["role"] == nil)
                let inside = Samples.question(user: "okta|acme|00u2")
                let denied = try await server.ask("POST", "/access/v1/evaluation", body: inside)
                #expect(denied.json["decision"] as? Bool == false)
            }
        }
    }
}
