import AccessModel
import DirectoryStorage
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import NIOCore
import SCIMProtocol
import TestSupport
import Testing

@testable import Provisioning

@Suite struct `A SCIM token` {
    @Test func `that is missing, malformed, unknown, of another connection or expired is refused alike`() async throws {
        try await TestServer.run { scim in
            let foreign = try await scim.other().secret
            let digits = String(repeating: "0", count: 64)
            var answers = Set<String>()
            for secret in [nil, "", "x", "tok_", "tok_1111111111111111.\(digits)", foreign] {
                let reply = try await scim.bearing(secret).get("/Users")
                #expect(reply.status == 401 && reply.isError)
                #expect(reply.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
                answers.insert(reply.text)
            }
            var unknown = scim
            unknown.connection.id = Connection.ID("con_1111111111111111")
            answers.insert(try await unknown.get("/Users").text)

            let expiring = scim.bearing(try await scim.issueToken(expires: scim.clock.now() + .seconds(900)))
            #expect(try await expiring.get("/Users").status == 200)
            scim.clock.advance(by: .seconds(900))
            let expired = try await expiring.get("/Users")
            #expect(expired.status == 401)
            answers.insert(expired.text)
            #expect(answers.count == 1)
        }
    }

    @Test(arguments: [nil, "x", "tok_1111111111111111.0000"])
    func `that is good is let in whatever strangers send, and they are held up`(stranger: String?) async throws {
        try await TestServer.run { scim in
            let wrong = scim.bearing(stranger)
            for _ in 0..<300 { #expect(try await wrong.get("/Users").status == 401) }
            let held = try await wrong.get("/Users")
            #expect(held.status == 429 && held.isError && held.headers[.retryAfter] != nil)
            #expect(try await scim.get("/Users").status == 200)
        }
    }

    @Test func `that was revoked is refused from then on`() async throws {
        try await TestServer.run { scim in
            #expect(try await scim.get("/Users").status == 200)
            let successor = scim.bearing(try await scim.issueToken())
            #expect(try await successor.get("/Users").status == 200)
            #expect(try await scim.get("/Users").status == 401)
        }
    }

    @Test func `does what its scopes say and nothing else`() async throws {
        try await TestServer.run { scim in
            let user = try await scim.makeUser("a")
            let group = try await scim.makeGroup("g")
            let calls: [(String, HTTPRequest.Method, String)] = [
                ("get:users", .get, "/Users"), ("get:users", .get, scim.path(ofUser: user)),
                ("post:users", .post, "/Users"), ("put:users", .put, scim.path(ofUser: user)),
                ("patch:users", .patch, scim.path(ofUser: user)), ("delete:users", .delete, scim.path(ofUser: user)),
                ("get:groups", .get, "/Groups"), ("get:groups", .get, "/Groups/\(group)"),
                ("post:groups", .post, "/Groups"), ("put:groups", .put, "/Groups/\(group)"),
                ("patch:groups", .patch, "/Groups/\(group)"), ("delete:groups", .delete, "/Groups/\(group)"),
            ]
            let all = ProvisioningScope.all(of: [.user, .group])
            for scope in all {
                let limited = scim.bearing(try await scim.issueToken([scope]))
                // An empty object passes for nothing, so that a permitted write is refused for what it says.
                for (needed, method, path) in calls where method != .delete || needed != scope.description {
                    let reply = try await limited.send(method, path, method == .get ? nil : "{}")
                    #expect((reply.status == 403) == (needed != scope.description), "\(scope) \(method) \(path)")
                    #expect(reply.status != 403 || reply.isError)
                }
            }
            #expect(all.count == 10)
        }
    }

    @Test func `is asked for on every method of every resource, and not for discovery`() async throws {
        try await TestServer.run { scim in
            let stranger = scim.bearing(nil)
            for path in ["/Users", "/Users/a", "/Groups", "/Groups/a"] {
                let reply = try await stranger.get(path)
                #expect(reply.status == 401)
            }
            for path in ["/ServiceProviderConfig", "/ServiceProviderConfigs", "/Schemas", "/ResourceTypes"] {
                #expect(try await stranger.get(path).status == 200)
                #expect(try await stranger.post(path, "{}").status == 405)
            }
        }
    }

    @Test func `is asked for again after the body, which may take its time`() async throws {
        try await TestServer.run { scim in
            let body = Body {
                _ = try? await scim.store.commit { transaction in
                    try transaction.tokens(of: scim.connection.id).forEach { try transaction.revokeToken($0.id) }
                }
                return #"{"userName":"a"}"#
            }
            let head = HTTPRequest(
                method: .post,
                scheme: "http",
                authority: "localhost",
                path: scim.base + "/Users",
                headerFields: [.authorization: "Bearer \(scim.secret ?? "")"]
            )
            let request = Request(head: head, body: RequestBody(asyncSequence: body))
            #expect(await scim.routes.handler.respond(to: request).status == .unauthorized)
            let count = try await scim.store.read { try $0.userCount(in: scim.connection.id) }
            #expect(count == 0)
        }
    }

    @Test func `remembers its use without a write of its own`() async throws {
        try await TestServer.run { scim in
            let connection = scim.connection.id
            let lastUse = { try await scim.store.read { try $0.tokens(of: connection).first?.lastUsed } }
            let before = try await scim.store.head()
            _ = try await scim.get("/Users")
            #expect(try await lastUse() == nil)
            try await scim.journal.flush()
            let first = try #require(try await lastUse())
            #expect(first <= scim.clock.now())
            #expect(try await scim.bearing("tok_x").get("/Users").status == 401)
            try await scim.journal.flush()
            #expect(try await lastUse() == first)
            _ = try await scim.get("/Users")
            try await scim.journal.flush()
            #expect(try #require(try await lastUse()) > first)
            #expect(try await scim.store.head() == before)
        }
    }
}

/// A body that is made when it is asked for, which is after the head has been looked at.
private struct Body: AsyncSequence, Sendable {
    let text: @Sendable () async -> String

    func makeAsyncIterator() -> Iterator { Iterator(body: self) }

    struct Iterator: AsyncIteratorProtocol {
        let body: Body
        private var isOver = false

        init(body: Body) {
            self.body = body
        }

        mutating func next() async -> ByteBuffer? {
            guard !isOver else { return nil }
            isOver = true
            return ByteBuffer(string: await body.text())
        }
    }
}
