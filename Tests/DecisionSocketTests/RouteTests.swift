import AccessModel
import DecisionSocket
import Foundation
import Testing
import TokenSigning

extension SocketSuites {
    @Suite struct RouteTests {
        @Test func `a check is answered with its reason and the state it is true of`() async throws {
            try await TestServer.running { server async throws in
                let answer = try await server.ask("POST", "/access/v1/evaluation", body: Samples.question())
                #expect(answer.status == 200)
                #expect(answer.header("Content-Type") == "application/json")
                #expect(answer.header("Rollcall-Revision") == "0123456789abcdef:7")
                #expect(answer.header("Rollcall-As-Of") == server.clock.now.description)
                let context = try #require(answer.json["context"] as? [String: Any])
                #expect(answer.json["decision"] as? Bool == true)
                #expect(context["reason"] as? String == "granted")
                #expect(context["role"] as? String == Samples.role.id.rawValue)
                #expect(context["revision"] as? String == "0123456789abcdef:7")
                #expect(context["as_of"] as? String == server.clock.now.description)
                #expect(context["degraded"] == nil)
            }
        }

        @Test(arguments: [
            ("okta|acme|none", "read:invoices", "acme", "unknown_subject"),
            ("okta|acme|00u3", "read:invoices", "acme", "blocked_subject"),
            ("okta|acme|00u1", "read:invoices", "none", "unknown_organization"),
            ("okta|acme|00u2", "read:invoices", "acme", "not_a_member"),
            ("okta|acme|00u1", "write:invoices", "acme", "unknown_permission"),
        ]) func `a denial is 200 with its reason`(
            _ user: String,
            _ action: String,
            _ organization: String,
            _ reason: String
        ) async throws {
            let body = Samples.question(user: user, action: action, organization: organization)
            try await TestServer.running { server async throws in
                let answer = try await server.ask("POST", "/access/v1/evaluation", body: body)
                #expect(answer.status == 200)
                #expect(answer.json["decision"] as? Bool == false)
                #expect((answer.json["context"] as? [String: Any])?["reason"] as? String == reason)
            }
        }

        @Test func `a check can be answered signed`() async throws {
            try await TestServer.running { server async throws in
                let body = Samples.question()
                let answer = try await server.ask(
                    "POST",
                    "/access/v1/evaluation",
                    headers: [("Accept", "application/json, application/jwt")],
                    body: body
                )
                #expect(answer.header("Content-Type") == "application/jwt")
                let payload = try server.verify(answer.body, as: .decision)
                #expect(throws: VerificationError.wrongType("rollcall-decision+jwt")) {
                    try server.verify(answer.body, as: .claims)
                }
                #expect(payload["decision"] as? Bool == true)
                #expect(payload["question_sha256"] as? String == Base64URL.text(SHA256.digest(of: body)))
                #expect(payload["revision"] as? String == "0123456789abcdef:7")
                #expect(payload["iat"] as? Int64 == server.clock.now.seconds)
                #expect(payload["exp"] as? Int64 == server.clock.now.seconds + 60)
            }
        }

        @Test(arguments: [(20, 20), (3_600, 60)])
        func `a signed decision lasts no longer than the assignment that permits it`(
            _ end: Int64,
            _ lifetime: Int64
        ) async throws {
            try await TestServer.running { server async throws in
                let now = server.clock.now
                let assignment = RoleAssignment(
                    role: Samples.role.id,
                    holder: .groups(.id(Samples.group.id)),
                    scope: .organization(Samples.organization.id),
                    origin: .policy(file: "acme.yaml"),
                    expires: now + .seconds(end)
                )
                try server.publisher.commit(.addAssignment(assignment))
                func payload(_ action: String) async throws -> [String: Any] {
                    let answer = try await server.ask(
                        "POST",
                        "/access/v1/evaluation",
                        headers: [("Accept", "application/jwt")],
                        body: Samples.question(action: action)
                    )
                    return try server.verify(answer.body, as: .decision)
                }
                let permit = try await payload("read:invoices")
                #expect(permit["decision"] as? Bool == true)
                #expect(permit["exp"] as? Int64 == now.seconds + lifetime)
                let denial = try await payload("write:invoices")
                #expect(denial["decision"] as? Bool == false)
                #expect(denial["exp"] as? Int64 == now.seconds + 60)
            }
        }

        @Test func `a login is answered with claims, readable and signed`() async throws {
            try await TestServer.running { server async throws in
                let answer = try await server.ask(
                    "POST",
                    "/v1/claims",
                    body: Array(
                        """
                        {"subject":{"type":"user","id":"00u1","properties":{"connection":"acme"}},"nonce":"n-1",
                         "organization":"acme","audience":"\(Samples.audience)","lifetime":120}
                        """.utf8
                    )
                )
                #expect(answer.status == 200)
                let json = answer.json
                #expect(json["outcome"] as? String == "permit")
                #expect(json["joined"] == nil)
                #expect(json["user"] as? String == "okta|acme|00u1")
                #expect((json["organization"] as? [String: Any])?["display_name"] as? String == "Acme \"Inc\"")
                #expect(json["permissions"] as? [String] == ["read:invoices"])
                let role = try #require((json["organization_roles"] as? [[String: Any]])?.first)
                #expect(role["name"] as? String == "accountant")
                let source = try #require((role["sources"] as? [[String: Any]])?.first)
                #expect(source["groups"] as? [String] == [Samples.group.id.rawValue])
                #expect(source["file"] as? String == "acme.yaml")
                #expect(json["expires_at"] as? String == (server.clock.now + .seconds(120)).description)
                let token = try #require(json["token"] as? String)
                let payload = try server.verify(Array(token.utf8), as: .claims)
                #expect(NSDictionary(dictionary: payload) == json["claims"] as? NSDictionary)
                #expect(payload["iss"] as? String == "https://rollcall.example.com/")
                #expect(payload["sub"] as? String == "okta|acme|00u1")
                #expect(payload["aud"] as? String == Samples.audience)
                #expect(payload["exp"] as? Int64 == server.clock.now.seconds + 120)
                #expect(payload["nonce"] as? String == "n-1")
                #expect(payload["org_id"] as? String == Samples.organization.id.rawValue)
                #expect(payload["org_name"] as? String == "acme")
                #expect(payload["roles"] as? [String] == ["accountant"])
                #expect(payload["tenant_roles"] as? [String] == [])
                #expect(payload["organization_roles"] as? [String] == ["accountant"])
                #expect(payload["revision"] as? String == "0123456789abcdef:7")
            }
        }

        @Test func `two tokens never have the same id, and none outlives the limit`() async throws {
            try await TestServer.running { server async throws in
                try await server.withClient { client async throws in
                    let body = Array(#"{"subject":"okta|acme|00u1","lifetime":99999999999}"#.utf8)
                    let first = try await client.send("POST", "/v1/claims", body: body).json["claims"] as? [String: Any]
                    let second =
                        try await client.send("POST", "/v1/claims", body: body).json["claims"] as? [String: Any]
                    #expect((first?["jti"] as? String)?.count == 32)
                    #expect(first?["jti"] as? String != second?["jti"] as? String)
                    #expect(first?["aud"] as? String == "https://app.example.com")
                    #expect(first?["exp"] as? Int64 == server.clock.now.seconds + 3_600)
                    #expect(first?["permissions"] as? [String] == [])
                }
            }
        }

        @Test(arguments: [
            (#"{"subject":"okta|acme|00u3"}"#, "blocked_subject", "unauthorized", "user is blocked"),
            (
                #"{"subject":"okta|acme|00u1","organization":"closed"}"#, "no_connections_enabled", "invalid_request",
                "no connections enabled for the organization"
            ),
            (
                #"{"subject":"okta|acme|00u1","connection":"other"}"#, "other_connection", "access_denied",
                "user okta|acme|00u1 does not belong to connection other"
            ),
        ]) func `a refused login says why`(
            _ body: String,
            _ reason: String,
            _ error: String,
            _ description: String
        ) async throws {
            try await TestServer.running { server async throws in
                let answer = try await server.ask("POST", "/v1/claims", body: Array(body.utf8))
                #expect(answer.status == 200)
                #expect(answer.json["outcome"] as? String == "deny")
                #expect(answer.json["reason"] as? String == reason)
                #expect(answer.json["error"] as? String == error)
                #expect(answer.json["error_description"] as? String == description)
                #expect(answer.json["token"] == nil)
            }
        }

        @Test func `effective roles are answered with their sources`() async throws {
            try await TestServer.running { server async throws in
                let answer = try await server.ask("GET", "/v1/roles?subject=okta%7Cacme%7C00u1&organization=acme")
                #expect(answer.status == 200)
                #expect(answer.json["outcome"] as? String == "permit")
                #expect(
                    (answer.json["organization_roles"] as? [[String: Any]])?.first?["name"] as? String == "accountant"
                )
                let unknown = try await server.ask("GET", "/v1/roles?subject=nobody")
                #expect(unknown.json["reason"] as? String == "unknown_subject")
            }
        }

        @Test func `keys and metadata are published`() async throws {
            try await TestServer.running { server async throws in
                let keys = try await server.ask("GET", "/.well-known/jwks.json")
                #expect(keys.body == server.signer.jwks)
                #expect(keys.header("Content-Type") == "application/jwk-set+json")
                let metadata = try await server.ask("GET", "/.well-known/authzen-configuration")
                let base = "http+unix://" + server.path.replacing("/", with: "%2F")
                #expect(metadata.json["policy_decision_point"] as? String == base)
                #expect(metadata.json["access_evaluation_endpoint"] as? String == base + "/access/v1/evaluation")
                #expect(keys.header("Cache-Control") == "public, max-age=300")
                // Nothing is named that is not served.
                for (name, endpoint) in metadata.json where name.hasSuffix("_endpoint") {
                    let path = try #require((endpoint as? String)?.dropFirst(base.count))
                    #expect(try await server.ask("POST", String(path)).status == 400, "\(name)")
                }
            }
        }

        @Test func `a large token is counted with its size, and the user's connection is named`() async throws {
            let limits = LimitReports()
            var tokens = TokenSettings.sample
            tokens.warningBytes = 300
            try await TestServer.running(tokens: tokens, reports: limits) { server async throws in
                let body = Array(#"{"subject":"okta|acme|00u1","organization":"acme"}"#.utf8)
                let answer = try await server.ask("POST", "/v1/claims", body: body)
                let token = try #require(answer.json["token"] as? String)
                #expect(token.utf8.count > 300 && token.utf8.count <= 1_024)
                let metrics = try await server.ask("GET", "/metrics").text
                #expect(metrics.contains("rollcall_token_size_bytes_bucket{le=\"512\"} "))
                #expect(metrics.contains("rollcall_token_size_bytes_bucket{le=\"1024\"} 1\n"))
                #expect(metrics.contains("rollcall_token_size_bytes_sum \(token.utf8.count)\n"))
                #expect(metrics.contains("rollcall_token_size_bytes_count 1\n"))
                #expect(metrics.contains("rollcall_limit_reached_total{limit=\"token.warn_bytes\",by=\"acme\"} 1\n"))
                let statistics = try await server.ask("GET", "/v1/stats").json
                #expect((statistics["token_bytes"] as? [String: Any])?["sum"] as? Int == token.utf8.count)
            }
        }

        @Test func `health, statistics and metrics are answered`() async throws {
            try await TestServer.running { server async throws in
                _ = try await server.ask("POST", "/access/v1/evaluation", body: Samples.question())
                #expect(try await server.ask("GET", "/healthz").json["status"] as? String == "ok")
                #expect(try await server.ask("GET", "/readyz").json["status"] as? String == "ready")
                let verbose = try await server.ask("GET", "/readyz?verbose")
                #expect((verbose.json["index"] as? [String: Any])?["users"] as? Int == 3)
                let statistics = try await server.ask("GET", "/v1/stats").json
                let latency = statistics["latency_ns"] as? [String: [String: Any]]
                #expect(latency?["evaluation"]?["count"] as? Int == 1)
                #expect((statistics["decisions"] as? [String: Any])?["permit"] as? Int == 1)
                #expect((statistics["connections"] as? [String: Any])?["accepted"] as? Int == 5)
                let metrics = try await server.ask("GET", "/metrics")
                #expect(metrics.header("Content-Type") == "text/plain; version=0.0.4; charset=utf-8")
                #expect(metrics.text.contains("rollcall_decisions_total{outcome=\"permit\",reason=\"granted\"} 1\n"))
                #expect(metrics.text.contains("rollcall_request_duration_seconds_count{endpoint=\"evaluation\"} 1\n"))
                #expect(metrics.text.contains("rollcall_index_users 3\n"))
            }
        }

        @Test func `what is not there, not taken or not understood is named`() async throws {
            try await TestServer.running { server async throws in
                try await server.withClient { client async throws in
                    let missing = try await client.send("GET", "/nothing")
                    #expect(missing.status == 404)
                    #expect(missing.sentence == "there is nothing at this path")
                    let wrongMethod = try await client.send("DELETE", "/v1/claims")
                    #expect(wrongMethod.status == 405)
                    #expect(wrongMethod.header("Allow") == "POST")
                    let malformed = try await client.send("POST", "/v1/claims", body: Array("{".utf8))
                    #expect(malformed.status == 400)
                    #expect(malformed.sentence == "the body is not JSON from byte 1 on")
                    let form = try await client.send(
                        "POST",
                        "/v1/claims",
                        headers: [("Content-Type", "text/plain")],
                        body: Array("{}".utf8)
                    )
                    #expect(form.status == 400)
                    let empty = try await client.send("POST", "/access/v1/evaluation")
                    #expect(empty.sentence == "the body is empty")
                    #expect(try await client.send("GET", "/v1/roles").sentence == "`subject` is missing")
                }
            }
        }

        @Test func `a request id is echoed, on errors too`() async throws {
            try await TestServer.running { server async throws in
                for target in ["/healthz", "/v1/stats", "/nothing"] {
                    let answer = try await server.ask("GET", target, headers: [("X-Request-ID", "r/1~")])
                    #expect(answer.header("x-request-id") == "r/1~")
                }
                #expect(try await server.ask("GET", "/healthz").header("x-request-id") == nil)
            }
        }

        @Test(arguments: [
            ("POST / HTTP/1.1\r\nHost: a\r\nX-Request-ID: r/1~\r\nContent-Length: 70000\r\n\r\n", "413"),
            ("POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\nX-Request-ID: r/1~\r\nHost: a\r\n\r\n", "501"),
            ("GET / HTTP/1.1\r\nX-Request-ID: r/1~\r\n\r\n", "400"),
            ("GET / HTTP/1.1\r\nHost: a\r\nX-Request-ID: r/1~\r\nExpect: more\r\n\r\n", "417"),
            ("GET / HTTP/1.1\r\nX-Request-ID: r/1~\r\nA: \(String(repeating: "x", count: 20_000))\r\n", "431"),
            ("GET / HTTP/1.1\r\nHost: a\r\nX-Request-ID: r/1~\r\nX-Request-ID: r/2\r\n\r\n", "400"),
        ]) func `a request id is echoed where the request is refused`(
            _ request: String,
            _ status: String
        ) async throws {
            try await TestServer.running { server async throws in
                try await server.withConnection { connection async throws in
                    try await connection.send(request)
                    let text = try #require(await connection.receiveAll())
                    #expect(text.hasPrefix("HTTP/1.1 \(status) "))
                    #expect(text.contains("\r\nX-Request-ID: r/1~\r\n"))
                }
            }
        }

        @Test func `a refusal never carries the id of an earlier request`() async throws {
            try await TestServer.running { server async throws in
                try await server.withConnection { connection async throws in
                    try await connection.send("GET /healthz HTTP/1.1\r\nHost: a\r\nX-Request-ID: r/1~\r\n\r\n")
                    try await connection.send("nonsense\r\n")
                    let text = try #require(await connection.receiveAll())
                    #expect(text.contains("HTTP/1.1 400 Bad Request\r\n"))
                    #expect(text.count(of: "X-Request-ID") == 1)
                }
            }
        }

        @Test func `HEAD is answered without a body`() async throws {
            try await TestServer.running { server async throws in
                try await server.withClient { client async throws in
                    let head = try await client.send("HEAD", "/healthz")
                    #expect(head.body.isEmpty)
                    #expect(head.header("Content-Length") == "15")
                    #expect(try await client.send("GET", "/healthz").body.count == 15)
                }
            }
        }
    }
}

extension TestServer {
    /// The payload of a token that this server signed.
    @discardableResult
    func verify(_ token: [UInt8], as kind: TokenKind) throws -> [String: Any] {
        let verifier = TokenVerifier(keys: try JSONWebKeySet(parsing: signer.jwks), kind: kind)
        let payload = try verifier.verify(token, at: clock.now).payload
        return try #require(JSONSerialization.jsonObject(with: Data(payload)) as? [String: Any])
    }
}
