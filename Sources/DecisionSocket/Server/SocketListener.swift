import AccessModel
import NIOCore
import NIOPosix
import Synchronization

/// The running side of a ``DecisionServer``: its threads, its event loops and the socket they accept from.
struct SocketListener: Sendable {
    private let server: DecisionServer
    private let group: MultiThreadedEventLoopGroup
    private let pool: NIOThreadPool
    private let loops: [NIOLoopBound<DecisionLoop>]
    private let channel: any Channel
    private let admission: Admission
    private let arrivals: Arrivals
    /// The listening socket, once more: connections that wait in its queue outlive the channel.
    private let handle: UnixSocketHandle?
    private let file: SocketFile
    private let identity: UInt64?

    /// Returns when connections are accepted.
    static func start(_ server: DecisionServer) async throws -> SocketListener {
        let limits = server.configuration.limits
        let group = MultiThreadedEventLoopGroup(numberOfThreads: max(1, limits.eventLoops))
        let pool = NIOThreadPool(numberOfThreads: max(1, limits.signingThreads))
        pool.start()
        do {
            let file = SocketFile(path: server.configuration.socketPath)
            try await file.prepare(on: group)
            let arrivals = Arrivals()
            let loops = try await makeLoops(server, group, pool, arrivals)
            let admission = Admission(server.configuration.limits)
            let channel = try await file.bind(bootstrap(group, loops, admission, arrivals, server.limits))
            let handle = try await channel.eventLoop.submit { UnixSocketHandle(of: channel)?.duplicate() }.get()
            return SocketListener(server, group, pool, loops, channel, admission, arrivals, handle, file)
        } catch {
            try? await pool.shutdownGracefully()
            try? await group.shutdownGracefully()
            throw error
        }
    }

    private init(
        _ server: DecisionServer,
        _ group: MultiThreadedEventLoopGroup,
        _ pool: NIOThreadPool,
        _ loops: [NIOLoopBound<DecisionLoop>],
        _ channel: any Channel,
        _ admission: Admission,
        _ arrivals: Arrivals,
        _ handle: UnixSocketHandle?,
        _ file: SocketFile
    ) {
        self.server = server
        self.group = group
        self.pool = pool
        self.loops = loops
        self.channel = channel
        self.admission = admission
        self.arrivals = arrivals
        self.handle = handle
        self.file = file
        identity = file.identity
    }

    /// Returns when the task is cancelled and nobody can connect any more.
    func waitUntilCancelled() async {
        await withTaskCancellationHandler {
            try? await channel.closeFuture.get()
        } onCancel: {
            file.remove(identity)
            stopAccepting()
        }
    }

    /// Lets those that are accepted become connections, then nobody connect any more.
    private func stopAccepting() {
        channel.setOption(.autoRead, value: false)
            .flatMap { [arrivals, channel] in arrivals.settled(on: channel.eventLoop) }
            .whenComplete { [handle, channel] _ in
                handle?.endReceiving()
                channel.close(promise: nil)
            }
    }

    /// Lets the connections, those in the kernel's queue among them, finish what they have begun, within the limit, and
    /// ends all threads.
    func drain() async {
        file.remove(identity)
        await acceptWaiting()
        let drained = loops.map { loop in
            loop.eventLoop.flatSubmit { [limit = server.configuration.limits.drain] in loop.value.drain(within: limit) }
        }
        try? await EventLoopFuture.andAllComplete(drained, on: group.any()).get()
        try? await pool.shutdownGracefully()
        try? await group.shutdownGracefully()
    }

    /// Takes the connections that the kernel made before nobody could connect any more: their peers may have asked.
    private func acceptWaiting() async {
        guard let handle else { return }
        defer { handle.close() }
        while let descriptor = handle.acceptWaiting(), let loop = loops.randomElement() {
            let bootstrap = ClientBootstrap(group: loop.eventLoop)
                .channelOption(.maxMessagesPerRead, value: 1)
                .channelOption(.recvAllocator, value: Self.allocator)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .channelInitializer { [admission] in loop.value.welcome($0, admission) }
            // A peer that is gone by now asked nothing.
            _ = try? await bootstrap.withConnectedSocket(descriptor).get()
        }
    }
}

extension SocketListener {
    private static let allocator = FixedSizeRecvByteBufferAllocator(capacity: 8_192)

    private static func makeLoops(
        _ server: DecisionServer,
        _ group: MultiThreadedEventLoopGroup,
        _ pool: NIOThreadPool,
        _ arrivals: Arrivals
    ) async throws -> [NIOLoopBound<DecisionLoop>] {
        let directory = LoopDirectory()
        let waitingRequests = WaitingRequests(server.configuration.limits)
        let loops = group.makeIterator().map { eventLoop in
            eventLoop.submit {
                let loop = DecisionLoop(server, on: eventLoop, pool, siblings: directory, arrivals, waitingRequests)
                loop.startSweeping()
                return NIOLoopBound(loop, eventLoop: eventLoop)
            }
        }
        let bound = try await EventLoopFuture.whenAllSucceed(loops, on: group.any()).get()
        directory.fill(bound)
        return bound
    }

    /// One message a read, into a buffer of fixed size: a question is answered before the next read is tried, and no
    /// system call is made to find that there is nothing more.
    private static func bootstrap(
        _ group: MultiThreadedEventLoopGroup,
        _ loops: [NIOLoopBound<DecisionLoop>],
        _ admission: Admission,
        _ arrivals: Arrivals,
        _ limits: LimitReports
    ) -> ServerBootstrap {
        let byEventLoop = Dictionary(
            loops.map { (ObjectIdentifier($0.eventLoop), $0) },
            uniquingKeysWith: { first, _ in first }
        )
        return ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    // Tried again a second later, not at once and for ever.
                    let handlers: [any ChannelHandler] = [ArrivalHandler(arrivals, limits), AcceptBackoffHandler()]
                    try channel.pipeline.syncOperations.addHandlers(handlers)
                }
            }
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.recvAllocator, value: allocator)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelInitializer { channel in
                guard let loop = byEventLoop[ObjectIdentifier(channel.eventLoop)] else {
                    return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
                }
                return loop.value.welcome(channel, admission)
            }
    }
}

/// Where the event loops find each other, to add up what they count. Filled once, before any connection.
final class LoopDirectory: Sendable {
    private let loops = Mutex<[NIOLoopBound<DecisionLoop>]>([])

    func fill(_ loops: [NIOLoopBound<DecisionLoop>]) {
        self.loops.withLock { $0 = loops }
    }

    /// The sum of all loops' meters.
    func meters(on eventLoop: any EventLoop) -> EventLoopFuture<Meters> {
        let copies = loops.withLock { $0 }.map { loop in loop.eventLoop.submit { loop.value.meters } }
        return EventLoopFuture.reduce(into: Meters(), copies, on: eventLoop) { sum, meters in sum.merge(meters) }
    }
}
