import AccessModel
import DirectoryStorage
import Dispatch
import SCIMProtocol
import Testing

@testable import Provisioning

/// What one provider's large requests leave to the writer, which everybody waits for.
@Suite struct `While the writer is busy` {
    /// Runs `body` while somebody else's commit holds the writer.
    private static func hold<Value: Sendable>(
        _ store: any DirectoryStore,
        _ body: () async throws -> Value
    ) async throws -> Value {
        let (started, continuation) = AsyncStream<Void>.makeStream()
        let release = DispatchSemaphore(value: 0)
        let held = Task {
            try await store.commit { _ in
                continuation.yield()
                release.wait()
            }
        }
        for await _ in started { break }
        let result: Result<Value, any Error>
        do { result = .success(try await body()) } catch { result = .failure(error) }
        release.signal()
        _ = try await held.value
        return try result.get()
    }

    private static func makeGroup(_ scim: TestServer, members: Int) async throws -> (group: String, members: [String]) {
        let users = try await scim.store.commit { transaction in
            try (0..<members).map { try transaction.makeUser("u\($0)", of: scim.connection).rawValue }
        }.value
        return (try await scim.makeGroup("g", members: users), users)
    }

    @Test func `filters on members are worked out without it`() async throws {
        try await TestServer.run(configuration: ProvisioningConfiguration(profile: .strict)) { scim in
            let users = try await scim.store.commit { transaction in
                try (0..<1_200).map { try transaction.makeUser("u\($0)", of: scim.connection).rawValue }
            }.value
            let values = users.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
            let schemas = #""schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"]"#
            let group = try await scim.post("/Groups", #"{\#(schemas),"displayName":"g","members":[\#(values)]}"#).id
            let reply = try await Self.hold(scim.store) {
                let nobody = #"{"op":"replace","path":"members[display co \"nobody\"]","value":{"value":"x"}}"#
                return try await scim.patch("/Groups/\(group)", nobody)
            }
            #expect(reply.status == 400 && reply.scimType == "noTarget")
        }
    }

    @Test func `a large body that is bad is refused without it`() async throws {
        try await TestServer.run { scim in
            let (group, users) = try await Self.makeGroup(scim, members: 300)
            let values = users.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
            let reply = try await Self.hold(scim.store) {
                try await scim.put("/Groups/\(group)", #"{"members":[\#(values)]}"#)
            }
            #expect(reply.status == 400 && reply.scimType == "invalidValue")
        }
    }

    @Test func `a short request on long lists asks for more than it looks at, and is done`() async throws {
        try await TestServer.run { scim in
            let padding = String(repeating: "x", count: 400)
            let mails = (0..<500).map { #"{"value":"\#($0)\#(padding)@x.example","type":"t\#($0)"}"# }
            let user = try await scim.post("/Users", #"{"userName":"a","emails":[\#(mails.joined(separator: ","))]}"#)
            let removals = (0..<8).map { #"{"op":"remove","path":"emails[type eq \"t\#($0)\"]"}"# }
            let reply = try await scim.patch(scim.path(ofUser: user.id), removals.joined(separator: ","))
            #expect(reply.status == 200)
            #expect(reply.body["emails"]?.array?.count == 492)
        }
    }

    @Test func `a removal by filter takes out whom another adds before it is written`() async throws {
        try await TestServer.run { scim in
            let first = try await scim.post("/Users", #"{"userName":"a","displayName":"Ann"}"#).id
            let late = try await scim.post("/Users", #"{"userName":"b","displayName":"Ann"}"#).id
            let group = try await scim.makeGroup("g", members: [first])
            let (waiting, removal) = try await Self.hold(scim.store) {
                let waiting = Task {
                    try await scim.store.commit(
                        by: .system,
                        at: Timestamp(seconds: 1_900_000_000),
                        request: nil,
                        priority: .revocation
                    ) { transaction in
                        try transaction.addMembers(
                            [.user(User.ID(late))],
                            to: Group.ID(group),
                            now: Timestamp(seconds: 0)
                        )
                    }
                }
                let removal = Task {
                    try await scim.patch("/Groups/\(group)", #"{"op":"remove","path":"members[display eq \"Ann\"]"}"#)
                }
                for _ in 0..<200 { await Task.yield() }
                return (waiting, removal)
            }
            _ = try await waiting.value
            #expect(try await removal.value.status == 204)
            let left = try await scim.members(of: group)
            #expect(left.isEmpty || left == [late], "the removal came before the addition, or took both out")
        }
    }

    @Test func `a large replacement leaves whom it names, and an empty one nobody`() async throws {
        try await TestServer.run { scim in
            let (group, users) = try await Self.makeGroup(scim, members: 300)
            let values = users.dropLast(100).map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
            let reply = try await scim.put("/Groups/\(group)", #"{"displayName":"g","members":[\#(values)]}"#)
            #expect(reply.status == 200)
            #expect(try await scim.members(of: group) == Array(users.dropLast(100)))
            let empty = try await scim.put("/Groups/\(group)", #"{"displayName":"g"}"#)
            #expect(empty.status == 200)
            #expect(try await scim.members(of: group).isEmpty)
        }
    }
}
