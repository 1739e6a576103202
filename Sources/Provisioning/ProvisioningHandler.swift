import AccessModel
import DirectoryStorage
import HTTPTypes
import Hummingbird
import SCIMProtocol

/// Answers one request: what it names, whether it may, what it says, and then what the directory makes of it.
struct ProvisioningHandler: Sendable {
    let configuration: ProvisioningConfiguration
    let authority: ProvisioningAuthority
    let directory: ProvisioningDirectory
    let now: Now
    let log: ProvisioningLog

    func respond(to request: Request) async -> Response {
        let start = now()
        let target = ProvisioningTarget(path: request.uri.path)
        let id = RequestID(of: request.headers)
        var answer = await answer(request, target, id, at: start)
        id.write(to: &answer.headers)
        log.record(request.method, target, answer, id, since: start)
        // A body after the answer to HEAD would be read as the beginning of the next answer.
        return request.method == .head ? answer.response.createHeadResponse() : answer.response
    }

    private func answer(
        _ request: Request,
        _ target: ProvisioningTarget?,
        _ id: RequestID,
        at instant: Timestamp
    ) async -> ProvisioningAnswer {
        do {
            guard let target, let path = target.path else { throw SCIMError.notFound("there is nothing at this path") }
            return try await answer(request, target.connection, path, at: instant)
        } catch {
            let reported = SCIMError(reporting: error)
            if reported.status >= 500, !(error is SCIMError) { log.record(failure: error, id) }
            var answer = ProvisioningAnswer(reported)
            if reported.status == 405 { answer.headers[.allow] = target?.path?.methods }
            return answer
        }
    }

    private func answer(
        _ request: Request,
        _ connection: Connection.ID,
        _ path: ProvisioningPath,
        at instant: Timestamp
    ) async throws -> ProvisioningAnswer {
        let location = ResourceLocation(
            connection: connection,
            request: request.head,
            externalBaseURL: configuration.externalBaseURL
        )
        switch path {
        case .collection(let kind), .resource(let kind, _):
            let operation = try ProvisioningOperation(request.method, path)
            let token = try await authority.token(in: request.headers[.authorization], for: connection)
            try Self.permit(token, request.method, kind)
            let body = operation.hasBody ? try await body(of: request) : .null
            // A body may take its time, and a token that was revoked meanwhile is worth nothing.
            if operation.hasBody {
                let again = try await authority.token(in: request.headers[.authorization], for: connection)
                try Self.permit(again, request.method, kind)
            }
            let parsed = ProvisioningRequest(
                connection: connection,
                token: token,
                query: QueryParameters(request.uri.query),
                body: body,
                location: location,
                instant: instant
            )
            return try await directory.perform(operation, on: kind, parsed)
        case .serviceProviderConfiguration, .schemas, .schema, .resourceTypes, .resourceType:
            guard request.method == .get else { throw SCIMError.methodNotAllowed("this path can only be read") }
            return try Discovery(location: location, maximumPageSize: configuration.maximumPageSize).answer(path)
        case .notImplemented(let name): throw SCIMError.notImplemented("`\(name)` is not offered")
        }
    }

    private static func permit(_ token: SCIMToken, _ method: HTTPRequest.Method, _ kind: ResourceKind) throws {
        guard let scope = ProvisioningScope(method: method, kind: kind), token.permits(scope) else {
            throw SCIMError.forbidden("the token does not have the scope that this request needs")
        }
    }

    private func body(of request: Request) async throws -> SCIMValue {
        let mediaType = request.headers[.contentType]?.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard ["application/scim+json", "application/json", nil].contains(mediaType) else {
            throw SCIMError.unsupportedMediaType("a body is `application/scim+json` or `application/json`")
        }
        let buffer = try await request.body.collect(upTo: configuration.maximumBodySize)
        let limits = JSONLimits(bytes: configuration.maximumBodySize, depth: configuration.maximumNesting)
        return try SCIMValue(json: Array(buffer.readableBytesView), limits: limits)
    }
}
