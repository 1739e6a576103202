import AccessModel
import DirectoryStorage
import HTTPTypes
import HummingbirdTesting
import SCIMProtocol
import TestSupport
import Testing

@testable import Provisioning

@Suite struct `A provider that asks too fast` {
    private static let slow = ProvisioningConfiguration(requestsPerSecond: 2)

    /// Sends requests until one is held up, which it returns.
    private static func exhaust(_ scim: TestServer) async throws -> Reply {
        for _ in 0..<10 {
            let reply = try await scim.get("/Users?count=0")
            if reply.status != 200 { return reply }
        }
        return try await scim.get("/Users?count=0")
    }

    @Test func `is told in whole seconds when to come again, and then served`() async throws {
        try await TestServer.run(configuration: Self.slow) { scim in
            let refused = try await Self.exhaust(scim)
            #expect(refused.status == 429 && refused.isError)
            let seconds = try #require(refused.headers[.retryAfter].flatMap { Int($0) })
            #expect(1...60 ~= seconds)
            scim.clock.advance(by: .seconds(seconds))
            #expect(try await scim.get("/Users").status == 200)
        }
    }

    @Test func `holds up nobody else`() async throws {
        try await TestServer.run(configuration: Self.slow) { scim in
            let globex = try await scim.other()
            #expect(try await Self.exhaust(scim).status == 429)
            #expect(try await globex.get("/Users").status == 200)
        }
    }

    @Test(arguments: [
        #"{"op":"replace","path":"active","value":false}"#, #"{"op":"Replace","path":"active","value":"False"}"#,
        #"{"op":"add","value":{"active":false}}"#, #"{"op":"replace","value":{"Active":false,"title":"x"}}"#,
        #"{"op":"replace","path":"urn:ietf:params:scim:schemas:core:2.0:User:active","value":false}"#,
    ])
    func `may deactivate a user at any time`(operation: String) async throws {
        try await TestServer.run(configuration: Self.slow) { scim in
            let user = try await scim.makeUser("a")
            #expect(try await Self.exhaust(scim).status == 429)
            #expect(try await scim.patch(scim.path(ofUser: user), operation).status == 200)
            #expect(try await scim.isActive(user) == false)
        }
    }

    @Test func `may take away anything else at any time, too`() async throws {
        try await TestServer.run(configuration: Self.slow) { scim in
            let users = try await scim.store.commit { transaction in
                try (0..<4).map { try transaction.makeUser("u\($0)", of: scim.connection).rawValue }
            }.value
            let group = "/Groups/\(try await scim.makeGroup("g", members: users))"
            #expect(try await Self.exhaust(scim).status == 429)
            let put = scim.path(ofUser: users[0])
            #expect(try await scim.put(put, #"{"userName":"u0","active":false}"#).status == 200)
            let remove = #"{"op":"remove","path":"members[value eq \"\#(users[0])\"]"}"#
            #expect(try await scim.patch(group, remove).status == 204)
            let replace = #"{"op":"replace","value":{"members":[{"value":"\#(users[1])"}]}}"#
            #expect(try await scim.patch(group, replace).status == 204)
            let bulk = #"{"Operations":[{"method":"DELETE","path":"\#(scim.path(ofUser: users[1]))"}]}"#
            #expect(try await scim.post("/Bulk", bulk).status == 200)
            #expect(try await scim.put(group, #"{"displayName":"g","members":[]}"#).status == 200)
            #expect(try await scim.delete(scim.path(ofUser: users[2])).status == 204)
            #expect(try await scim.delete(group).status == 204)
        }
    }

    @Test func `is held up when it takes away more than anybody has to`() async throws {
        let configuration = ProvisioningConfiguration(requestsPerSecond: 100, revocationsPerSecond: 2)
        try await TestServer.run(configuration: configuration) { scim in
            let path = scim.path(ofUser: try await scim.makeUser("a"))
            let remove = #"{"op":"remove","path":"title"}"#
            for _ in 0..<4 { #expect(try await scim.patch(path, remove).status == 200) }
            let refused = try await scim.patch(path, remove)
            #expect(refused.status == 429 && refused.isError)
            #expect(try await scim.delete(path).status == 429)
            #expect(try await scim.get(path).status == 200)
            #expect(
                scim.limits.reports.map { "\($0.limit) \($0.holder)" }
                    == ["scim.max_revocations_per_second \(scim.connection.id)"]
            )
        }
    }

    @Test func `pays for every operation of a bulk request, and for each of its own kind`() async throws {
        let configuration = ProvisioningConfiguration(requestsPerSecond: 5, revocationsPerSecond: 5)
        try await TestServer.run(configuration: configuration) { scim in
            let creations = (0..<30).map {
                #"{"method":"POST","path":"/Users","bulkId":"\#($0)","data":{"userName":"u\#($0)"}}"#
            }
            let bulk = #"{"Operations":[\#(creations.joined(separator: ","))]}"#
            let created = try await scim.post("/Bulk", bulk)
            #expect(created.status == 200)
            #expect(try await scim.get("/Users?count=0").status == 429)
            let removal = #"{"Operations":[{"method":"DELETE","path":"/Users/x"}]}"#
            #expect(try await scim.post("/Bulk", removal).status == 200)
            // Neither does one revocation carry creations through.
            let mixed = #"{"Operations":[{"method":"DELETE","path":"/Users/x"},\#(creations[0])]}"#
            #expect(try await scim.post("/Bulk", mixed).status == 429)
            scim.clock.advance(by: .seconds(4))
            #expect(try await scim.get("/Users?count=0").status == 429)
            scim.clock.advance(by: .seconds(1))
            #expect(try await scim.get("/Users?count=0").status == 200)
        }
    }

    @Test func `has no body read where no token is left`() async throws {
        let configuration = ProvisioningConfiguration(requestsPerSecond: 1, revocationsPerSecond: 1)
        try await TestServer.run(configuration: configuration) { scim in
            for _ in 0..<2 { _ = try await scim.delete("/Users/x") }
            for _ in 0..<2 { _ = try await scim.get("/Users?count=0") }
            for body in ["{", #"{"op":"remove"}"#] {
                #expect(try await scim.send(.patch, "/Users/x", body).status == 429)
                #expect(try await scim.send(.post, "/Users", body).status == 429)
                #expect(try await scim.send(.post, "/Bulk", body).status == 429)
            }
        }
    }

    @Test func `gains nothing when the wall clock is set`() async throws {
        try await TestServer.run(configuration: Self.slow) { scim in
            let refused = try await Self.exhaust(scim)
            #expect(refused.status == 429)
            scim.clock.set(by: .seconds(-3_600))
            #expect(try await scim.get("/Users?count=0").status == 429)
            scim.clock.set(by: .seconds(7_200))
            #expect(try await scim.get("/Users?count=0").status == 429)
            scim.clock.advance(by: .seconds(1))
            #expect(try await scim.get("/Users?count=0").status == 200)
        }
    }

    @Test func `is held up when it creates, reads, or only adds`() async throws {
        try await TestServer.run(configuration: Self.slow) { scim in
            let user = try await scim.makeUser("a")
            #expect(try await Self.exhaust(scim).status == 429)
            let path = scim.path(ofUser: user)
            for reply in [
                try await scim.post("/Users", #"{"userName":"b"}"#), try await scim.get(path),
                try await scim.patch(path, #"{"op":"replace","path":"title","value":"x"}"#),
                try await scim.put(path, #"{"userName":"c","active":true}"#),
                try await scim.post("/Users/.search", "{}"),
                try await scim.post(
                    "/Bulk",
                    #"{"Operations":[{"method":"POST","path":"/Users","bulkId":"1","data":{}}]}"#
                ),
            ] {
                #expect(reply.status == 429)
            }
        }
    }
}
