import NIOCore

/// Tells a connection that there is no place for why, and closes it.
final class CrowdHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let loop: DecisionLoop
    private let refusal: Admission.Refusal

    init(_ loop: DecisionLoop, _ refusal: Admission.Refusal) {
        self.loop = loop
        self.refusal = refusal
    }

    func channelActive(context: ChannelHandlerContext) {
        loop.arrivals.end(context.channel)
        let now = loop.server.now()
        let answer = Answer(.unavailable, message: refusal.message, basis: loop.state(at: now).basis)
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
