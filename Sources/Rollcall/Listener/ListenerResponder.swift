import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// What HTTP asks of every request on a listener, whatever it is for.
///
/// HEAD is answered wherever GET is. A second `Host` is refused, because what stands before this server may have looked
/// at the other one (RFC 9112 section 3.2), and so is an expectation that is not known (RFC 9110 section 10.1.1).
///
/// INVARIANT (no connection holds up others): on the event loop runs only what computes for a moment, whatever the request
/// says. Everything else runs on the cooperative pool, where it takes turns with its like.
struct ListenerResponder<Base: HTTPResponder>: HTTPResponder {
    let base: Base

    @concurrent
    func respond(to request: Request, context: Base.Context) async throws -> Response {
        if let refusal = Self.refusal(of: request) { return refusal }
        guard request.method == .head else {
            return try await answer(request, context).completed(for: request)
        }
        var head = request.head
        head.method = .get
        let read = Request(head: head, body: request.body)
        return try await answer(read, context).completed(for: request).withoutBody()
    }

    @concurrent
    private func answer(_ request: Request, _ context: Base.Context) async throws -> Response {
        guard !request.isBrief else { return try await base.respond(to: request, context: context) }
        return try await withTaskExecutorPreference(globalConcurrentExecutor) {
            try await base.respond(to: request, context: context)
        }
    }

    private static func refusal(of request: Request) -> Response? {
        // The first is the request's authority and no field.
        if let host = HTTPField.Name("Host"), request.headers.contains(host) {
            return .refusal(.badRequest, "a request has one `Host`, this one has several")
        }
        if let expectation = request.headers[.expect], expectation.lowercased() != "100-continue" {
            return .refusal(.expectationFailed, "nothing but `100-continue` can be expected")
        }
        return nil
    }
}

extension Request {
    /// The largest body that is handled where it was read.
    private static let briefBody = 16 << 10

    /// Whether the request computes for a moment only, whatever it asks. A large body takes its time to be read; the
    /// management API's questions may look back through the whole history, and its tokens are signed.
    fileprivate var isBrief: Bool {
        guard uri.path.hasPrefix("/scim/"), headers[.transferEncoding] == nil else { return false }
        return headers[.contentLength].map { Int($0).map { $0 <= Self.briefBody } ?? false } ?? true
    }
}

extension Response {
    /// A refusal of the connection's protocol, after which nothing on the connection can be relied on.
    fileprivate static func refusal(_ status: HTTPResponse.Status, _ sentence: String) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/plain; charset=utf-8", .connection: "close"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: sentence + "\n"))
        )
    }

    /// With what holds of this answer because of the listener.
    fileprivate func completed(for request: Request) -> Response {
        var completed = self
        if let allowed = headers[.allow], allowed.split(separator: ", ").contains("GET") {
            completed.headers[.allow] = allowed.replacing("GET", with: "GET, HEAD")
        }
        if status == .unsupportedMediaType, request.headers.contains(.contentEncoding) {
            completed.headers[.acceptEncoding] = "identity"
        }
        return completed
    }

    /// The answer to HEAD: all that GET is answered but the body, the body's length included.
    @concurrent
    fileprivate func withoutBody() async throws -> Response {
        var head = createHeadResponse()
        if headers[.contentLength] == nil {
            let length = ByteCount()
            try await body.write(CountingWriter(count: length))
            head.headers[.contentLength] = "\(length.total.load(ordering: .relaxed))"
        }
        return head
    }
}

private final class ByteCount: Sendable {
    let total = Atomic(0)
}

/// Keeps nothing but the length.
private struct CountingWriter: ResponseBodyWriter {
    let count: ByteCount

    func write(_ buffer: ByteBuffer) {
        count.total.add(buffer.readableBytes, ordering: .relaxed)
    }

    consuming func finish(_ trailers: HTTPFields?) {}
}
