import Foundation
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import Rollcall

@Suite struct UnansweredCommandTests {
    /// Takes connections and closes them as soon as something is asked.
    private final class Hangup: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            context.close(promise: nil)
        }
    }

    @Test func `a write that was sent and not answered may have been done, and the command says so`() async throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/s"
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(Hangup()) }
            }
            .bind(unixDomainSocketPath: path).get()
        let write = await #expect(throws: CommandFailure.self) {
            try await Answer.ask(path, "POST", "/api/v2/users", body: [:], within: .seconds(60))
        }
        #expect(write?.message.hasSuffix("; whether it was done is not known: look before you try again") == true)
        let read = await #expect(throws: CommandFailure.self) {
            try await Answer.ask(path, "GET", "/api/v2/users", within: .seconds(60))
        }
        #expect(read?.message.contains("not known") == false)
        try await server.close()
        let absent = await #expect(throws: CommandFailure.self) {
            try await Answer.ask("\(directory.path)/none", "POST", "/api/v2/users", body: [:], within: .seconds(60))
        }
        #expect(absent?.message.contains("not known") == false)
    }
}
