package import AccessModel
package import DirectoryStorage
import Foundation
import HTTPTypes
package import Hummingbird
package import Logging
import NIOCore
package import RequestAdmission
import StrictJSON

/// How fast each client may ask the management API, tokens included.
package typealias ClientRates = RequestRates<ClientRecord.ID>

/// The management API, `/api/v2`: every operation that is declared, and nothing else.
///
/// The same routes serve the management socket, where the kernel has said who the caller is, and TCP, where a bearer
/// token does.
package struct ManagementRoutes: Sendable {
    /// Says who sent a request, or throws a ``ManagementError``.
    package typealias Authentication = @Sendable (Request) async throws -> ManagementCaller

    private let directory: ManagementDirectory
    private let operations: [Operation]
    private let authenticate: Authentication
    private let rates: ClientRates?
    private let bodies: BodyBudget
    private let limits: LimitReports
    private let failures: FailureAnswers
    private let logger: Logger

    /// - Parameters:
    ///   - reload: nil leaves out what only the machine's own people may do.
    ///   - rates: how fast each client may ask; nil for any number, as on the management socket.
    ///   - bodies: bounds the bodies of all requests together; nil is one for this API alone.
    ///   - limits: told of clients at their rate.
    package init(
        _ directory: ManagementDirectory,
        reload: Reload?,
        authenticate: @escaping Authentication,
        rates: ClientRates? = nil,
        bodies: BodyBudget? = nil,
        limits: LimitReports = LimitReports(),
        logger: Logger
    ) {
        self.directory = directory
        self.operations = Operation.all(reload: reload, tokenScopes: directory.tokenScopes)
        self.authenticate = authenticate
        self.rates = rates
        self.bodies = bodies ?? BodyBudget(total: 16 * ManagementBody.maximumSize, largest: ManagementBody.maximumSize)
        self.limits = limits
        self.failures = FailureAnswers(logger: logger, now: directory.now)
        self.logger = logger
    }

    package func add(to router: Router<some RequestContext>) {
        let api = router.group("/api/v2")
            .add(middleware: RequestNameMiddleware())
            .add(middleware: FailureMiddleware(failures: failures))
        // Written once: anybody may ask for it.
        let document = ByteBuffer(string: OpenAPIDocument(operations).json.sortedText)
        api.get("openapi.json") { _, _ in Response.json(document) }
        refuse(["GET"], at: "openapi.json", in: api)
        for (path, operations) in Dictionary(grouping: operations, by: \.path) {
            let route = RouterPath(path.replacing("{", with: ":").replacing("}", with: ""))
            for operation in operations {
                api.on(route, method: operation.method) { request, context in
                    try await respond(to: request, as: operation, context)
                }
            }
            refuse(operations.map(\.method.rawValue), at: route, in: api)
        }
        for method in HTTPRequest.Method.all {
            api.on("**", method: method) { _, _ -> Response in throw ManagementError(.notFound, "Not Found") }
        }
    }

    /// Answers all methods but these with 405.
    private func refuse(_ allowed: [String], at route: RouterPath, in api: RouterGroup<some RequestContext>) {
        let list = allowed.sorted().joined(separator: ", ")
        for method in HTTPRequest.Method.all where !allowed.contains(method.rawValue) {
            api.on(route, method: method) { _, _ -> Response in
                throw HTTPError(.methodNotAllowed, headers: [.allow: list])
            }
        }
    }

    private func respond(to request: Request, as operation: Operation, _ context: some RequestContext) async throws
        -> Response
    {
        let caller = try await authenticated(request)
        let standing = try charge(caller)
        var response: Response
        do {
            response = try await answer(request, as: operation, caller, context.parameters)
        } catch {
            response = try failures.answer(error, to: request, context)
        }
        standing?.write(to: &response.headers, at: directory.now())
        return response
    }

    private func authenticated(_ request: Request) async throws -> ManagementCaller {
        do {
            return try await authenticate(request)
        } catch let error as ManagementError {
            let id = RequestID(of: request.headers)
            logger.notice("management refused", metadata: ["request_id": "\(id)", "reason": "\(error.message)"])
            throw error
        } catch let error as RateExceeded {
            limits.reached("management requests without a genuine token", by: "strangers")
            throw error
        }
    }

    private func charge(_ caller: ManagementCaller) throws(RateExceeded) -> RateStanding? {
        guard case .client(let id) = caller.identity else { return nil }
        PeerConnection.current?.authenticate(as: "client/\(id.rawValue)")
        guard let rates else { return nil }
        do {
            return try rates.charge(id)
        } catch {
            limits.reached("management.max_requests_per_second", by: id.rawValue)
            throw error
        }
    }

    private func answer(
        _ request: Request,
        as operation: Operation,
        _ caller: ManagementCaller,
        _ parameters: Parameters
    ) async throws -> Response {
        try caller.check(operation.scopes)
        let path = try Self.path(of: operation, parameters)
        let query = try QueryValues(request.uri.query, declared: operation.allQueryParameters)
        let (body, reservation) = try await self.body(of: request, operation, for: caller)
        let parsed = ManagementRequest(
            directory: directory,
            caller: caller,
            scopes: operation.scopes,
            requestID: RequestID(of: request.headers),
            path: path,
            query: query,
            page: try operation.paging.map { style throws(ManagementError) in try PageRequest(query, style: style) },
            body: body,
            reservation: reservation,
            instant: directory.now(),
            // What makes something new takes nothing away; the others may.
            priority: operation.method == .post ? .ordinary : .revocation,
            listContext: query.context(of: operation, path)
        )
        let answer = try await operation.perform(parsed)
        if operation.method != .get { log(operation, parsed, answer) }
        return try answer.response(operation.canProject ? Projection(query) : nil)
    }

    private func log(_ operation: Operation, _ request: ManagementRequest, _ answer: ManagementAnswer) {
        logger.info(
            "management",
            metadata: [
                "request_id": "\(request.requestID)", "operation": "\(operation.id)",
                "caller": "\(request.caller.identity)", "status": .stringConvertible(answer.status.code),
                "revision": "\(answer.revision.map(\.description) ?? "-")",
            ]
        )
    }

    private static func path(of operation: Operation, _ parameters: Parameters) throws -> [String: String] {
        var path = [String: String]()
        for name in operation.pathParameters {
            guard let text = try parameters.require(name).removingPercentEncoding, !text.utf8.contains(0) else {
                throw ManagementError(.badRequest, "Path validation error: 'malformed text' on property \(name)")
            }
            path[name] = text
        }
        return path
    }

    private func body(
        of request: Request,
        _ operation: Operation,
        for caller: ManagementCaller
    ) async throws -> (JSONValue, BodyBudget.Reservation?) {
        guard let schema = operation.body else { return (.null, nil) }
        guard request.headers.isBodyPlain else {
            throw ManagementError(.unsupportedMediaType, "A body is sent as it is, without a Content-Encoding")
        }
        let (bytes, reservation) = try await ManagementBody.bytes(of: request, in: bodies, for: "\(caller.identity)")
        if bytes.isEmpty, operation.isBodyOptional { return (.object([:]), nil) }
        let value = try ManagementBody.parse(bytes)
        do {
            try schema.check(value)
        } catch {
            throw ManagementError.invalidBody(error.sentence)
        }
        return (value, reservation)
    }
}

extension QueryValues {
    /// What makes two lists the same list: the operation, its path, and all of the query but the page.
    fileprivate func context(of operation: Operation, _ path: [String: String]) -> String {
        let fixed = path.map { "\($0.key)=\($0.value)" }.sorted()
        let filters = operation.query.flatMap { parameter in
            all(parameter.name).map { "\(parameter.name)=\($0)" }
        }
        return ([operation.id] + fixed + filters).joined(separator: "\u{0}")
    }
}
