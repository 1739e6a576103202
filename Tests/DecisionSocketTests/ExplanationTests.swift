import AccessModel
import DecisionSocket
import Foundation
import Testing

extension SocketSuites {
    @Suite struct ExplanationTests {
        private func explain(_ server: TestServer, _ question: [UInt8]) async throws -> (Bool?, [String: Any]) {
            let answer = try await server.ask("POST", "/v1/explain", body: question)
            #expect(answer.status == 200)
            return (answer.json["decision"] as? Bool, try #require(answer.json["context"] as? [String: Any]))
        }

        @Test func `a permit is explained link by link`() async throws {
            try await TestServer.running { server async throws in
                let (decision, context) = try await explain(server, Samples.question())
                #expect(decision == true)
                #expect(context["reason"] as? String == "granted")
                #expect(context["role"] as? String == Samples.role.id.rawValue)
                #expect(context["user"] as? String == "okta|acme|00u1")
                #expect((context["organization"] as? [String: Any])?["name"] as? String == "acme")
                #expect(context["revision"] as? String == "0123456789abcdef:7")
                let chain = try #require(context["chain"] as? [String: Any])
                let group = ["id": Samples.group.id.rawValue, "name": "Billing"]
                #expect(chain["groups"] as? [[String: String]] == [group])
                let assignment = ["scope": "organization", "origin": "policy", "file": "acme.yaml"]
                #expect(chain["assignment"] as? [String: String] == assignment)
                let role = ["id": Samples.role.id.rawValue, "name": "accountant"]
                #expect(chain["roles"] as? [[String: String]] == [role])
                let permission = ["resource_type": "api", "resource_id": Samples.audience, "action": "read:invoices"]
                #expect(chain["permission"] as? [String: String] == permission)
            }
        }

        @Test func `a denial names the roles that would do`() async throws {
            try await TestServer.running { server async throws in
                let assignment = RoleAssignment(
                    role: Samples.role.id,
                    holder: .groups(.id(Samples.group.id)),
                    scope: .organization(Samples.organization.id),
                    origin: .policy(file: "acme.yaml")
                )
                try server.publisher.commit(.removeAssignment(assignment))
                let (decision, context) = try await explain(server, Samples.question())
                #expect(decision == false)
                #expect(context["reason"] as? String == "not_granted")
                #expect(context["chain"] == nil)
                let missing = context["missing"] as? [[String: String]]
                #expect(missing?.map { $0["name"] } == ["accountant"])
            }
        }

        @Test func `a denial names the nearest missing link`() async throws {
            try await TestServer.running { server async throws in
                let link = OrganizationConnection(
                    organization: Samples.organization.id,
                    connection: Samples.connection.id,
                    assignsMembershipOnLogin: false,
                    origin: .api
                )
                try server.publisher.commit(.putOrganizationConnection(link))
                let (_, context) = try await explain(server, Samples.question())
                let missing = try #require((context["missing_links"] as? [[String: Any]])?.first)
                #expect(missing["kind"] as? String == "auto_membership")
                #expect(
                    missing["connection"] as? [String: String]
                        == ["id": Samples.connection.id.rawValue, "name": Samples.connection.name]
                )
                #expect((missing["role"] as? [String: String])?["name"] == "accountant")
                let place = (missing["assignment"] as? [String: Any])?["organization"] as? [String: String]
                #expect(place?["name"] == "acme")
                let (_, stranger) = try await explain(server, Samples.question(user: "okta|acme|00u2"))
                let kinds = (stranger["missing_links"] as? [[String: Any]])?.map { $0["kind"] as? String }
                // A membership alone would not do: the group carries the role only where Auto-Membership is on.
                #expect(kinds == ["auto_membership"])
            }
        }

        @Test func `a denial says when an assignment ended`() async throws {
            try await TestServer.running { server async throws in
                let assignment = RoleAssignment(
                    role: Samples.role.id,
                    holder: .groups(.id(Samples.group.id)),
                    scope: .organization(Samples.organization.id),
                    origin: .policy(file: "acme.yaml"),
                    expires: server.clock.now
                )
                try server.publisher.commit(.addAssignment(assignment))
                let (decision, context) = try await explain(server, Samples.question())
                #expect(decision == false)
                let missing = try #require((context["missing_links"] as? [[String: Any]])?.first)
                #expect(missing["kind"] as? String == "expiry")
                let ended = missing["assignment"] as? [String: Any]
                #expect(ended?["expires_at"] as? String == server.clock.now.description)
            }
        }

        @Test func `an old index explains nothing`() async throws {
            try await TestServer.running { server async throws in
                server.clock.advance(by: .seconds(301))
                let (decision, context) = try await explain(server, Samples.question())
                #expect(decision == false)
                #expect(context["reason"] as? String == "stale")
                #expect(context["user"] == nil)
            }
        }

        @Test func `whoever may search or manage is told reasons`() async throws {
            for ability in [Abilities.search, .manage] {
                try await TestServer.running(peers: PeerPolicy(others: ability)) { server async throws in
                    #expect(try await server.ask("POST", "/v1/explain", body: Samples.question()).status == 200)
                }
            }
            try await TestServer.running(peers: PeerPolicy(others: [.check, .claims, .stats])) { server async throws in
                #expect(try await server.ask("POST", "/v1/explain", body: Samples.question()).status == 403)
            }
        }

        @Test func `a question that makes no sense is refused as a check is`() async throws {
            try await TestServer.running { server async throws in
                let answer = try await server.ask("POST", "/v1/explain", body: Array("{}".utf8))
                #expect(answer.status == 400)
                #expect(answer.sentence == "`subject` is missing")
            }
        }

        @Test func `roles name the groups that they come through`() async throws {
            try await TestServer.running { server async throws in
                let target = "/v1/roles?subject=okta%7Cacme%7C00u1&organization=acme"
                let answer = try await server.ask("GET", target)
                let role = try #require((answer.json["organization_roles"] as? [[String: Any]])?.first)
                let source = try #require((role["sources"] as? [[String: Any]])?.first)
                #expect(source["groups"] as? [String] == [Samples.group.id.rawValue])
                #expect(source["group_names"] as? [String] == ["Billing"])
            }
        }
    }
}
