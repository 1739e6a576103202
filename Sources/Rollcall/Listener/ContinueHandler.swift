import HTTPTypes
import HummingbirdCore
import NIOCore
import NIOHTTPTypes

/// Tells a client that waits for it to send its body (`Expect: 100-continue`, RFC 9110 section 10.1.1), as soon as
/// somebody reads it.
///
/// A request that is refused by its head is answered without it. Nobody knows whether the client sends that body all the
/// same, so the connection ends there, as it does after every answer that says `Connection: close`.
final class ContinueHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// The body of the request that is being answered is about to be read.
    struct BodyWanted: Sendable {}

    /// Whether the client waits before the body, of each request that is not answered yet; the oldest is first.
    private var waits = CircularBuffer<Bool>()
    private var isLastAnswer = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let request): waits.append(request.expectsContinue)
        // A client that did not wait need not be told.
        case .body, .end: if !waits.isEmpty { waits[offset: waits.count - 1] = false }
        }
        context.fireChannelRead(data)
    }

    func triggerUserOutboundEvent(context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?) {
        guard event is BodyWanted else { return context.triggerUserOutboundEvent(event, promise: promise) }
        promise?.succeed()
        guard waits.first == true else { return }
        waits[offset: 0] = false
        context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var response):
            if waits.first == true { response.headerFields[.connection] = "close" }
            isLastAnswer = response.headerFields[.connection] == "close"
            context.write(wrapOutboundOut(.head(response)), promise: promise)
        case .body: context.write(data, promise: promise)
        case .end:
            _ = waits.popFirst()
            guard isLastAnswer else { return context.write(data, promise: promise) }
            let written = promise ?? context.eventLoop.makePromise(of: Void.self)
            // The other half stays open, because what the client is still sending would destroy the answer.
            written.futureResult.assumeIsolated().whenComplete { _ in context.close(mode: .output, promise: nil) }
            context.write(data, promise: written)
        }
    }
}

extension HTTPRequest {
    fileprivate var expectsContinue: Bool { headerFields[.expect]?.lowercased() == "100-continue" }
}

extension Request {
    /// The same request, which tells the client to send the body when the first of it is read.
    func asking(_ channel: any Channel) -> Request {
        guard head.expectsContinue else { return self }
        var request = self
        request.body = RequestBody(asyncSequence: AwaitedBody(body: body, channel: channel))
        return request
    }
}

/// A body that the client does not send before it is told to.
private struct AwaitedBody: AsyncSequence, Sendable {
    let body: RequestBody
    let channel: any Channel

    struct AsyncIterator: AsyncIteratorProtocol {
        var body: RequestBody.AsyncIterator
        /// Nil once the client has been told.
        var channel: (any Channel)?

        @concurrent
        mutating func next() async throws -> ByteBuffer? {
            channel?.triggerUserOutboundEvent(ContinueHandler.BodyWanted(), promise: nil)
            channel = nil
            return try await body.next()
        }
    }

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(body: body.makeAsyncIterator(), channel: channel)
    }
}
