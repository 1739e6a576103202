import AccessModel
import DirectoryStorage
import Foundation
import Synchronization
import TestSupport
import Testing
import TokenSigning

@testable import Rollcall

@Suite struct ReloadTests {
    @Test func `a reload is answered once what it changed answers questions`() async throws {
        let place = try Place()
        let gate = Gate()
        let reload = try place.makeReload { _ in try await gate.wait() }
        let isAnswered = Mutex(false)
        try place.declare("auditor")
        let before = try await place.store.head()
        async let changes = {
            defer { isAnswered.withLock { $0 = true } }
            return try await reload()
        }()
        try await gate.waitForArrival()
        #expect(try await place.store.head() == before.next)
        #expect(!isAnswered.withLock { $0 })
        gate.open()
        #expect(try await changes == ["added role auditor"])
    }

    @Test func `a revision that does not come in time is said to be missing`() async throws {
        let place = try Place()
        let reload = try place.makeReload(limit: .milliseconds(10)) { _ in try await Task.sleep(for: .seconds(600)) }
        try place.declare("auditor")
        let failure = await #expect(throws: CommandFailure.self) { try await reload() }
        #expect(failure?.message.contains("not yet in the answers") == true)
    }

    @Test func `a reload begins when the one before it has been published`() async throws {
        let place = try Place()
        let gate = Gate()
        let reload = try place.makeReload { _ in try await gate.wait() }
        try place.declare("auditor")
        async let first = reload()
        try await gate.waitForArrival()
        let between = try await place.store.head()
        try place.declare("auditor", "clerk")
        let start = Gate(isOpen: true)
        async let second = {
            try await start.wait()
            return try await reload()
        }()
        try await start.waitForArrival()
        // Long enough for a reload that does not wait to have been committed.
        try await Task.sleep(for: .milliseconds(200))
        #expect(try await place.store.head() == between)
        gate.open()
        #expect(try await first == ["added role auditor"])
        #expect(try await second == ["added role clerk"])
    }

    @Test func `policies that do not compile keep the last good ones, and keys are taken up`() async throws {
        let place = try Place()
        let reload = try place.makeReload()
        try place.declare("auditor")
        #expect(try await reload() == ["added role auditor"])
        let before = try await place.store.head()
        try place.directory.write("roles: {{{", to: "policies/broken.yaml")
        let key = try place.keys.rotate(to: nil, at: Timestamp.now())
        let failure = await #expect(throws: CommandFailure.self) { try await reload() }
        #expect(failure?.message.contains("broken.yaml") == true)
        #expect(try await place.store.head() == before)
        #expect(String(decoding: place.signer.jwks, as: UTF8.self).contains(key.id))
    }

    @Test func `a key that cannot be read keeps the last good keys, and policies are taken up`() async throws {
        let place = try Place()
        let reload = try place.makeReload()
        let before = place.signer.jwks
        let keys = try FileManager.default.contentsOfDirectory(atPath: "\(place.directory.path)/keys")
        for key in keys where key.hasSuffix(".pem") { try place.directory.write("no key", to: "keys/\(key)") }
        try place.declare("auditor")
        let failure = await #expect(throws: CommandFailure.self) { try await reload() }
        #expect(failure?.message.contains(".pem") == true)
        #expect(place.signer.jwks == before)
        #expect(try await place.store.read { try $0.roles() }.map(\.name) == ["auditor"])
    }
}

/// A store, keys and a policy file to reload.
private struct Place {
    let directory: TemporaryDirectory
    let store: SQLiteDirectoryStore
    let keys: KeyDirectory
    let signingKeys: SigningKeys
    var signer: TokenSigner { signingKeys.signer }

    init() throws {
        directory = try TemporaryDirectory()
        store = try SQLiteDirectoryStore(path: "\(directory.path)/directory.sqlite")
        keys = KeyDirectory(path: "\(directory.path)/keys")
        signingKeys = try SigningKeys(keys, lead: .seconds(3_600), now: Timestamp.now, logger: LogRecorder().logger)
        try declare()
    }

    /// Makes these the roles that the policy file declares.
    func declare(_ roles: String...) throws {
        let lines = roles.map { "  - name: \($0)\n" }.joined()
        try directory.write(roles.isEmpty ? "" : "roles:\n" + lines, to: "policies/roles.yaml")
    }

    func makeReload(
        limit: Duration = .seconds(60),
        published: @escaping @Sendable (Revision) async throws -> Void = { _ in }
    ) throws -> Reload {
        Reload(
            policies: PolicyApplication(directory: "\(directory.path)/policies", store: store, now: Timestamp.now),
            keys: signingKeys,
            certificates: nil,
            limit: limit,
            published: published
        )
    }
}
