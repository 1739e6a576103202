import AccessModel
import DirectoryStorage
import Foundation
import HTTPTypes
import StrictJSON
import Testing
import TokenSigning

@testable import Administration

@Suite struct `Clients of the management API` {
    @Test func `are made with a secret that is shown once and kept as its digest`() async throws {
        try await TestAPI.run { api in
            let made = try await api.ask(.post, "clients", ["name": "billing", "scopes": ["read:clients"]])
            #expect(made.status == .created)
            let id = ClientRecord.ID(try #require(made.text("client_id")))
            let secret = try #require(made.text("client_secret"))
            #expect(id.isWellFormed && secret.count == 64)
            let record = try #require(try await api.store.read { try $0.client(id) })
            #expect(record.digest == SecretDigest(of: secret).bytes)
            #expect(record.scopes == ["read:clients"])
            let shown = try await api.ask(.get, "clients/\(id)")
            #expect(shown.text("name") == "billing" && shown["client_secret"] == nil)
            #expect(try await api.ask(.get, "clients").texts("client_secret").isEmpty)
        }
    }

    @Test func `are listed by name, in pages of either style`() async throws {
        try await TestAPI.run { api in
            for name in ["c", "a", "b"] {
                try await api.ask(.post, "clients", ["name": .string(name), "scopes": ["read:clients"]])
            }
            #expect(try await api.ask(.get, "clients").texts("name") == ["a", "b", "c"])
            let first = try await api.ask(.get, "clients?take=2")
            #expect(first.texts("name", in: "clients") == ["a", "b"])
            let next = try #require(first.text("next"))
            #expect(try await api.ask(.get, "clients?take=2&from=\(next)").texts("name", in: "clients") == ["c"])
            #expect(try await api.ask(.get, "clients?include_totals=true")["total"] == 3)
        }
    }

    @Test func `are refused with a name that is taken, and with scopes that there are not`() async throws {
        try await TestAPI.run { api in
            try await api.ask(.post, "clients", ["name": "a", "scopes": ["read:clients"]])
            let twin = try await api.ask(.post, "clients", ["name": "a", "scopes": ["read:clients"]])
            #expect(twin.status == .conflict)
            for body: JSONValue in [
                ["name": "b", "scopes": ["eat:clients"]], ["name": "b", "scopes": []], ["name": "b"],
                ["name": "", "scopes": ["read:clients"]], ["name": "a\nb", "scopes": ["read:clients"]],
            ] {
                let answer = try await api.ask(.post, "clients", body)
                #expect(answer.status == .badRequest && answer.text("errorCode") == "invalid_body")
            }
        }
    }

    @Test func `change their name and scopes, and end`() async throws {
        try await TestAPI.run { api in
            let made = try await api.ask(.post, "clients", ["name": "a", "scopes": ["read:clients"]])
            let path = "clients/\(try #require(made.text("client_id")))"
            let same = try await api.ask(.patch, path, [:])
            #expect(same.status == .ok && same.text("name") == "a")
            let changed = try await api.ask(.patch, path, ["name": "b", "scopes": ["read:connections"]])
            #expect(changed.text("name") == "b" && changed["scopes"] == ["read:connections"])
            #expect(try await api.ask(.delete, path).status == .noContent)
            for method in [HTTPRequest.Method.get, .delete] {
                let gone = try await api.ask(method, path)
                #expect(gone.status == .notFound && gone.text("errorCode") == "inexistent_client")
            }
            #expect(try await api.ask(.post, path + "/rotate-secret").status == .notFound)
        }
    }

    @Test func `get a new secret, and the old one and its tokens end at once`() async throws {
        try await TestAccess.run { access in
            let admin = try await access.token(access.makeClient("admin", scopes: Set(ManagementRoutes.scopes)))
            var client = try await access.makeClient()
            let old = try await access.token(client)
            #expect(try await access.ask(bearing: old).status == .ok)
            let rotated = try await access.ask(.post, "clients/\(client.id)/rotate-secret", bearing: admin)
            #expect(rotated.status == .ok)
            #expect(try await access.ask(bearing: old).status == .unauthorized)
            #expect(try await access.askToken(client.asking()).status == .unauthorized)
            client.secret = try #require(rotated.text("client_secret"))
            #expect(try await access.ask(bearing: access.token(client)).status == .ok)
        }
    }

    @Test func `give no scope that they do not have, by making, changing or rotating`() async throws {
        try await TestAccess.run { access in
            let clerk = try await access.makeClient("clerk", scopes: ["create:clients", "update:clients"])
            let strong = try await access.makeClient("strong", scopes: ["read:connections"])
            let token = try await access.token(clerk)
            let tries: [(HTTPRequest.Method, String, JSONValue?)] = [
                (.post, "clients", ["name": "x", "scopes": ["create:clients", "read:connections"]]),
                (.patch, "clients/\(clerk.id)", ["scopes": ["create:clients", "read:connections"]]),
                (.post, "clients/\(strong.id)/rotate-secret", nil),
            ]
            for (method, path, body) in tries {
                let answer = try await access.ask(method, path, bearing: token, body)
                #expect(answer.status == .forbidden)
                #expect(answer.text("errorCode") == "insufficient_scope")
                #expect(answer.text("message")?.hasSuffix("read:connections") == true)
            }
            #expect(try await access.askToken(strong.asking()).status == .ok)
            let weak: JSONValue = ["name": "weak", "scopes": ["update:clients"]]
            #expect(try await access.ask(.post, "clients", bearing: token, weak).status == .created)
            let narrowed = try await access.ask(
                .patch,
                "clients/\(clerk.id)",
                bearing: token,
                ["scopes": ["update:clients"]]
            )
            #expect(narrowed.status == .ok)
            #expect(try await access.ask(.post, "clients", bearing: token, weak).status == .forbidden)
        }
    }
}

@Suite struct `The OpenAPI document` {
    @Test func `says how to get a token, and which scopes each operation needs`() async throws {
        try await TestAccess.run { access in
            let document = try await access.ask(.get, "openapi.json", bearing: nil)
            #expect(document.status == .ok)
            let scheme = ["components", "securitySchemes", "oauth2"]
            #expect(document.text(scheme[0], scheme[1], scheme[2], "type") == "oauth2")
            let flow: [any Sendable] = scheme + ["flows", "clientCredentials"]
            #expect(document.part(flow + ["tokenUrl"]) == "/oauth/token")
            guard case .object(let scopes)? = document.part(flow + ["scopes"]) else {
                Issue.record("no scopes")
                return
            }
            #expect(scopes.members.map(\.name).sorted() == ManagementRoutes.scopes)
            let security = document["paths", "/clients/{client_id}", "delete", "security"]
            #expect(security == [["oauth2": ["delete:clients"]]])
            #expect(document["paths", "/reload"] == nil)
        }
    }

    @Test func `is the same without a server`() async throws {
        let printed = try JSONValue(json: ManagementRoutes.openAPI(tokenScopes: TestAccess.tokenScopes))
        try await TestAccess.run { access in
            let served = try await access.ask(.get, "openapi.json", bearing: nil).body
            #expect(served == printed)
        }
    }

    @Test func `is only read`() async throws {
        try await TestAccess.run { access in
            for method in [HTTPRequest.Method.post, .delete, .options, .trace, .head] {
                let answer = try await access.ask(method, "openapi.json", bearing: nil)
                #expect(answer.status == .methodNotAllowed && answer.headers[.allow] == "GET")
            }
        }
    }
}
