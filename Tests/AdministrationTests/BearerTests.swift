import AccessModel
import DirectoryStorage
import Foundation
import HTTPTypes
import StrictJSON
import TestSupport
import Testing
import TokenSigning

@testable import Administration

@Suite struct `The bearer of a token` {
    @Test func `may do what its scopes say, and nothing else`() async throws {
        try await TestAccess.run { access in
            let client = try await access.makeClient(scopes: ["read:connections", "read:clients"])
            let token = try await access.token(client, scope: "read:connections")
            #expect(try await access.ask(bearing: token).status == .ok)
            let refused = try await access.ask(.get, "clients", bearing: token)
            #expect(refused.status == .forbidden)
            #expect(refused.text("errorCode") == "insufficient_scope")
            #expect(refused.headers[.wwwAuthenticate]?.contains("insufficient_scope") == true)
        }
    }

    @Test func `is refused in the contract's words where it shows none, or none that is genuine`() async throws {
        try await TestAccess.run { access in
            let client = try await access.makeClient()
            let token = try await access.token(client)
            let none = try await access.ask(bearing: nil)
            #expect(none.status == .unauthorized)
            #expect(none.headers[.wwwAuthenticate] == #"Bearer realm="rollcall""#)
            let parts = token.split(separator: ".").map(String.init)
            let payload = try #require(Base64URL.decode(parts[1].utf8))
            let raised = String(decoding: payload, as: UTF8.self).replacing(
                "read:connections",
                with: "delete:everything"
            )
            let tampered = [parts[0], Base64URL.text(Array(raised.utf8)), parts[2]].joined(separator: ".")
            let sentences = [
                tampered: "Invalid signature received for JSON Web Token validation.", "": "Invalid token.",
                "a.b.c": "Invalid token.", "\(token) \(token)": "Invalid token.", client.secret: "Invalid token.",
            ]
            for (text, sentence) in sentences {
                let answer = try await access.ask(bearing: text)
                #expect(answer.status == .unauthorized)
                #expect(answer.text("message") == sentence)
                #expect(answer.text("error") == "Unauthorized")
                #expect(answer.headers[.wwwAuthenticate]?.contains(#"error="invalid_token""#) == true)
            }
            let elsewhere: HTTPFields = [.authorization: client.basic]
            #expect(try await access.send(.get, "/api/v2/connections", elsewhere).status == .unauthorized)
            #expect(try await access.send(.get, "/api/v2/connections?access_token=\(token)").status == .unauthorized)
        }
    }

    @Test(arguments: [nil, "a.b.c", "x"])
    func `is let in whatever strangers send, and they are held up`(stranger: String?) async throws {
        try await TestAccess.run(failuresPerMinute: 3) { access in
            let token = try await access.token(try await access.makeClient())
            for _ in 0..<30 { #expect(try await access.ask(bearing: stranger).status == .unauthorized) }
            let held = try await access.ask(bearing: stranger)
            #expect(held.status == .tooManyRequests && held.text("errorCode") == "too_many_requests")
            #expect(held.headers[.retryAfter] != nil)
            for _ in 0..<10 { #expect(try await access.ask(bearing: token).status == .ok) }
            access.clock.advance(by: .seconds(660))
            for _ in 0..<10 { #expect(try await access.ask(bearing: token).status == .unauthorized) }
        }
    }

    @Test func `has until the token ends`() async throws {
        try await TestAccess.run { access in
            let token = try await access.token(try await access.makeClient())
            access.clock.advance(by: .seconds(590))
            #expect(try await access.ask(bearing: token).status == .ok)
            access.clock.advance(by: .seconds(20))
            let answer = try await access.ask(bearing: token)
            #expect(answer.status == .unauthorized)
            #expect(answer.text("message") == "Expired token received for JSON Web Token validation.")
        }
    }

    @Test(arguments: [TokenKind.claims, .decision])
    func `is not whoever has another token of the same keys`(kind: TokenKind) async throws {
        try await TestAccess.run { access in
            let client = try await access.makeClient()
            let token = try await access.token(client)
            let payload = try #require(Base64URL.decode(token.split(separator: ".")[1].utf8))
            let other = String(decoding: try access.signer.sign(payload, as: kind), as: UTF8.self)
            let answer = try await access.ask(bearing: other)
            #expect(answer.status == .unauthorized && answer.text("message") == "Invalid token.")
            let same = String(decoding: try access.signer.sign(payload, as: .access), as: UTF8.self)
            #expect(try await access.ask(bearing: same).status == .ok)
        }
    }

    @Test(arguments: ["iss", "aud", "client_id", "exp", "scope", "secret_number"])
    func `needs every claim of the token to be right`(name: String) async throws {
        try await TestAccess.run { access in
            let token = try await access.token(try await access.makeClient())
            let payload = try #require(Base64URL.decode(token.split(separator: ".")[1].utf8))
            var claims = try #require(JSONValue(json: payload).object)
            let wrong: JSONValue = ["exp", "secret_number"].contains(name) ? 0 : "somebody"
            for value in [wrong, nil] {
                claims[name] = value
                let signed = try access.signer.sign(JSONValue.object(claims).json, as: .access)
                let answer = try await access.ask(bearing: String(decoding: signed, as: UTF8.self))
                let isScope = name == "scope" && value != nil
                #expect(answer.status == (isScope ? .forbidden : .unauthorized))
            }
        }
    }

    @Test func `may do nothing any more once the client is gone, or has lost the scope`() async throws {
        try await TestAccess.run { access in
            let client = try await access.makeClient(scopes: ["read:connections"])
            let token = try await access.token(client)
            #expect(try await access.ask(bearing: token).status == .ok)
            var record = try #require(try await access.store.read { try $0.client(client.id) })
            record.scopes = ["read:clients"]
            _ = try await access.store.commit(by: .system, at: access.clock.now()) { [record] in
                try $0.putClient(record)
            }
            #expect(try await access.ask(bearing: token).status == .forbidden)
            _ = try await access.store.commit(by: .system, at: access.clock.now()) { try $0.deleteClient(client.id) }
            let gone = try await access.ask(bearing: token)
            #expect(gone.status == .unauthorized && gone.text("message") == "Invalid token.")
            #expect(try await access.askToken(client.asking()).status == .unauthorized)
        }
    }

    @Test(arguments: [["delete:roles"], nil] as [Set<String>?])
    func `may not even finish what it began when its client lost the scope, or is gone`(left: Set<String>?) async throws
    {
        let end: @Sendable (SQLiteDirectoryStore) async throws -> Void = { store in
            _ = try await store.commit(by: .system, at: Timestamp(seconds: 1_800_000_001)) { transaction in
                for var client in try transaction.clients() {
                    guard let left else {
                        _ = try transaction.deleteClient(client.id)
                        continue
                    }
                    client.scopes = left
                    try transaction.putClient(client)
                }
            }
        }
        let requests: [(HTTPRequest.Method, String, JSONValue?)] = [
            (.post, "roles", ["name": "editor"]), (.delete, "groups/grp_none", nil),
            (.post, "groups/grp_none/roles?dry_run=true", ["roles": ["rol_none"]]),
        ]
        for (method, path, body) in requests {
            try await TestAccess.run(afterAuthentication: end) { access in
                let client = try await access.makeClient(scopes: Set(ManagementRoutes.scopes))
                let token = try await access.token(client)
                let answer = try await access.ask(method, path, bearing: token, body)
                #expect(answer.status == (left == nil ? .unauthorized : .forbidden), "\(method) \(path)")
                #expect(try await access.store.read { try $0.roles() }.isEmpty)
            }
        }
    }

    @Test func `gives no scope that its client lost meanwhile`() async throws {
        let narrow: @Sendable (SQLiteDirectoryStore) async throws -> Void = { store in
            _ = try await store.commit(by: .system, at: Timestamp(seconds: 1_800_000_001)) { transaction in
                for var client in try transaction.clients() where client.scopes.contains("delete:groups") {
                    client.scopes = ["create:clients"]
                    try transaction.putClient(client)
                }
            }
        }
        try await TestAccess.run(afterAuthentication: narrow) { access in
            let client = try await access.makeClient(scopes: ["create:clients", "delete:groups"])
            let wish: JSONValue = ["name": "second", "scopes": ["delete:groups"]]
            let answer = try await access.ask(.post, "clients", bearing: try await access.token(client), wish)
            #expect(answer.status == .forbidden)
            #expect(try await access.store.read { try $0.clients() }.count == 1)
        }
    }

    @Test func `has a rate, and hears of it in every answer`() async throws {
        try await TestAccess.run(requestsPerSecond: 2) { access in
            let token = try await access.token(try await access.makeClient())
            let first = try await access.ask(bearing: token)
            #expect(first.header("X-RateLimit-Limit") == "4")
            #expect(first.header("X-RateLimit-Remaining") == "2")
            let forbidden = try await access.ask(.get, "clients", bearing: token)
            #expect(forbidden.status == .forbidden && forbidden.header("X-RateLimit-Remaining") == "1")
            _ = try await access.ask(bearing: token)
            let refused = try await access.ask(bearing: token)
            #expect(refused.status == .tooManyRequests)
            #expect(refused["statusCode"] == 429)
            #expect(refused.header("X-RateLimit-Remaining") == "0")
            #expect(refused.headers[.retryAfter] == "1")
            let other = try await access.token(try await access.makeClient("other"))
            #expect(try await access.ask(bearing: other).status == .ok)
        }
    }

    @Test func `and every answer have the name of the request, its own or a new one`() async throws {
        try await TestAccess.run { access in
            let token = try await access.token(try await access.makeClient())
            let name = try #require(HTTPField.Name("X-Request-ID"))
            for path in ["connections", "clients", "nothing", "openapi.json"] {
                let headers: HTTPFields = [.authorization: "Bearer \(token)", name: "mine"]
                #expect(try await access.send(.get, "/api/v2/\(path)", headers).headers[name] == "mine")
                #expect(try await access.send(.get, "/api/v2/\(path)").headers[name]?.count == 32)
            }
        }
    }

    @Test func `and its client leave no secret in the log`() async throws {
        try await TestAccess.run { access in
            let client = try await access.makeClient(scopes: Set(ManagementRoutes.scopes))
            let token = try await access.token(client)
            _ = try await access.ask(bearing: token)
            _ = try await access.ask(bearing: token + "x")
            _ = try await access.askToken(["client_id": .string(client.secret), "client_secret": .string(token)])
            let misplaced = TestAccess.Credentials(id: ClientRecord.ID(client.secret), secret: client.id.rawValue)
            _ = try await access.askToken(misplaced.asking())
            let wish: JSONValue = ["name": "second", "scopes": ["read:roles"]]
            _ = try await access.ask(.post, "clients", bearing: token, ["name": "second", "scopes": ["read:clients"]])
            _ = try await access.ask(.post, "clients", bearing: token, wish)
            #expect(access.log.lines.contains { $0.hasPrefix("token issued") && $0.contains(client.id.rawValue) })
            #expect(access.log.lines.contains { $0.hasPrefix("management refused") })
            #expect(access.log.lines.contains { $0.hasPrefix("management ") && $0.contains("create_client") })
            let signature = try #require(token.split(separator: ".").last)
            for line in access.log.lines {
                #expect(!line.contains(client.secret) && !line.contains(signature))
            }
        }
    }
}
