import NIOCore

/// The client's end of a connection: questions out, answers in, in the same order.
final class ClientHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = Question
    typealias OutboundOut = ByteBuffer

    struct Question: Sendable {
        var bytes: ByteBuffer
        var isHead: Bool
        var promise: EventLoopPromise<DecisionResponse>
    }

    private let path: String
    private var asked = CircularBuffer<Question>()
    private var parser = ResponseParser()
    private var input = ByteBuffer()

    init(path: String) {
        self.path = path
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let question = unwrapOutboundIn(data)
        asked.append(question)
        context.write(wrapOutboundOut(question.bytes), promise: promise)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        input.writeBuffer(&bytes)
        do {
            while let question = asked.first, let response = try parser.next(in: &input, omitsBody: question.isHead) {
                asked.removeFirst()
                question.promise.succeed(response)
            }
            input.discardReadBytes()
        } catch {
            fail(with: .malformedAnswer(path: path))
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(with: .closed(path: path))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    private func fail(with error: SocketError) {
        while let question = asked.popFirst() { question.promise.fail(error) }
    }
}
