import AccessIndex
import AccessModel
import DirectoryStorage
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import RequestAdmission
import StrictJSON
import TestSupport
import TokenSigning

@testable import Administration

/// The management API as it is served over TCP: the token endpoint, and operations for those that show a token.
struct TestAccess: Sendable {
    static let audience = "https://rollcall.example/api/v2/"
    static let tokenScopes = ["get:users", "post:users"]
    static let issuer = "https://issuer.example"

    let store: SQLiteDirectoryStore
    let clock: SteppingClock
    let signer: TokenSigner
    let log: LogRecorder
    let client: any TestClientProtocol

    /// - Parameter afterAuthentication: happens between the look at a request's token and the request.
    static func run(
        isLoopback: Bool = false,
        requestsPerSecond: Int = 1_000,
        failuresPerMinute: Int = 30,
        afterAuthentication: @escaping @Sendable (SQLiteDirectoryStore) async throws -> Void = { _ in },
        _ body: @escaping @Sendable (TestAccess) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "access-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = try SQLiteDirectoryStore(path: folder.appending(path: "rollcall.db").path)
        let clock = SteppingClock()
        let signer = TokenSigner(KeyRing(active: try SigningKey.generate(.ES256)))
        let log = LogRecorder()
        let settings = AccessSettings(
            issuer: issuer,
            audience: audience,
            lifetime: .seconds(600),
            isLoopback: isLoopback,
            requestsPerSecond: requestsPerSecond,
            failuresPerMinute: failuresPerMinute
        )
        let authority = ClientAuthority(
            store: store,
            signer: signer,
            settings: settings,
            now: { clock.now() },
            monotonicNow: { clock.monotonicNow() }
        )
        let router = try await router(store, authority, afterAuthentication, log.logger)
        try await Application(router: router, logger: log.logger).test(.router) { client in
            try await body(TestAccess(store: store, clock: clock, signer: signer, log: log, client: client))
        }
    }

    /// Nothing that is asked here changes an answer, so that the index may stay as it is.
    private static func router(
        _ store: SQLiteDirectoryStore,
        _ authority: ClientAuthority,
        _ afterAuthentication: @escaping @Sendable (SQLiteDirectoryStore) async throws -> Void,
        _ logger: Logger
    ) async throws -> Router<BasicRequestContext> {
        let snapshot = try await IndexUpdater.load(from: store)
        let router = Router()
        let rates = ClientRates(perSecond: authority.settings.requestsPerSecond, clock: authority.monotonicNow)
        TokenRoutes(authority, rates: rates, logger: logger).add(to: router)
        ManagementRoutes(
            ManagementDirectory(
                store: store,
                tokenScopes: tokenScopes,
                snapshot: { snapshot },
                published: { _ in },
                seal: .random(),
                now: authority.now
            ),
            reload: nil,
            authenticate: { request in
                let caller = try await authority.caller(of: request)
                try await afterAuthentication(store)
                return caller
            },
            rates: rates,
            logger: logger
        ).add(to: router)
        return router
    }
}

// What clients send
extension TestAccess {
    struct Credentials: Sendable {
        var id: ClientRecord.ID
        var secret: String

        /// As the token endpoint wants them, with what else is to be said.
        func asking(_ more: JSONObject = [:]) -> JSONObject {
            let own: JSONObject = [
                "grant_type": "client_credentials", "client_id": .string(id.rawValue), "client_secret": .string(secret),
            ]
            return own.merging(more)
        }

        var basic: String { "Basic \(Data("\(id):\(secret)".utf8).base64EncodedString())" }
    }

    /// A client that is there from now on.
    func makeClient(_ name: String = "billing", scopes: Set<String> = ["read:connections"]) async throws -> Credentials
    {
        var generator = SystemRandomNumberGenerator()
        let credentials = Credentials(id: .make(using: &generator), secret: Secret.make())
        let record = ClientRecord(
            id: credentials.id,
            name: name,
            digest: SecretDigest(of: credentials.secret).bytes,
            scopes: scopes,
            created: clock.now()
        )
        _ = try await store.commit(by: .system, at: clock.now()) { try $0.putClient(record) }
        return credentials
    }

    func send(
        _ method: HTTPRequest.Method,
        _ uri: String,
        _ headers: HTTPFields = [:],
        body: [UInt8]? = nil
    ) async throws -> TestAnswer {
        let body = body.map { ByteBuffer(bytes: $0) }
        return try await client.execute(uri: uri, method: method, headers: headers, body: body) { response in
            try TestAnswer(response)
        }
    }

    /// Asks for a token with a JSON body.
    func askToken(_ body: JSONObject, _ headers: HTTPFields = [:]) async throws -> TestAnswer {
        var headers = headers
        headers[.contentType] = "application/json"
        return try await send(.post, "/oauth/token", headers, body: JSONValue.object(body).json)
    }

    func askToken(form: String, _ headers: HTTPFields = [:]) async throws -> TestAnswer {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        return try await send(.post, "/oauth/token", headers, body: Array(form.utf8))
    }

    func token(_ credentials: Credentials, scope: String? = nil) async throws -> String {
        let more: JSONObject = scope.map { ["scope": .string($0)] } ?? [:]
        return try await askToken(credentials.asking(more)).text("access_token") ?? ""
    }

    /// Asks the API. Paths are below `/api/v2/`.
    func ask(
        _ method: HTTPRequest.Method = .get,
        _ path: String = "connections",
        bearing token: String?,
        _ body: JSONValue? = nil
    ) async throws -> TestAnswer {
        var headers = HTTPFields()
        headers[.authorization] = token.map { "Bearer \($0)" }
        if body != nil { headers[.contentType] = "application/json" }
        return try await send(
            method,
            "/api/v2/\(path)",
            headers,
            body: body?.json
        )
    }
}
