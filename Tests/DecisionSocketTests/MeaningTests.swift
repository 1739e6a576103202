import AccessModel
import DecisionSocket
import Foundation
import Testing
import TokenSigning

extension SocketSuites {
    /// Whom, where and what a question means, as a peer sees it.
    @Suite struct MeaningTests {
        private static let paths = ["/access/v1/evaluation", "/v1/explain"]

        private func body(_ rest: String) -> [UInt8] {
            Array(
                """
                {"subject":{"type":"user","id":"okta|acme|00u1"},"action":{"name":"read:invoices"},
                 "resource":{"type":"api","id":"\(Samples.audience)"},\(rest)}
                """.utf8
            )
        }

        @Test(arguments: paths) func `a misplaced organization is answered with a warning`(path: String) async throws {
            try await TestServer.running { server async throws in
                let misplaced = try await server.ask("POST", path, body: body(#""organization":"acme""#))
                #expect(misplaced.status == 200)
                #expect(
                    misplaced.header("Rollcall-Warning")
                        == "the member `organization` is ignored: the organization is `context.organization`"
                )
                let fine = try await server.ask("POST", path, body: body(#""context":{"organization":"acme"}"#))
                #expect(fine.json["decision"] as? Bool == true)
                #expect(fine.header("Rollcall-Warning") == nil)
            }
        }

        @Test func `a signed decision has the warning as well`() async throws {
            try await TestServer.running { server async throws in
                let answer = try await server.ask(
                    "POST",
                    "/access/v1/evaluation",
                    headers: [("Accept", "application/jwt")],
                    body: body(#""organization":"acme""#)
                )
                #expect(answer.header("Rollcall-Warning") != nil)
            }
        }

        @Test(arguments: [#""organization":"acme""#, #""context":{"organization":"acme"}"#])
        func `a login takes its organization in either place`(place: String) async throws {
            try await TestServer.running { server async throws in
                let answer = try await server.ask(
                    "POST",
                    "/v1/claims",
                    body: Array(#"{"subject":"okta|acme|00u1",\#(place)}"#.utf8)
                )
                let claims = try #require(answer.json["claims"] as? [String: Any])
                #expect(claims["org_id"] as? String == Samples.organization.id.rawValue)
            }
        }

        @Test(arguments: [
            (#""organisation":"acme""#, "there is no `organisation`; did you mean `organization`?"),
            (#""organization":null"#, "`organization` must be a string"),
            (#""organization":"""#, "`organization` is empty"),
            (#""context":{"organization":null}"#, "`context.organization` must be a string"),
            (#""context":{"organization":""}"#, "`context.organization` is empty"),
            (
                #""organization":"acme","context":{"organization":"closed"}"#,
                "`organization` and `context.organization` differ; give one of them"
            ),
        ])
        func `a login without a certain organization is refused`(rest: String, message: String) async throws {
            try await TestServer.running { server async throws in
                let answer = try await server.ask(
                    "POST",
                    "/v1/claims",
                    body: Array(#"{"subject":"okta|acme|00u1",\#(rest)}"#.utf8)
                )
                #expect(answer.status == 400)
                #expect(String(decoding: answer.body, as: UTF8.self) == "\"\(message)\"")
            }
        }

        @Test(arguments: ["ACME", "Acme", "acme "])
        func `an organization in another spelling is unknown on every path`(name: String) async throws {
            try await TestServer.running { server async throws in
                let check = try await server.ask(
                    "POST",
                    "/access/v1/evaluation",
                    body: Samples.question(organization: name)
                )
                #expect((check.json["context"] as? [String: Any])?["reason"] as? String == "unknown_organization")
                let login = Array(#"{"subject":"okta|acme|00u1","organization":"\#(name)"}"#.utf8)
                #expect(
                    try await server.ask("POST", "/v1/claims", body: login).json["reason"] as? String
                        == "unknown_organization"
                )
                let query = "subject=okta%7Cacme%7C00u1&organization=" + name.replacing(" ", with: "%20")
                #expect(
                    try await server.ask("GET", "/v1/roles?\(query)").json["reason"] as? String
                        == "unknown_organization"
                )
            }
        }

        @Test func `who was renamed is asked for by the provider's id, and the old login id is nobody's`() async throws
        {
            try await TestServer.running { server async throws in
                var renamed = Samples.user("00u1")
                renamed.providerUserID = "00u9"
                try server.publisher.commit(.putUser(renamed))
                let old = try await server.ask("POST", "/access/v1/evaluation", body: Samples.question())
                #expect((old.json["context"] as? [String: Any])?["reason"] as? String == "unknown_subject")
                let explained = try await server.ask("POST", "/v1/explain", body: Samples.question())
                #expect(explained.json["decision"] as? Bool == false)
                let login = try await server.ask(
                    "POST",
                    "/v1/claims",
                    body: Array(#"{"subject":"okta|acme|00u1"}"#.utf8)
                )
                #expect(login.json["reason"] as? String == "unknown_subject")
                let roles = try await server.ask("GET", "/v1/roles?subject=okta%7Cacme%7C00u1&organization=acme")
                #expect(roles.json["reason"] as? String == "unknown_subject")
                let now = try await server.ask("GET", "/v1/roles?subject=00u9&connection=acme&organization=acme")
                #expect(now.json["organization_roles"] != nil)
            }
        }
    }
}
