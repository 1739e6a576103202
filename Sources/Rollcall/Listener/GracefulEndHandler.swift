import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Ends a connection so that its client loses nothing when the server stops: what is asked is answered with `Connection:
/// close`, and a client that asked a moment ago may ask once more.
///
/// Stands right before the HTTP server's own handler, which closes at once where nothing is under way, and else without
/// waiting for the answer to be taken. That handler learns of the end from this one, once there is nothing to lose.
final class GracefulEndHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let quiet: TimeAmount
    private var isEnding = false
    private var requestsUnderWay = 0
    private var lastRequest = NIODeadline.now()
    private var end: Scheduled<Void>?

    /// - Parameter quiet: how long ago the last request may be for another one to be waited for, and how long a client may
    ///   take to close after its last answer.
    init(quiet: Duration) {
        self.quiet = TimeAmount(quiet)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .head = unwrapInboundIn(data) {
            requestsUnderWay += 1
            lastRequest = .now()
            end?.cancel()
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(var head) where isEnding && head.status.kind != .informational:
            head.headerFields[.connection] = "close"
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .head, .body:
            context.write(data, promise: promise)
        case .end:
            requestsUnderWay -= 1
            let written = promise ?? context.eventLoop.makePromise(of: Void.self)
            written.futureResult.assumeIsolated().whenComplete { _ in
                if self.isEnding, self.requestsUnderWay == 0 { self.scheduleEnd(context, at: .now() + self.quiet) }
            }
            context.write(data, promise: written)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard event is ChannelShouldQuiesceEvent else { return context.fireUserInboundEventTriggered(event) }
        isEnding = true
        if requestsUnderWay == 0 { scheduleEnd(context, at: lastRequest + quiet) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        end?.cancel()
    }

    private func scheduleEnd(_ context: ChannelHandlerContext, at deadline: NIODeadline) {
        end?.cancel()
        guard deadline > .now() else { return context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
        end = context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            context.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        }
    }
}
