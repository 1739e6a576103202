package import Hummingbird
package import NIOCore

/// What a request context knows of its peer's connection, where it can be told when the peer has gone.
package protocol PeerContext: RequestContext {
    var channel: any Channel { get }
}

/// The peer that waits for a response.
struct PeerWatch: Sendable {
    /// One request at a time is answered on a connection.
    static let handlerName = "rollcall.peer-watch"

    let channel: any Channel

    /// Runs `body`, which is cancelled as soon as the peer has closed its end; throws ``PeerGone`` then.
    func whileThere<Value: Sendable>(_ body: @escaping @Sendable () async throws -> Value) async throws -> Value {
        let work = Task { try await body() }
        let left = channel.eventLoop.makePromise(of: Void.self)
        left.futureResult.whenSuccess { work.cancel() }
        // Before all others, which keep the end of the peer's stream to themselves until they have answered.
        channel.eventLoop.execute { [channel] in
            let handler = PeerLeavingHandler(left)
            do {
                try channel.pipeline.syncOperations.addHandler(handler, name: Self.handlerName, position: .first)
            } catch {
                left.succeed()
            }
        }
        defer { channel.pipeline.removeHandler(name: Self.handlerName, promise: nil) }
        do {
            return try await withTaskCancellationHandler {
                try await work.value
            } onCancel: {
                work.cancel()
            }
        } catch  where work.isCancelled && !Task.isCancelled {
            throw PeerGone()
        }
    }
}

/// Nobody waits for the response any more.
struct PeerGone: Error {}

/// Notices that the peer sends no more, or that the connection has ended.
final class PeerLeavingHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    private var left: EventLoopPromise<Void>?

    init(_ left: EventLoopPromise<Void>) {
        self.left = left
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent { finish { $0.succeed() } }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish { $0.succeed() }
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        finish { $0.fail(CancellationError()) }
    }

    private func finish(_ body: (EventLoopPromise<Void>) -> Void) {
        left.map(body)
        left = nil
    }
}
