import AccessModel
import DirectoryStorage
import HTTPTypes
import HummingbirdTesting
import Logging
@testable import Provisioning
import SCIMProtocol
import Synchronization
import Testing

/// Stands for the index: knows which revisions it was asked for, and lets nobody pass until it is opened.
private final class Gate: Sendable {
    private struct State {
        var asked: [Revision] = []
        var isOpen: Bool
    }

    private let state: Mutex<State>

    init(isOpen: Bool) {
        state = Mutex(State(isOpen: isOpen))
    }

    var asked: [Revision] { state.withLock { $0.asked } }

    func open() { state.withLock { $0.isOpen = true } }

    func close() { state.withLock { $0.isOpen = false } }

    func pass(_ revision: Revision) async throws {
        state.withLock { $0.asked.append(revision) }
        while !state.withLock({ $0.isOpen }) { try await Task.sleep(for: .milliseconds(1)) }
    }
}

@Suite struct `An acknowledgement` {
    @Test func `waits until the change is published`() async throws {
        let gate = Gate(isOpen: true)
        try await TestServer.run(published: { try await gate.pass($0) }) { scim in
            let created = try await scim.post("/Users", #"{"userName":"a"}"#)
            #expect(gate.asked.last == created.revision)
            let group = try await scim.makeGroup("g")
            let add = #"{"op":"add","path":"members","value":["\#(created.id)"]}"#
            for reply in [
                try await scim.patch("/Groups/\(group)", add), try await scim.delete("/Groups/\(group)"),
                try await scim.put(scim.path(ofUser: created.id), #"{"userName":"a","active":false}"#),
            ] {
                #expect(gate.asked.contains { $0 == reply.revision })
            }
        }
    }

    @Test func `is given neither before that nor for ever withheld`() async throws {
        let gate = Gate(isOpen: false)
        let configuration = ProvisioningConfiguration(publicationLimit: .milliseconds(50))
        try await TestServer.run(configuration: configuration, published: { try await gate.pass($0) }) { scim in
            let late = try await scim.post("/Users", #"{"userName":"a"}"#)
            #expect(late.status == 503 && late.isError)
            #expect(late.headers[.retryAfter].flatMap { Int($0) } != nil)
            // The change is durable; nothing superfluous is acknowledged before it is enforced either.
            let path = scim.path(ofUser: "okta|acme|a")
            #expect(try await scim.get(path).status == 200)
            let same = #"{"op":"replace","value":{"active":true}}"#
            #expect(try await scim.patch(path, same).status == 503)
            gate.open()
            #expect(try await scim.patch(path, same).status == 200)
        }
    }

    @Test func `of a deletion waits, too, and so does the news that there is nothing to delete`() async throws {
        let gate = Gate(isOpen: true)
        let configuration = ProvisioningConfiguration(publicationLimit: .milliseconds(50))
        try await TestServer.run(configuration: configuration, published: { try await gate.pass($0) }) { scim in
            let path = scim.path(ofUser: try await scim.makeUser("a"))
            gate.close()
            #expect(try await scim.delete(path).status == 503)
            #expect(try await scim.delete(path).status == 503)
            let deletion = try await scim.store.head()
            #expect(gate.asked.last == deletion)
            gate.open()
            #expect(try await scim.delete(path).status == 404)
        }
    }

    @Test func `that waits is given when the index has caught up`() async throws {
        let gate = Gate(isOpen: false)
        try await TestServer.run(published: { try await gate.pass($0) }) { scim in
            async let reply = scim.post("/Users", #"{"userName":"a"}"#)
            while gate.asked.isEmpty { try await Task.sleep(for: .milliseconds(1)) }
            gate.open()
            #expect(try await reply.status == 201)
        }
    }

    @Test func `is refused in the right words where the store cannot write`() {
        let errors: [(StoreError, Int)] = [
            (.full, 507), (.locked, 503), (.unavailable("x"), 503), (.notWritable(path: "/p"), 503),
            (.corrupt("secret"), 500), (.notUnique(.userName, "a"), 409), (.unknown(.user, "a"), 404),
        ]
        for (error, status) in errors {
            let reported = SCIMError(reporting: error)
            #expect(reported.status == status)
            #expect(!reported.detail.contains("secret") && !reported.detail.contains("/p"))
        }
    }
}
