import AccessModel
import Foundation
import HTTPTypes
package import Hummingbird
package import Logging
import NIOCore

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
    private let logger: Logger

    /// - Parameter reload: nil leaves out what only the machine's own people may do.
    package init(
        _ directory: ManagementDirectory,
        reload: Reload?,
        authenticate: @escaping Authentication,
        logger: Logger
    ) {
        self.directory = directory
        self.operations = Operation.all(reload: reload, tokenScopes: directory.tokenScopes)
        self.authenticate = authenticate
        self.logger = logger
    }

    package func add(to router: Router<some RequestContext>) {
        let api = router.group("/api/v2").add(middleware: FailureMiddleware(logger: logger))
        for (path, operations) in Dictionary(grouping: operations, by: \.path) {
            let route = RouterPath(path.replacing("{", with: ":").replacing("}", with: ""))
            for operation in operations {
                api.on(route, method: operation.method) { request, context in
                    try await respond(to: request, as: operation, context.parameters)
                }
            }
            let allowed = operations.map(\.method.rawValue).sorted().joined(separator: ", ")
            for method in Self.methods where !operations.contains(where: { $0.method == method }) {
                api.on(route, method: method) { _, _ -> Response in
                    throw HTTPError(.methodNotAllowed, headers: [.allow: allowed])
                }
            }
        }
        for method in Self.methods {
            api.on("**", method: method) { _, _ -> Response in throw ManagementError(.notFound, "Not Found") }
        }
        let document = OpenAPIDocument(operations)
        api.get("openapi.json") { _, _ in try Response.json(document.json, keys: .useDefaultKeys) }
    }

    private static let methods: [HTTPRequest.Method] = [.get, .post, .put, .patch, .delete]

    private func respond(to request: Request, as operation: Operation, _ parameters: Parameters) async throws
        -> Response
    {
        let id = RequestID(of: request.headers)
        let caller = try await authenticate(request)
        try caller.check(operation.scopes)
        let path = try Self.path(of: operation, parameters)
        let query = try QueryValues(request.uri.query, declared: operation.allQueryParameters)
        let body = try await Self.body(of: request, operation)
        let parsed = ManagementRequest(
            directory: directory,
            caller: caller,
            requestID: id,
            path: path,
            query: query,
            page: try operation.paging.map { style throws(ManagementError) in try PageRequest(query, style: style) },
            body: body,
            instant: directory.now(),
            listContext: query.context(of: operation, path)
        )
        let answer = try await operation.perform(parsed)
        if operation.method != .get { log(operation, parsed, answer) }
        var response = try answer.response(operation.canProject ? Projection(query) : nil)
        id.write(to: &response.headers)
        return response
    }

    private func log(_ operation: Operation, _ request: ManagementRequest, _ answer: ManagementAnswer) {
        logger.info(
            "management",
            metadata: [
                "operation": "\(operation.id)", "caller": "\(request.caller.identity)",
                "status": "\(answer.status.code)", "request_id": "\(request.requestID)",
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

    private static let maximumBodySize = 1 << 20

    private static func body(of request: Request, _ operation: Operation) async throws -> JSONValue {
        guard let schema = operation.body else { return .null }
        let bytes: ByteBuffer
        do {
            bytes = try await request.body.collect(upTo: maximumBodySize)
        } catch is NIOTooManyBytesError {
            throw ManagementError(.contentTooLarge, "A body has at most \(maximumBodySize) bytes")
        }
        if bytes.readableBytes == 0, operation.isBodyOptional { return .object([:]) }
        guard let value = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes.readableBytesView)) else {
            throw ManagementError.invalidBody("'not JSON'")
        }
        do {
            try schema.check(value)
        } catch {
            throw ManagementError.invalidBody(error.sentence)
        }
        return value
    }
}

extension Operation {
    /// Every operation there is. Two never share method and path.
    static func all(reload: ManagementRoutes.Reload?, tokenScopes: [String]) -> [Operation] {
        ConnectionOperations.all + TokenOperations.all(scopes: tokenScopes)
            + AuditOperation.all + PastRolesOperation.all
            + (reload.map { [ReloadOperation.make($0)] } ?? [])
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
