import AccessModel
import DirectoryStorage
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import SCIMProtocol
import StrictJSON
import TestSupport
import TokenSigning

@testable import Provisioning

/// The SCIM endpoint over a store in a file of its own, and a client that speaks to it as one connection's provider.
struct TestServer: Sendable {
    let store: SQLiteDirectoryStore
    let client: any TestClientProtocol
    /// Behind the client, for requests that need a body of a special kind.
    let routes: ProvisioningRoutes
    let journal: ProvisioningJournal
    let clock: SteppingClock
    let limits: LimitReports
    var connection: Connection
    /// The bearer token that requests carry.
    var secret: String?
    var contentType = "application/scim+json"
    /// Further headers of every request.
    var headers: HTTPFields = [:]

    /// Runs `body` with a server that has the connection `acme`.
    static func run(
        _ setup: TestingSetup = .router,
        configuration: ProvisioningConfiguration = ProvisioningConfiguration(),
        strategy: Connection.Strategy = .okta,
        userIDAttribute: Connection.UserIDAttribute = .userName,
        published: @escaping @Sendable (Revision) async throws -> Void = { _ in },
        sealingKey: SealingKey = .random(),
        logger: Logger = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }),
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "scim-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let store = try SQLiteDirectoryStore(path: directory.appending(path: "rollcall.db").path)
        let clock = SteppingClock()
        let limits = LimitReports()
        let router = Router()
        let journal = ProvisioningJournal(store, now: { clock.now() })
        let routes = ProvisioningRoutes(
            store: store,
            configuration: configuration,
            published: published,
            journal: journal,
            sealingKey: sealingKey,
            now: { clock.now() },
            monotonicNow: { clock.monotonicNow() },
            limits: limits,
            logger: logger
        )
        routes.add(to: router)
        let application = Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        try await configuration.types.holdUniqueValues(in: store, at: clock.now())
        try await application.test(setup) { client in
            let connection = try await Self.connection("acme", strategy, userIDAttribute, in: store)
            var server = TestServer(
                store: store,
                client: client,
                routes: routes,
                journal: journal,
                clock: clock,
                limits: limits,
                connection: connection
            )
            server.secret = try await server.issueToken()
            try await body(server)
        }
    }

    /// A second connection of the same tenant, with a token of its own.
    func other(_ name: String = "globex") async throws -> TestServer {
        var other = self
        other.connection = try await Self.connection(name, .waad, .userName, in: store)
        other.secret = try await other.issueToken()
        return other
    }

    /// The same client with another bearer token.
    func bearing(_ secret: String?) -> TestServer {
        var copy = self
        copy.secret = secret
        return copy
    }

    /// The same client, which names its requests.
    func naming(_ requestID: String?) -> TestServer {
        var copy = self
        if let name = HTTPField.Name("X-Request-ID") { copy.headers[name] = requestID }
        return copy
    }

    /// The same client, which asks with this header.
    func with(_ name: HTTPField.Name, _ value: String?) -> TestServer {
        var copy = self
        copy.headers[name] = value
        return copy
    }

    func issueToken(
        _ scopes: [ProvisioningScope]? = nil,
        expires: Timestamp? = nil
    ) async throws -> String {
        var generator = SystemRandomNumberGenerator()
        let now = clock.now()
        let id = SCIMToken.ID.make(using: &generator)
        let secret = "\(id).\(Secret.make())"
        let token = SCIMToken(
            id: id,
            connection: connection.id,
            digest: SecretDigest(of: secret).bytes,
            scopes: scopes?.map(\.description) ?? routes.handler.configuration.scopes,
            created: now,
            expires: expires
        )
        _ = try await store.commit { transaction in
            try transaction.tokens(of: token.connection).forEach { try transaction.revokeToken($0.id) }
            try transaction.createToken(token, now: now)
        }
        return secret
    }

    private static func connection(
        _ name: String,
        _ strategy: Connection.Strategy,
        _ attribute: Connection.UserIDAttribute,
        in store: SQLiteDirectoryStore
    ) async throws -> Connection {
        let connection = Connection(
            id: .derived(from: name),
            name: name,
            strategy: strategy,
            userIDAttribute: attribute,
            origin: .api
        )
        return try await store.commit { transaction in
            try transaction.putConnection(connection)
            try transaction.putSCIMConfiguration(SCIMConfiguration(of: connection.id, now: Timestamp(seconds: 0)))
            return connection
        }.value
    }
}

extension TestServer {
    var base: String { "/scim/v2/connections/\(connection.id)" }

    func send(_ method: HTTPRequest.Method, _ path: String, _ body: String? = nil) async throws -> Reply {
        var headers = headers
        headers[.contentType] = contentType
        headers[.authorization] = secret.map { "Bearer \($0)" }
        let response = try await client.executeRequest(
            uri: base + path,
            method: method,
            headers: headers,
            body: body.map { ByteBuffer(string: $0) }
        )
        return try Reply(response)
    }

    func get(_ path: String) async throws -> Reply { try await send(.get, path) }
    func post(_ path: String, _ body: String) async throws -> Reply { try await send(.post, path, body) }
    func put(_ path: String, _ body: String) async throws -> Reply { try await send(.put, path, body) }
    func delete(_ path: String) async throws -> Reply { try await send(.delete, path) }

    /// Sends a PATCH with these operations.
    func patch(_ path: String, _ operations: String) async throws -> Reply {
        try await send(.patch, path, message(operations))
    }

    /// The body of a PATCH with these operations.
    func message(_ operations: String) -> String {
        let schema = #"["urn:ietf:params:scim:api:messages:2.0:PatchOp"]"#
        return #"{"schemas":\#(schema),"Operations":[\#(operations)]}"#
    }

    /// The list that a filter finds.
    func find(_ endpoint: String, _ filter: String, _ more: String = "") async throws -> Reply {
        let allowed = CharacterSet.alphanumerics
        let encoded = filter.addingPercentEncoding(withAllowedCharacters: allowed) ?? filter
        return try await get("/\(endpoint)?filter=\(encoded)\(more)")
    }

    /// Creates a user and returns the id.
    @discardableResult
    func makeUser(_ userName: String) async throws -> String {
        try await post("/Users", #"{"userName":"\#(userName)"}"#).id
    }

    /// Creates a group and returns the id.
    func makeGroup(_ name: String, members: [String] = []) async throws -> String {
        let values = members.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
        return try await post("/Groups", #"{"displayName":"\#(name)","members":[\#(values)]}"#).id
    }

    /// The path of a user.
    func path(ofUser id: String) -> String {
        "/Users/" + (id.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? id)
    }

    /// The ids of the members that a GET of the group shows, in order.
    func members(of group: String) async throws -> [String] {
        try await get("/Groups/\(group)").body["members"]?.array?.compactMap { $0["value"]?.string } ?? []
    }

    func isActive(_ id: String) async throws -> Bool? {
        try await store.read { try $0.user(User.ID(id))?.user.isActive }
    }
}

/// A parsed answer.
struct Reply: Sendable {
    let status: Int
    let headers: HTTPFields
    /// Null where there is none.
    let body: SCIMValue
    let text: String

    init(_ response: TestResponse) throws {
        try self.init(response.status, response.headers, String(buffer: response.body))
    }

    init(_ status: HTTPResponse.Status, _ headers: HTTPFields, _ text: String) throws {
        self.status = status.code
        self.headers = headers
        self.text = text
        let limits = JSONLimits(bytes: .max, depth: 100, membersPerObject: .max)
        body = text.isEmpty ? .null : try SCIMValue(json: text, limits: limits)
    }

    var id: String { body["id"]?.string ?? "" }
    var total: Int? { body["totalResults"].flatMap { if case .integer(let number) = $0 { Int(number) } else { nil } } }
    var resources: [SCIMValue] { body["Resources"]?.array ?? [] }
    var names: [String] { resources.compactMap { ($0["userName"] ?? $0["displayName"])?.string } }
    var scimType: String? { body["scimType"]?.string }
    var revision: Revision? { HTTPField.Name("Rollcall-Revision").flatMap { headers[$0] }.flatMap { Revision($0) } }
    /// Whether the body is a SCIM error of this very status.
    var isError: Bool {
        body["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:Error"] && body["status"]?.string == "\(status)"
            && body["detail"]?.string?.isEmpty == false
    }
}

extension SCIMValue {
    subscript(name: String) -> SCIMValue? { object?[name] }

    subscript(index: Int) -> SCIMValue? {
        guard let array, array.indices.contains(index) else { return nil }
        return array[index]
    }
}
