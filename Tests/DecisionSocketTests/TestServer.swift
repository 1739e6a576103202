import AccessIndex
import AccessModel
import DecisionSocket
import Foundation
import Logging
import TokenSigning

/// A running decision socket over ``Samples``, with a socket of its own.
struct TestServer: Sendable {
    let path: String
    let publisher: SnapshotPublisher
    let clock: ManualClock
    let signer: TokenSigner
    private let task: Task<Void, any Error>

    static func makePath() -> String {
        // Short: a socket's path has little room.
        FileManager.default.temporaryDirectory.path + "/rc-" + String(UInt32.random(in: 0 ... .max), radix: 36) + "/s"
    }

    /// Starts a server, gives it to `body`, and stops it.
    static func running<Result>(
        at path: String = makePath(),
        peers: PeerPolicy = .standard(ownUserID: getuid()),
        limits: SocketLimits = .patient,
        tokens: TokenSettings = .sample,
        reports: LimitReports = LimitReports(),
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        join: DecisionServer.Join? = nil,
        _ body: (TestServer) async throws -> Result
    ) async throws -> Result {
        let server = try await start(
            at: path,
            peers: peers,
            limits: limits,
            tokens: tokens,
            reports: reports,
            logger: logger,
            join: join
        )
        do {
            let result = try await body(server)
            try await server.stop()
            return result
        } catch {
            try? await server.stop()
            throw error
        }
    }

    static func start(
        at path: String = makePath(),
        peers: PeerPolicy = .standard(ownUserID: getuid()),
        limits: SocketLimits = .patient,
        tokens: TokenSettings = .sample,
        reports: LimitReports = LimitReports(),
        logger: Logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
        join: DecisionServer.Join? = nil
    ) async throws -> TestServer {
        let clock = ManualClock()
        let publisher = SnapshotPublisher(Samples.snapshot(), asOf: clock.now)
        let signer = TokenSigner(KeyRing(active: try SigningKey.generate(.ES256)))
        let server = DecisionServer(
            configuration: SocketConfiguration(
                socketPath: path,
                peers: peers,
                tokens: tokens,
                freshness: FreshnessLimits(warn: .seconds(30), limit: .seconds(300)),
                limits: limits
            ),
            publisher: publisher,
            signer: signer,
            join: join ?? { .made(at: try publisher.commit(.addOrganizationMember($0))) },
            now: { clock.now },
            limits: reports,
            logger: logger
        )
        let (listening, announcement) = AsyncThrowingStream<Void, any Error>.makeStream()
        let task = Task {
            do {
                try await server.run { announcement.yield() }
                announcement.finish()
            } catch {
                announcement.finish(throwing: error)
                throw error
            }
        }
        for try await _ in listening { break }
        return TestServer(path: path, publisher: publisher, clock: clock, signer: signer, task: task)
    }

    /// Cancels the server and waits until it has drained.
    func stop() async throws {
        task.cancel()
        try await task.value
    }

    func withClient<Result>(_ body: (DecisionClient) async throws -> Result) async throws -> Result {
        let client = try await DecisionClient(path: path)
        do {
            let result = try await body(client)
            await client.close()
            return result
        } catch {
            await client.close()
            throw error
        }
    }

    /// One question on a connection of its own.
    func ask(
        _ method: String,
        _ target: String,
        headers: [(name: String, value: String)] = [],
        body: [UInt8] = []
    ) async throws -> DecisionResponse {
        try await withClient { try await $0.send(method, target, headers: headers, body: body) }
    }

    func withConnection<Result>(_ body: (RawConnection) async throws -> Result) async throws -> Result {
        let connection = try await RawConnection(path: path)
        do {
            let result = try await body(connection)
            await connection.close()
            return result
        } catch {
            await connection.close()
            throw error
        }
    }
}

extension TokenSettings {
    static let sample = TokenSettings(
        issuer: "https://rollcall.example.com/",
        defaultAudience: "https://app.example.com"
    )
}

extension DecisionServer.Enrolment {
    /// A membership that this commit made.
    static func made(at revision: Revision) -> Self { Self(revision: revision, isNew: true) }
}

extension SnapshotPublisher {
    /// What a store and an updater do: the next revision, with one change.
    @discardableResult
    func commit(_ change: Change) throws -> Revision {
        let next = current.applying([ChangeSet(revision: current.revision.next, changes: [change])])
        publish(next, asOf: nil)
        return next.revision
    }
}

extension DecisionResponse {
    /// The body as a JSON object.
    var json: [String: Any] {
        (try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any]) ?? [:]
    }

    /// The body as a JSON string: the sentence of an error.
    var sentence: String? {
        try? JSONSerialization.jsonObject(with: Data(body), options: .fragmentsAllowed) as? String
    }
}

extension SocketLimits {
    /// For tests that are about something else than time: a busy machine may hold up a client of ours for long.
    static let patient = SocketLimits(slow: .seconds(600))
}
