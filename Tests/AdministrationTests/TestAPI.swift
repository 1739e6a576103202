import AccessIndex
import AccessModel
import DirectoryStorage
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import StrictJSON
import Synchronization
import TestSupport
import TokenSigning

@testable import Administration

/// The revisions that requests have waited for until they answered questions.
final class AwaitedRevisions: Sendable {
    private let revisions = Mutex<[Revision]>([])

    func add(_ revision: Revision) { revisions.withLock { $0.append(revision) } }

    /// Those since the last call.
    func take() -> [Revision] {
        revisions.withLock { revisions in
            defer { revisions = [] }
            return revisions
        }
    }
}

/// The management API over a store in a file of its own and an index that follows it, and a client of both.
struct TestAPI: Sendable {
    let store: SQLiteDirectoryStore
    let publisher: SnapshotPublisher
    let clock: SteppingClock
    let client: any TestClientProtocol

    /// Runs `body` with an API that holds nothing.
    ///
    /// - Parameter scopes: of the caller; nil is all.
    static func run(
        scopes: Set<String>? = nil,
        limits: ManagementLimits = ManagementLimits(),
        awaited: AwaitedRevisions = AwaitedRevisions(),
        _ body: @escaping @Sendable (TestAPI) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "api-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try SQLiteDirectoryStore(path: folder.appending(path: "rollcall.db").path)
        let clock = SteppingClock()
        let publisher = SnapshotPublisher(try await IndexUpdater.load(from: store), asOf: clock.now())
        let updater = IndexUpdater(
            feed: store,
            publisher: publisher,
            pollInterval: .milliseconds(50),
            sleep: { try await Task.sleep(for: $0) },
            now: { clock.now() },
            report: { _ in }
        )
        let quiet = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        let router = Router()
        ManagementRoutes(
            ManagementDirectory(
                store: store,
                tokenScopes: ["get:users", "post:users", "get:devices"],
                snapshot: { publisher.current },
                published: { revision in
                    awaited.add(revision)
                    try await publisher.reached(revision)
                },
                seal: .random(),
                settings: ManagementSettings(limits: limits),
                now: { clock.now() }
            ),
            reload: { .init(changes: ["nothing changed"], keys: ["key"]) },
            authenticate: { _ in ManagementCaller(.peer(uid: 0), scopes: scopes) },
            logger: quiet
        ).add(to: router)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await updater.run() }
            try await Application(router: router, logger: quiet).test(.router) { client in
                try await body(TestAPI(store: store, publisher: publisher, clock: clock, client: client))
            }
            group.cancelAll()
        }
    }

    /// Asks one question. Paths are below `/api/v2/`, percent-encoded.
    @discardableResult
    func ask(_ method: HTTPRequest.Method, _ path: String, _ body: JSONValue? = nil) async throws -> TestAnswer {
        let bytes = body.map { ByteBuffer(bytes: $0.json) }
        return try await client.execute(
            uri: "/api/v2/\(path)",
            method: method,
            headers: body == nil ? [:] : [.contentType: "application/json"],
            body: bytes
        ) { response in
            try TestAnswer(response)
        }
    }
}

struct TestAnswer: Sendable {
    var status: HTTPResponse.Status
    var headers: HTTPFields
    var body: JSONValue

    init(_ response: TestResponse) throws {
        status = response.status
        headers = response.headers
        let bytes = Array(response.body.readableBytesView)
        let limits = JSONLimits(bytes: .max, depth: 64, membersPerObject: .max, values: .max)
        body = bytes.isEmpty ? .null : try JSONValue(json: bytes, limits: limits)
    }

    /// A part of the body by names and places: `answer["groups", 0, "id"]`.
    subscript(path: any Sendable...) -> JSONValue? { part(path) }

    /// A part of the body that is a text.
    func text(_ path: any Sendable...) -> String? {
        guard case .string(let text)? = part(path) else { return nil }
        return text
    }

    func part(_ path: [any Sendable]) -> JSONValue? {
        path.reduce(body) { value, step in
            switch (value, step) {
            case (.object(let members)?, let name as String): members[name]
            case (.array(let elements)?, let place as Int) where elements.indices.contains(place): elements[place]
            default: nil
            }
        }
    }

    /// Of every element of the list that the body is or has by this name, the property.
    func texts(_ property: String, in list: String? = nil) -> [String] {
        guard case .array(let elements)? = list.map({ self[$0] }) ?? body else { return [] }
        return elements.compactMap { element in
            guard case .object(let members) = element, case .string(let text)? = members[property] else { return nil }
            return text
        }
    }
}
