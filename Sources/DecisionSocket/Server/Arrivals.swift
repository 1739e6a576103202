import AccessModel
import Glibc
import NIOCore
import Synchronization

/// The connections that were accepted and are not active yet: on their way between two event loops they would be closed
/// with the listening channel, whatever their peers have sent by then.
final class Arrivals: Sendable {
    private struct State {
        var channels = Set<ObjectIdentifier>()
        var settled: EventLoopPromise<Void>?
    }

    private let state = Mutex(State())

    /// Until ``end(_:)``, or until the connection is closed.
    func begin(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        state.withLock { _ = $0.channels.insert(id) }
        channel.closeFuture.whenComplete { _ in self.end(id) }
    }

    func end(_ channel: any Channel) {
        end(ObjectIdentifier(channel))
    }

    private func end(_ id: ObjectIdentifier) {
        let settled = state.withLock { state -> EventLoopPromise<Void>? in
            state.channels.remove(id)
            guard state.channels.isEmpty else { return nil }
            defer { state.settled = nil }
            return state.settled
        }
        settled?.succeed()
    }

    /// Succeeds as soon as no connection is on its way. Asked once, when none is accepted any more.
    func settled(on eventLoop: any EventLoop) -> EventLoopFuture<Void> {
        let promise = eventLoop.makePromise(of: Void.self)
        let isSettled = state.withLock { state in
            guard !state.channels.isEmpty else { return true }
            state.settled = promise
            return false
        }
        if isSettled { promise.succeed() }
        return promise.futureResult
    }
}

/// Notes what the listening channel accepts, and what it cannot: where no descriptor is left, connections wait in the
/// kernel's queue.
final class ArrivalHandler: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private let arrivals: Arrivals
    private let limits: LimitReports

    init(_ arrivals: Arrivals, _ limits: LimitReports) {
        self.arrivals = arrivals
        self.limits = limits
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        arrivals.begin(unwrapInboundIn(data))
        context.fireChannelRead(data)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if let error = error as? IOError, error.errnoCode == EMFILE || error.errnoCode == ENFILE {
            limits.reached("descriptors")
        }
        context.fireErrorCaught(error)
    }
}
