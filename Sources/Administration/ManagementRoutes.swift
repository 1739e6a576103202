package import AccessModel
package import DirectoryStorage
import HTTPTypes
package import Hummingbird
package import Logging

/// The management API, `/api/v2`: so far what the command line needs on the machine, over a socket that the kernel
/// guards.
///
/// The caller decides who reaches these routes: they ask for no credentials.
package struct ManagementRoutes: Sendable {
    let store: any DirectoryStore
    /// Everything that a SCIM token may be good for.
    let scopes: [String]
    let now: Now
    let reload: Reload
    let logger: Logger

    /// Reads policies, keys and certificates again; returns what changed, a line each, or throws what was refused.
    package typealias Reload = @Sendable () async throws -> [String]

    package init(
        store: any DirectoryStore,
        scopes: [String],
        now: @escaping Now,
        reload: @escaping Reload,
        logger: Logger
    ) {
        self.store = store
        self.scopes = scopes
        self.now = now
        self.reload = reload
        self.logger = logger
    }

    package func add(to router: Router<some RequestContext>) {
        router.addMiddleware { FailureMiddleware(logger: logger) }
        let api = router.group("/api/v2")
        api.get("connections") { _, _ in try await connections() }
        api.post("reload") { _, _ in try await reloadAll() }
        let tokens = api.group("connections/:connection/scim-configuration/tokens")
        tokens.get { _, context in try await listTokens(of: context.connection()) }
        tokens.post { request, context in try await createToken(request, for: context.connection()) }
        tokens.delete(":token") { _, context in
            try await revokeToken(SCIMToken.ID(context.parameters.require("token")), of: context.connection())
        }
    }

    private func connections() async throws -> Response {
        try .json(try await store.read { try $0.connections() }.map(ConnectionBody.init))
    }

    private func reloadAll() async throws -> Response {
        do {
            return try .json(["changes": try await reload()])
        } catch {
            throw ManagementError(.badRequest, "\(error)")
        }
    }
}

extension RequestContext {
    fileprivate func connection() throws -> Connection.ID {
        Connection.ID(try parameters.require("connection"))
    }
}

/// A connection as the management API shows it.
private struct ConnectionBody: Encodable {
    var id: String
    var name: String
    var strategy: String

    init(_ connection: Connection) {
        id = connection.id.rawValue
        name = connection.name
        strategy = connection.strategy.rawValue
    }
}

/// Turns what a route throws into an answer of the management API, and logs what is nobody's mistake.
private struct FailureMiddleware<Context: RequestContext>: RouterMiddleware {
    let logger: Logger

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch let error as ManagementError {
            return try error.response(from: request, context: context)
        } catch let error as HTTPError {
            return try ManagementError(error.status, error.body ?? error.status.reasonPhrase)
                .response(from: request, context: context)
        } catch let error as StoreError {
            return try refusal(of: error).response(from: request, context: context)
        } catch {
            logger.error("management request failed", error: error, metadata: ["path": "\(request.uri.path)"])
            return try ManagementError(.internalServerError, "the request failed; the server's log says why")
                .response(from: request, context: context)
        }
    }

    private func refusal(of error: StoreError) -> ManagementError {
        switch error {
        case .notUnique, .valueTaken, .otherOrigin, .connectionInUse, .tooManyTokens:
            ManagementError(.conflict, "\(error)")
        case .unknown: ManagementError(.notFound, "\(error)")
        case .invalidText: .invalidBody("\(error)")
        case .full: ManagementError(.init(code: 507, reasonPhrase: "Insufficient Storage"), "\(error)")
        case .locked, .notWritable, .notAStore, .newerSchema, .olderSchema, .corrupt, .unavailable:
            ManagementError(.serviceUnavailable, "\(error)")
        }
    }
}
