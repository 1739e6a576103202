import AccessModel
import DirectoryStorage
import HTTPTypes
import Hummingbird
import NIOCore
import RequestAdmission
import SCIMProtocol
import StrictJSON

/// Answers one request: what it names, whether it may, what it says, and then what the directory makes of it.
struct ProvisioningHandler: Sendable {
    let configuration: ProvisioningConfiguration
    let discovery: Discovery
    let authority: ProvisioningAuthority
    let rates: RequestRates<Connection.ID>
    let bodies: BodyBudget
    let directory: ProvisioningDirectory
    let now: Now
    let limits: LimitReports
    let log: ProvisioningLog
    let journal: ProvisioningJournal

    /// - Parameter peer: who waits for the response; nil where that cannot be told.
    func respond(to request: Request, peer: PeerWatch? = nil) async -> Response {
        let start = now()
        let began = log.monotonicNow()
        let target = ProvisioningTarget(path: request.uri.path, in: configuration.types)
        let id = RequestID(of: request.headers)
        var token: SCIMToken?
        var answer = await answer(request, target, id, peer, at: start, &token)
        id.write(to: &answer.headers)
        // Of strangers beyond their rate there is a line a minute.
        let isCounted = token == nil && answer.status == .tooManyRequests
        if isCounted {
            limits.reached("scim requests without a good token", by: "strangers")
        } else {
            log.record(request.method, target, answer, id, since: began)
        }
        if let token { journal.note(useOf: token.id, at: start) }
        if let target, !isCounted {
            let isAuthenticated = token != nil
            journal.note(
                ProvisioningEvent(request.method, target.path, answer, id, isAuthenticated: isAuthenticated, at: start),
                of: target.connection
            )
        }
        let response = answer.response(reading: directory.store)
        // A body after the answer to HEAD would be read as the beginning of the next answer.
        return request.method == .head ? response.createHeadResponse() : response
    }

    /// - Parameter token: set as soon as the request has shown a good one, however it ends.
    private func answer(
        _ request: Request,
        _ target: ProvisioningTarget?,
        _ id: RequestID,
        _ peer: PeerWatch?,
        at instant: Timestamp,
        _ token: inout SCIMToken?
    ) async -> ProvisioningAnswer {
        do {
            guard let target, let path = target.path else { throw SCIMError.notFound("there is nothing at this path") }
            return try await answer(request, target.connection, path, id, peer, at: instant, &token)
        } catch {
            let reported = SCIMError(reporting: error)
            if reported.status >= 500, !(error is SCIMError) { log.record(failure: error, id) }
            if reported.keyword == .tooMany, let token {
                limits.reached("scim.request_work", by: token.connection.rawValue)
            }
            var answer = ProvisioningAnswer(reported)
            (error as? RateExceeded)?.write(to: &answer.headers, at: instant)
            if let exceeded = error as? BodyBudgetExceeded { answer.headers[.retryAfter] = "\(exceeded.seconds)" }
            if reported.status == 405 { answer.headers[.allow] = target?.path?.methods }
            return answer
        }
    }

    private func answer(
        _ request: Request,
        _ connection: Connection.ID,
        _ path: ProvisioningPath,
        _ id: RequestID,
        _ peer: PeerWatch?,
        at instant: Timestamp,
        _ token: inout SCIMToken?
    ) async throws -> ProvisioningAnswer {
        let location = ResourceLocation(
            connection: connection,
            request: request.head,
            externalBaseURL: configuration.externalBaseURL
        )
        switch path {
        case .root, .collection, .resource, .search, .bulk:
            let operation = try ProvisioningOperation(request.method, path)
            let kinds = path.kinds(in: configuration.types)
            var bearer = try await bearer(of: request, for: connection)
            token = bearer.token
            PeerConnection.current?.authenticate(as: "scim/\(connection.rawValue)")
            try bearer.token.permit(operation, on: kinds)
            // INVARIANT (rates hold): nothing of a body is read for a connection that has no token left for it.
            try charge(operation.fixedCost, to: connection)
            let limit = configuration.bodyLimit(of: operation, on: kinds)
            let (body, reservation) =
                operation.hasBody ? try await self.body(of: request, upTo: limit, for: connection) : (.null, nil)
            // A body may take its time, and a token that has ended meanwhile is worth nothing. Of what is written the
            // transaction sees to that.
            if operation.hasBody, !operation.isWrite {
                bearer = try await self.bearer(of: request, for: connection)
            } else if bearer.token.hasExpired(at: now()) {
                throw SCIMError.badToken
            }
            if operation.fixedCost == nil {
                try charge(operation, with: body, to: connection)
            }
            let parsed = ProvisioningRequest(
                id: id,
                connection: connection,
                token: bearer.token,
                profile: configuration.profile(of: connection),
                mapping: kinds.contains(.user) ? bearer.mapping.map(attributeMapping) : nil,
                search: try search(operation, request, body, configuration.profile(of: connection)),
                preconditions: try Self.preconditions(of: request),
                body: body,
                reservation: reservation,
                location: location,
                peer: peer,
                instant: instant
            )
            return try await directory.perform(operation, on: kinds, parsed)
        case .serviceProviderConfiguration, .schemas, .schema, .resourceTypes, .resourceType:
            guard request.method == .get else { throw SCIMError.methodNotAllowed("this path can only be read") }
            guard try await authority.serves(connection) else { throw SCIMError.notServed }
            return try discovery.answer(path, at: location)
        case .me: throw SCIMError.notImplemented("`/Me` is not offered: no user stands behind a connection's token")
        }
    }

    /// - Parameter cost: nil where the body decides it; then nothing is charged yet.
    private func charge(_ cost: RequestCost?, to connection: Connection.ID) throws(RateExceeded) {
        do {
            if let cost { try rates.charge(connection, cost) } else { try rates.check(connection) }
        } catch {
            let name = error.isRevocation ? "scim.max_revocations_per_second" : "scim.max_requests_per_second"
            limits.reached(name, by: connection.rawValue)
            throw error
        }
    }

    /// Charges what the body says. One that was read because it might have revoked something, and does not, takes a token
    /// of the revocations all the same, or bodies would be read at any rate.
    private func charge(
        _ operation: ProvisioningOperation,
        with body: SCIMValue,
        to connection: Connection.ID
    ) throws(RateExceeded) {
        do {
            try charge(operation.cost(of: body, atMost: configuration.maximumBulkOperations), to: connection)
        } catch {
            if !error.isRevocation { _ = try? rates.charge(connection, .revocation) }
            throw error
        }
    }

    private static func preconditions(of request: Request) throws -> Preconditions {
        try Preconditions(ifMatch: request.headers[.ifMatch], ifNoneMatch: request.headers[.ifNoneMatch])
    }

    private func attributeMapping(_ entries: [MappedAttribute]) -> AttributeMapping {
        AttributeMapping(stored: entries, of: configuration.types.userType)
    }

    private func bearer(of request: Request, for connection: Connection.ID) async throws -> Bearer {
        try await authority.bearer(in: request.headers[.authorization], for: connection)
    }

    private func search(
        _ operation: ProvisioningOperation,
        _ request: Request,
        _ body: SCIMValue,
        _ profile: Profile
    ) throws(SCIMError) -> SearchRequest {
        if operation == .search { return try SearchRequest(body, profile: profile) }
        let query = QueryParameters(request.uri.query)
        return try SearchRequest { query[$0] }
    }

    /// - Parameter connection: whose share of the bodies of all requests it takes.
    private func body(
        of request: Request,
        upTo size: Int,
        for connection: Connection.ID
    ) async throws -> (SCIMValue, BodyBudget.Reservation?) {
        let mediaType = request.headers[.contentType]?.prefix { $0 != ";" && $0 != " " }.lowercased()
        guard ["application/scim+json", "application/json", nil].contains(mediaType) else {
            throw SCIMError.unsupportedMediaType("a body is `application/scim+json` or `application/json`")
        }
        guard request.headers.isBodyPlain else {
            throw SCIMError.unsupportedMediaType("a body is sent as it is, without a `Content-Encoding`")
        }
        let (buffer, reservation) = try await bytes(of: request, upTo: size, for: connection)
        let limits = JSONLimits(bytes: size, depth: configuration.maximumNesting, values: max(250_000, size / 8))
        return (try SCIMValue(json: Array(buffer.readableBytesView), limits: limits), reservation)
    }

    private func bytes(
        of request: Request,
        upTo size: Int,
        for connection: Connection.ID
    ) async throws -> (ByteBuffer, BodyBudget.Reservation?) {
        do {
            return try await request.wholeBody(upTo: size, in: bodies, for: connection.rawValue)
        } catch RequestBodyError.tooLarge {
            throw SCIMError.payloadTooLarge("a body has at most \(size) bytes")
        } catch let error as RequestBodyError {
            throw SCIMError.invalidSyntax("\(error)")
        }
    }
}
