import AccessModel
import HTTPTypes
import NIOCore
import NIOEmbedded
import SCIMProtocol
import TestSupport
import Testing

@testable import Provisioning

@Suite struct `Lists that look at every resource` {
    private static let filter = "/Users?filter=nickName+pr"

    private static func scans(of scim: TestServer) -> FairSemaphore<Connection.ID> {
        scim.routes.handler.directory.pages.scans
    }

    @Test func `take turns by connection, and many of one hold back no other`() async throws {
        try await TestServer.run { scim in
            let globex = try await scim.other()
            let gate = Gate()
            let scans = Self.scans(of: scim)
            let holder = Task { try await scans.withPermit(for: scim.connection.id) { try await gate.wait() } }
            try await gate.waitForArrival()
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<ListPages.waitingScansPerConnection {
                    group.addTask { try await scim.get(Self.filter).status }
                }
                while scans.waitingCount < ListPages.waitingScansPerConnection { await Task.yield() }
                let refused = try await scim.get(Self.filter)
                #expect(refused.status == 429 && refused.isError && refused.headers[.retryAfter] == "5")
                #expect(scim.limits.reports.map(\.holder) == [scim.connection.id.rawValue])
                #expect(try await globex.get(Self.filter).status == 200)
                // What an index finds waits for nobody.
                #expect(try await scim.get("/Users?filter=userName+eq+%22a%22").status == 200)
                gate.open()
                for try await status in group { #expect(status == 200) }
            }
            try await holder.value
        }
    }

    private static func connectedChannel() async throws -> NIOAsyncTestingChannel {
        let channel = NIOAsyncTestingChannel()
        let address = try SocketAddress(ipAddress: "127.0.0.1", port: 1)
        try await channel.testingEventLoop.executeInContext { channel.connect(to: address, promise: nil) }
        await channel.testingEventLoop.run()
        return channel
    }

    private static func waitForWatch(on channel: NIOAsyncTestingChannel) async throws {
        var isThere = false
        while !isThere {
            await channel.testingEventLoop.run()
            isThere = try await channel.testingEventLoop.executeInContext {
                (try? channel.pipeline.syncOperations.context(name: PeerWatch.handlerName)) != nil
            }
        }
    }

    @Test(arguments: [true, false])
    func `end when their client has gone`(isClosed: Bool) async throws {
        let channel = try await Self.connectedChannel()
        let gate = Gate()
        let work = Task { try await PeerWatch(channel: channel).whileThere { try await gate.wait() } }
        try await gate.waitForArrival()
        try await Self.waitForWatch(on: channel)
        try await channel.testingEventLoop.executeInContext {
            if isClosed {
                channel.close(promise: nil)
            } else {
                channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
            }
        }
        await channel.testingEventLoop.run()
        await #expect(throws: PeerGone.self) { try await work.value }
        await channel.testingEventLoop.run()
        _ = try? await channel.finish()
    }

    @Test func `are answered to a client that stays, one after the other on one connection`() async throws {
        let channel = try await Self.connectedChannel()
        let watch = PeerWatch(channel: channel)
        for number in 0..<3 {
            let answer = try await watch.whileThere { number }
            #expect(answer == number)
        }
        await channel.testingEventLoop.run()
        _ = try await channel.finish()
    }
}
