import DirectoryStorage
import HTTPTypes
import Hummingbird
import Logging

/// Turns what a route throws into an answer of the management API, and logs what is nobody's mistake.
struct FailureMiddleware<Context: RequestContext>: RouterMiddleware {
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
            var response = try ManagementError(error.status, error.body ?? error.status.reasonPhrase)
                .response(from: request, context: context)
            response.headers[.allow] = error.headers[.allow]
            return response
        } catch let error as StoreError {
            return try ManagementError(error).response(from: request, context: context)
        } catch {
            logger.error("management request failed", error: error, metadata: ["path": "\(request.uri.path)"])
            return try ManagementError(.internalServerError, "The request failed; the server's log says why")
                .response(from: request, context: context)
        }
    }
}

extension ManagementError {
    /// What the store's refusal means to a client.
    init(_ error: StoreError) {
        switch error {
        case .notUnique, .valueTaken, .otherOrigin, .connectionInUse, .tooManyTokens:
            self.init(.conflict, "\(error)")
        case .unknown: self.init(.notFound, "\(error)")
        case .invalidText: self = .invalidBody("'\(error)'")
        case .full: self.init(.init(code: 507, reasonPhrase: "Insufficient Storage"), "\(error)")
        case .locked, .notWritable, .notAStore, .newerSchema, .olderSchema, .corrupt, .unavailable:
            self.init(.serviceUnavailable, "\(error)")
        }
    }
}
