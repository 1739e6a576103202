import AccessModel
import DecisionSocket
import Foundation
import TestSupport
import Testing

extension SocketSuites {
    /// What the server's end means to peers that keep their connections.
    @Suite struct DrainTests {
        /// Were one of the limits what ends it, the test would not. On one event loop, so that once one connection is
        /// told of the end, the others are too.
        private static let patient = SocketLimits(
            eventLoops: 1,
            slow: .seconds(600),
            drain: .seconds(600),
            grace: .seconds(600),
            quiet: .seconds(600)
        )

        private static let health = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"

        private static func evaluation(_ id: Int) -> String {
            let body = String(decoding: Samples.question(), as: UTF8.self)
            return "POST /access/v1/evaluation HTTP/1.1\r\nHost: a\r\nX-Request-ID: r\(id).\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        }

        /// Stops the server, and returns once its event loop says to whoever asks that it is the last time.
        private func stop(_ server: TestServer) async throws -> Task<Void, any Error> {
            try await server.withConnection { probe async throws in
                try await probe.send(Self.health)
                var text = try #require(await probe.receive { $0.contains("200 OK") })
                let stop = Task { try await server.stop() }
                var asked = 1
                while !text.contains("Connection: close") {
                    asked += 1
                    try await probe.send(Self.health)
                    let expected = asked
                    text = try #require(await probe.receive { $0.count(of: "200 OK") == expected })
                }
                return stop
            }
        }

        @Test func `a peer that asks while the server stops is answered, and told that it was the last time`()
            async throws
        {
            let server = try await TestServer.start(limits: Self.patient)
            try await server.withConnection { connection async throws in
                try await connection.send(Self.evaluation(1))
                let first = try #require(await connection.receive { $0.contains("\"decision\":true") })
                #expect(!first.contains("Connection: close"))
                let stop = try await stop(server)
                try await connection.send(Self.evaluation(2))
                let text = try #require(await connection.receiveAll())
                #expect(text.count(of: "\"decision\":true") == 2)
                #expect(text.count(of: "Connection: close\r\n") == 1)
                try await stop.value
            }
        }

        @Test func `pipelined questions are all answered while the server stops, the last one with the close`()
            async throws
        {
            let server = try await TestServer.start(limits: Self.patient)
            try await server.withConnection { connection async throws in
                try await connection.send(Self.health)
                _ = try #require(await connection.receive { $0.contains("200 OK") })
                let stop = try await stop(server)
                try await connection.send((1...200).map { Self.evaluation($0) }.joined())
                let text = try #require(await connection.receiveAll())
                #expect(text.count(of: "\"decision\":true") == 200)
                #expect(text.count(of: "Connection: close\r\n") == 1)
                let last = try #require(text.components(separatedBy: "HTTP/1.1 200 OK").last)
                #expect(last.contains("X-Request-ID: r200."))
                #expect(last.contains("Connection: close\r\n"))
                try await stop.value
            }
        }

        @Test func `a silent connection is ended once the quiet time is over`() async throws {
            var limits = Self.patient
            limits.quiet = .milliseconds(20)
            let server = try await TestServer.start(limits: limits)
            try await server.withConnection { connection async throws in
                try await connection.send(Self.health)
                _ = try #require(await connection.receive { $0.contains("200 OK") })
                try await server.stop()
                #expect(await connection.receiveAll()?.contains("200 OK") == true)
            }
        }
    }
}
