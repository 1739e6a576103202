import AccessModel
import DirectoryStorage
import HTTPTypes
import HummingbirdTesting
import Logging
@testable import Provisioning
import SCIMProtocol
import Synchronization
import TestSupport
import Testing
import TokenSigning

/// Stands for the index: knows which revisions it was asked for, and lets nobody pass while its gate is shut.
private final class Index: Sendable {
    let gate: Gate
    private let revisions = Mutex<[Revision]>([])

    init(isOpen: Bool) {
        gate = Gate(isOpen: isOpen)
    }

    var asked: [Revision] { revisions.withLock { $0 } }

    @Sendable func pass(_ revision: Revision) async throws {
        revisions.withLock { $0.append(revision) }
        try await gate.wait()
    }
}

@Suite struct `An acknowledgement` {
    @Test func `waits until the change is published`() async throws {
        let index = Index(isOpen: true)
        try await TestServer.run(configuration: .patient, published: index.pass) { scim in
            let created = try await scim.post("/Users", #"{"userName":"a"}"#)
            #expect(index.asked.last == created.revision)
            let group = try await scim.makeGroup("g")
            let add = #"{"op":"add","path":"members","value":["\#(created.id)"]}"#
            for reply in [
                try await scim.patch("/Groups/\(group)", add), try await scim.delete("/Groups/\(group)"),
                try await scim.put(scim.path(ofUser: created.id), #"{"userName":"a","active":false}"#),
            ] {
                #expect(index.asked.contains { $0 == reply.revision })
            }
        }
    }

    @Test func `is given neither before that nor for ever withheld`() async throws {
        let index = Index(isOpen: false)
        try await TestServer.run(configuration: .patient, published: index.pass) { scim in
            let hasty = scim.hastyHandler(index)
            let late = try await scim.ask(hasty, .post, "/Users", #"{"userName":"a"}"#)
            #expect(late.status == 503 && late.isError)
            #expect(late.headers[.retryAfter].flatMap { Int($0) } != nil)
            // The change is durable; nothing superfluous is acknowledged before it is enforced either.
            let path = scim.path(ofUser: "okta|acme|a")
            #expect(try await scim.get(path).status == 200)
            let same = #"{"op":"replace","value":{"active":true}}"#
            #expect(try await scim.ask(hasty, .patch, path, scim.message(same)).status == 503)
            index.gate.open()
            #expect(try await scim.patch(path, same).status == 200)
        }
    }

    @Test func `of a deletion waits, too, and so does the news that there is nothing to delete`() async throws {
        let index = Index(isOpen: true)
        try await TestServer.run(configuration: .patient, published: index.pass) { scim in
            let path = scim.path(ofUser: try await scim.makeUser("a"))
            index.gate.close()
            let hasty = scim.hastyHandler(index)
            #expect(try await scim.ask(hasty, .delete, path).status == 503)
            #expect(try await scim.ask(hasty, .delete, path).status == 503)
            let deletion = try await scim.store.head()
            #expect(index.asked.last == deletion)
            index.gate.open()
            #expect(try await scim.delete(path).status == 404)
        }
    }

    @Test func `that waits is given when the index has caught up`() async throws {
        let index = Index(isOpen: false)
        try await TestServer.run(configuration: .patient, published: index.pass) { scim in
            async let reply = scim.post("/Users", #"{"userName":"a"}"#)
            try await index.gate.waitForArrival()
            index.gate.open()
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

extension ProvisioningConfiguration {
    /// Where an acknowledgement is expected it may take its time.
    fileprivate static let patient = Self(publicationLimit: .seconds(600))
}

extension TestServer {
    /// Over the same store, for as long as the gate is shut: does not wait for the index for long.
    fileprivate func hastyHandler(_ index: Index) -> ProvisioningHandler {
        ProvisioningRoutes(
            store: store,
            configuration: ProvisioningConfiguration(publicationLimit: .milliseconds(50)),
            published: index.pass,
            journal: journal,
            sealingKey: .random(),
            now: { clock.now() },
            monotonicNow: { clock.monotonicNow() },
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        ).handler
    }
}
