import HTTPTypes
import Hummingbird
import RequestAdmission

/// Gives every request a name, its client's or a new one, by which the answer and the log speak of it.
///
/// Whoever is asked further down finds it in the request's headers. A body after the answer to HEAD would be read as the
/// beginning of the next answer, and is left out.
struct RequestNameMiddleware<Context: RequestContext>: RouterMiddleware {
    func handle(
        _ request: Request,
        context: Context,
        next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let id = RequestID(of: request.headers)
        var head = request.head
        id.write(to: &head.headerFields)
        var response = try await next(Request(head: head, body: request.body), context)
        id.write(to: &response.headers)
        return request.method == .head ? response.createHeadResponse() : response
    }
}
