import AccessModel
import DirectoryStorage
import HTTPTypes
import Hummingbird
import Logging
import RequestAdmission

/// Turns what a route throws into an answer of the management API, and logs what is nobody's mistake.
struct FailureMiddleware<Context: RequestContext>: RouterMiddleware {
    let failures: FailureAnswers

    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            return try failures.answer(error, to: request, context)
        }
    }
}

/// What is answered to a request that failed.
struct FailureAnswers: Sendable {
    let logger: Logger
    let now: Now

    func answer(_ error: any Error, to request: Request, _ context: some RequestContext) throws -> Response {
        try refusal(error, request).response(from: request, context: context)
    }

    private func refusal(_ error: any Error, _ request: Request) -> ManagementError {
        switch error {
        case let error as ManagementError: return error
        case let error as HTTPError: return ManagementError(error)
        case let error as StoreError: return ManagementError(error)
        case let error as ConnectionLimitReached: return ManagementError(.conflict, error.sentence)
        case let error as BodyBudgetExceeded: return ManagementError(error)
        case let error as RateExceeded: return ManagementError(error, at: now())
        default:
            let id = RequestID(of: request.headers)
            logger.error(
                "management request failed",
                error: error,
                metadata: ["request_id": "\(id)", "path": "\(request.uri.path)"]
            )
            return ManagementError(.internalServerError, "The request failed; the server's log says why")
        }
    }
}

extension ManagementError {
    fileprivate init(_ error: HTTPError) {
        self.init(error.status, error.body ?? error.status.reasonPhrase)
        headers[.allow] = error.headers[.allow]
    }

    fileprivate init(_ exceeded: BodyBudgetExceeded) {
        self.init(exceeded.isShare ? .tooManyRequests : .serviceUnavailable, exceeded.sentence)
        headers[.retryAfter] = "\(exceeded.seconds)"
    }

    fileprivate init(_ exceeded: RateExceeded, at now: Timestamp) {
        self.init(
            .tooManyRequests,
            "Too many requests; try again in \(exceeded.seconds) seconds.",
            errorCode: "too_many_requests"
        )
        exceeded.write(to: &headers, at: now)
    }
}

extension ManagementError {
    /// What the store's refusal means to a client.
    init(_ error: StoreError) {
        switch error {
        case .notUnique, .valueTaken, .otherOrigin, .connectionInUse, .nestedTooDeep, .tooManyNestedMemberships,
            .tooManyTokens, .tooManyBlockedIdentifiers:
            self.init(.conflict, "\(error)")
        case .ownedRole: self.init(.badRequest, "\(error)", errorCode: "operation_not_supported")
        case .dryRunTooLarge: self.init(.badRequest, "\(error)", errorCode: "operation_not_supported")
        case .unknown: self.init(.notFound, "\(error)")
        case .invalidText: self = .invalidBody("'\(error)'")
        case .full: self.init(.init(code: 507, reasonPhrase: "Insufficient Storage"), "\(error)")
        case .locked, .notWritable, .notAStore, .newerSchema, .olderSchema, .corrupt, .unavailable:
            self.init(.serviceUnavailable, "\(error)")
        }
    }
}
