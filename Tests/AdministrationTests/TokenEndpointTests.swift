import AccessModel
import DirectoryStorage
import Foundation
import HTTPTypes
import RequestAdmission
import StrictJSON
import TestSupport
import Testing
import TokenSigning

@testable import Administration

extension TestAnswer {
    func header(_ name: String) -> String? { HTTPField.Name(name).flatMap { headers[$0] } }
}

@Suite struct `The token endpoint` {
    @Test func `gives a client with its secret a token of its own kind, for this API`() async throws {
        try await TestAccess.run { access in
            let client = try await access.makeClient(scopes: ["read:connections", "read:clients"])
            let answer = try await access.askToken(client.asking())
            #expect(answer.status == .ok)
            #expect(answer.text("token_type") == "Bearer")
            #expect(answer["expires_in"] == 600)
            #expect(answer.text("scope") == "read:clients read:connections")
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.header("Pragma") == "no-cache")
            let verifier = TokenVerifier(
                keys: access.signer.keySet,
                issuer: TestAccess.issuer,
                audience: TestAccess.audience,
                kind: .access
            )
            let token = try verifier.verify(
                Array(try #require(answer.text("access_token")).utf8),
                at: access.clock.now()
            )
            #expect(token.header.type == "at+jwt")
            let claims = try #require(JSONValue(json: token.payload).object)
            #expect(
                Set(claims.members.map(\.name))
                    == ["iss", "sub", "client_id", "aud", "iat", "exp", "jti", "scope", "secret_number"]
            )
            #expect(claims["sub"] == .string(client.id.rawValue) && claims["client_id"] == claims["sub"])
            #expect(try await access.store.read { try $0.client(client.id)?.lastUsed } != nil)
        }
    }

    @Test func `takes what the vendor's SDK sends, as a form or as JSON`() async throws {
        try await TestAccess.run { access in
            let client = try await access.makeClient()
            let audience = "https%3A%2F%2Frollcall.example%2Fapi%2Fv2%2F"
            let form =
                "grant_type=client_credentials&client_id=\(client.id)&client_secret=\(client.secret)&audience=\(audience)"
            #expect(try await access.askToken(form: form).status == .ok)
            #expect(try await access.askToken(form: form + "&something=else&organization=").status == .ok)
            let json = client.asking(["audience": .string(TestAccess.audience), "organization": .null])
            #expect(try await access.askToken(json).status == .ok)
        }
    }

    @Test func `takes the secret by Basic, and not in two ways at once`() async throws {
        try await TestAccess.run { access in
            let client = try await access.makeClient()
            let headers: HTTPFields = [.authorization: client.basic]
            #expect(try await access.askToken(form: "grant_type=client_credentials", headers).status == .ok)
            let twice = try await access.askToken(client.asking(), headers)
            #expect(twice.status == .badRequest && twice.text("error") == "invalid_request")
            for basic in [
                "Basic", "Basic !", "Basic \(Data("x".utf8).base64EncodedString())", "Bearer \(client.secret)",
            ] {
                let answer = try await access.askToken(form: "grant_type=client_credentials", [.authorization: basic])
                #expect(answer.status == .unauthorized && answer.text("error") == "invalid_client")
            }
        }
    }

    @Test func `narrows to the scopes asked for, and gives none that the client does not have`() async throws {
        try await TestAccess.run { access in
            let client = try await access.makeClient(scopes: ["read:connections", "read:clients"])
            let narrow = try await access.askToken(client.asking(["scope": "read:clients"]))
            #expect(narrow.text("scope") == "read:clients")
            let wide = try await access.askToken(client.asking(["scope": "read:clients delete:clients"]))
            #expect(wide.status == .badRequest && wide.text("error") == "invalid_scope")
        }
    }

    @Test func `refuses in OAuth's form, alike for a client that is unknown and a secret that is wrong`() async throws {
        try await TestAccess.run { access in
            var client = try await access.makeClient()
            let secret = client.secret
            client.secret = Secret.make()
            let wrong = try await access.askToken(client.asking())
            client.id = ClientRecord.ID("cli_nobody")
            client.secret = secret
            let unknown = try await access.askToken(client.asking())
            for answer in [wrong, unknown] {
                #expect(answer.status == .unauthorized)
                #expect(answer.text("error") == "invalid_client")
                #expect(answer.text("error_description")?.isEmpty == false)
                #expect(answer.headers[.wwwAuthenticate] == #"Basic realm="rollcall""#)
                #expect(answer.headers[.cacheControl] == "no-store")
            }
            #expect(wrong.body == unknown.body)
        }
    }

    @Test(arguments: [
        ("", "invalid_request"), ("grant_type=password", "unsupported_grant_type"),
        ("grant_type=client_credentials&grant_type=client_credentials", "invalid_request"), ("%", "invalid_request"),
        ("client_id=a&client_secret=b", "invalid_request"),
    ])
    func `refuses a request that is none`(form: String, code: String) async throws {
        try await TestAccess.run { access in
            let answer = try await access.askToken(form: form)
            #expect(answer.status == .badRequest)
            #expect(answer.text("error") == code)
        }
    }

    @Test func `refuses other bodies and methods, and bodies that are too large`() async throws {
        try await TestAccess.run { access in
            let text = try await access.send(.post, "/oauth/token", [.contentType: "text/plain"], body: [1])
            #expect(text.status == .badRequest)
            let nested = String(repeating: "[", count: 2_000)
            let repeated = #"{"grant_type":"client_credentials","grant_type":"client_credentials"}"#
            let names = "{" + (0..<40).map { "\"\($0)\":0" }.joined(separator: ",") + "}"
            for json in ["[]", "{", "1", #"{"grant_type":1}"#, nested, #"{"a":\#(nested)"#, repeated, names] {
                let headers: HTTPFields = [.contentType: "application/json"]
                let answer = try await access.send(.post, "/oauth/token", headers, body: Array(json.utf8))
                #expect(answer.status == .badRequest && answer.text("error") == "invalid_request")
            }
            let get = try await access.send(.get, "/oauth/token?grant_type=client_credentials")
            #expect(get.status == .methodNotAllowed && get.headers[.allow] == "POST")
            #expect(get.text("error") == "invalid_request" && get.header("X-Request-ID") != nil)
            let large = try await access.askToken(form: String(repeating: "a", count: 8_193))
            #expect(large.status == .contentTooLarge)
        }
    }

    @Test func `gives tokens for this API alone`() async throws {
        try await TestAccess.run { access in
            let client = try await access.makeClient()
            for audience in [
                "https://other.example/api/v2/", "https://rollcall.example/api/v2", "https://127.0.0.1/api/v2/",
            ] {
                let answer = try await access.askToken(client.asking(["audience": .string(audience)]))
                #expect(answer.status == .forbidden && answer.text("error") == "access_denied")
            }
        }
    }

    @Test func `counts what a client asks, and says when to come again`() async throws {
        try await TestAccess.run(requestsPerSecond: 1) { access in
            let client = try await access.makeClient()
            for _ in 0..<2 { #expect(try await access.askToken(client.asking()).status == .ok) }
            let answer = try await access.askToken(client.asking())
            #expect(answer.status == .tooManyRequests)
            #expect(answer.text("error") == "too_many_requests")
            #expect(answer.headers[.retryAfter] == "1")
            #expect(answer.header("X-RateLimit-Remaining") == "0")
        }
    }

    @Test func `holds up requests that are none, and never a right secret`() async throws {
        try await TestAccess.run(failuresPerMinute: 2) { access in
            let client = try await access.makeClient()
            for _ in 0..<20 { #expect(try await access.askToken(form: "%").status == .badRequest) }
            let held = try await access.askToken(form: "%")
            #expect(held.status == .tooManyRequests && held.text("error") == "too_many_requests")
            for _ in 0..<5 { #expect(try await access.askToken(client.asking()).status == .ok) }
        }
    }

    @Test func `holds up wrong secrets, existing client or not, and never the right one`() async throws {
        try await TestAccess.run(failuresPerMinute: 3) { access in
            let client = try await access.makeClient()
            let stranger = try #require(
                (0..<100).map { ClientRecord.ID("cli_\($0)") }.first { id in
                    FailureRates.bucket(of: id) != FailureRates.bucket(of: client.id)
                }
            )
            for id in [client.id, stranger] {
                let wrong = TestAccess.Credentials(id: id, secret: "guess")
                for _ in 0..<3 { #expect(try await access.askToken(wrong.asking()).status == .unauthorized) }
                let lines = access.log.lines.count { $0.hasPrefix("token refused") }
                let answer = try await access.askToken(wrong.asking())
                #expect(answer.status == .tooManyRequests)
                #expect(answer.headers[.retryAfter] != nil)
                #expect(access.log.lines.count { $0.hasPrefix("token refused") } == lines)
            }
            #expect(try await access.askToken(client.asking()).status == .ok)
        }
    }
}

@Suite struct `The audience that a client asks for` {
    private static func settings(isLoopback: Bool) -> AccessSettings {
        AccessSettings(issuer: "i", audience: "https://rollcall.example/api/v2/", isLoopback: isLoopback)
    }

    @Test(arguments: [
        ("127.0.0.1:8080", "https://127.0.0.1:8080/api/v2/"), ("localhost", "http://localhost/api/v2/"),
        ("[::1]:99", "https://[::1]:99/api/v2/"), ("anything", "https://rollcall.example/api/v2/"),
    ])
    func `may be any name that this machine has on loopback`(host: String, audience: String) {
        #expect(Self.settings(isLoopback: true).names(audience, host: host))
    }

    @Test(arguments: [
        ("evil.example", "https://evil.example/api/v2/"),
        ("127.0.0.1.evil.example", "https://127.0.0.1.evil.example/api/v2/"),
        ("127.0.0.1:1", "https://127.0.0.1:2/api/v2/"), ("127.0.0.1", "ftp://127.0.0.1/api/v2/"),
        ("10.0.0.1", "https://10.0.0.1/api/v2/"), ("[::2]", "https://[::2]/api/v2/"),
        ("127.0.0.256", "https://127.0.0.256/api/v2/"), ("", "https:///api/v2/"),
    ])
    func `is nothing that a request makes up`(host: String, audience: String) {
        #expect(!Self.settings(isLoopback: true).names(audience, host: host))
    }

    @Test func `is the API's own name where others can reach the listener`() {
        let settings = Self.settings(isLoopback: false)
        #expect(!settings.names("https://127.0.0.1/api/v2/", host: "127.0.0.1"))
        #expect(settings.names("https://rollcall.example/api/v2/", host: nil))
    }
}
