import NIOCore
import NIOHTTPTypes

/// Ends a connection whose handshake or head takes too long. Stands before everything else, TLS included.
///
/// Those who have shown nothing yet get less time than those whose request is known: a connection costs as much as one
/// that does something, and nobody knows whose it is. Between two requests the HTTP server's own limit holds.
final class HeadDeadlineHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let deadlines: ConnectionDeadlines
    private let limit: Duration
    /// Whether the next bytes belong to a head.
    fileprivate var isBetweenRequests = true
    /// Whether a head was complete with the bytes that are being read.
    fileprivate var hasSeenHead = false

    init(_ deadlines: ConnectionDeadlines, limit: Duration) {
        self.deadlines = deadlines
        self.limit = limit
    }

    func handlerAdded(context: ChannelHandlerContext) {
        deadlines.set(.sendHead, limit)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        hasSeenHead = false
        context.fireChannelRead(data)
        // Most heads come whole, and then there is nothing to wait for, not even where the whole request came with them.
        if isBetweenRequests, !hasSeenHead, !deadlines.isSet(.sendHead) { deadlines.set(.sendHead, limit) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadlines.end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadlines.end()
    }
}

/// Ends a connection whose peer takes too long to send the body of a request, or to take part of an answer.
///
/// This is for peers that always have something going on: a byte of a body now and then, or an answer that they do not
/// read.
final class ExchangeDeadlineHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let deadlines: ConnectionDeadlines
    private let heads: HeadDeadlineHandler
    private let limit: Duration
    /// Parts of answers that are not with the system yet.
    private var waiting = 0

    init(_ deadlines: ConnectionDeadlines, _ heads: HeadDeadlineHandler, limit: Duration) {
        self.deadlines = deadlines
        self.heads = heads
        self.limit = limit
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head:
            heads.isBetweenRequests = false
            heads.hasSeenHead = true
            deadlines.clear(.sendHead)
            deadlines.set(.sendBody, limit)
        case .body: break
        case .end:
            heads.isBetweenRequests = true
            deadlines.clear(.sendBody)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        // The head is taken before what follows it.
        if case .head = unwrapOutboundIn(data) { return context.write(data, promise: promise) }
        waiting += 1
        if waiting == 1 { deadlines.set(.takeAnswer, limit) }
        let written = promise ?? context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenComplete { _ in self.partTaken() }
        context.write(data, promise: written)
    }

    private func partTaken() {
        waiting -= 1
        if waiting == 0 { deadlines.clear(.takeAnswer) } else { deadlines.set(.takeAnswer, limit) }
    }
}
