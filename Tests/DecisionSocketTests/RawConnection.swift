import DecisionSocket
import Foundation
import NIOCore
import NIOPosix
import Synchronization

/// A connection that sends what it is told, byte for byte, and collects what comes.
final class RawConnection: Sendable {
    private let channel: any Channel
    private let received: Received

    init(path: String) async throws {
        let received = Received()
        self.received = received
        channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(received))
                }
            }
            .connect(unixDomainSocketPath: path).get()
    }

    func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text))
    }

    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
    }

    /// Tells the server that nothing more will be sent.
    func endSending() async throws {
        try await channel.close(mode: .output)
    }

    func stopReading() async throws {
        try await channel.setOption(.autoRead, value: false).get()
    }

    func startReading() async throws {
        try await channel.setOption(.autoRead, value: true).get()
    }

    /// What was to be sent and is not yet taken by the kernel.
    var unsentBytes: Int {
        get async throws { try await channel.getOption(.bufferedWritableBytes).get() }
    }

    func close() async {
        try? await channel.close()
    }

    /// Everything received, once `isEnough` says so or the server has closed. Nil where neither happens in a minute.
    func receive(until isEnough: @escaping @Sendable (String) -> Bool) async -> String? {
        for _ in 0..<12_000 {
            let (text, isClosed) = received.state
            if isClosed || isEnough(text) { return text }
            try? await Task.sleep(for: .milliseconds(5))
        }
        return nil
    }

    /// Everything received up to the end of the connection.
    func receiveAll() async -> String? { await receive { _ in false } }

    var isClosed: Bool { received.state.isClosed }

    private final class Received: Sendable {
        private let content = Mutex((text: "", isClosed: false))

        var state: (text: String, isClosed: Bool) { content.withLock { $0 } }

        func append(_ bytes: ByteBuffer) { content.withLock { $0.text += String(buffer: bytes) } }

        func close() { content.withLock { $0.isClosed = true } }
    }

    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let received: Received

        init(_ received: Received) {
            self.received = received
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            received.append(unwrapInboundIn(data))
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case ChannelEvent.inputClosed = event { received.close() }
        }

        func channelInactive(context: ChannelHandlerContext) {
            received.close()
        }

        func errorCaught(context: ChannelHandlerContext, error: any Error) {
            context.close(promise: nil)
        }
    }
}

extension String {
    /// How often `part` occurs.
    func count(of part: String) -> Int { components(separatedBy: part).count - 1 }
}
