import NIOCore

/// Tells a connection beyond the limit so, and closes it.
final class CrowdHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let loop: DecisionLoop

    init(_ loop: DecisionLoop) {
        self.loop = loop
    }

    func channelActive(context: ChannelHandlerContext) {
        let now = loop.server.now()
        let answer = Answer(.unavailable, message: "there are too many connections", basis: loop.state(at: now).basis)
        let exchange = Exchange(endpoint: nil, requestID: nil, keepsAlive: false, omitsBody: false, started: now)
        var bytes = ByteBuffer()
        AnswerEncoder.encode(answer, for: exchange, into: &bytes)
        context.writeAndFlush(wrapOutboundOut(bytes)).assumeIsolated().whenComplete { _ in context.close(promise: nil) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
