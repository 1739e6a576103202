import AccessIndex
import AccessModel
import DecisionSocket
import Testing

extension SocketSuites {
    @Suite struct WaitingRequestTests {
        private static let alive = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
        private static let waiting =
            "GET /healthz HTTP/1.1\r\nHost: a\r\nRollcall-Min-Revision: 0123456789abcdef:8\r\nPrefer: wait=600\r\n\r\n"

        @Test func `a connection has so many requests that wait, and one more is refused`() async throws {
            let limits = SocketLimits(waitingPerConnection: 2, longestWait: .seconds(600))
            try await TestServer.running(limits: limits) { server async throws in
                try await server.withConnection { connection async throws in
                    // Sent together with what is answered at once, so that they have arrived when the answer has.
                    try await connection.send(Self.alive + Self.waiting + Self.waiting + Self.waiting)
                    _ = try #require(await connection.receive { $0.contains("HTTP/1.1 200 OK\r\n") })
                    try server.publisher.commit(.putLoginSettings(LoginSettings()))
                    let text = try #require(await connection.receive { $0.hasSuffix("answers first\"") })
                    #expect(text.count(of: "HTTP/1.1 200 OK\r\n") == 3)
                    #expect(text.contains("HTTP/1.1 429 Too Many Requests\r\n"))
                    #expect(
                        text.hasSuffix(
                            "\"2 requests of this connection wait for a revision, and no more may: "
                                + "read their answers first\""
                        )
                    )
                }
            }
        }

        @Test func `a user has so many on all connections, and gets their places back`() async throws {
            let limits = SocketLimits(waitingPerUser: 2, longestWait: .seconds(600))
            try await TestServer.running(limits: limits) { server async throws in
                try await server.withConnection { first async throws in
                    try await server.withConnection { second async throws in
                        for connection in [first, second] {
                            try await connection.send(Self.alive + Self.waiting)
                            _ = try #require(await connection.receive { $0.contains("HTTP/1.1 200 OK\r\n") })
                        }
                        for _ in 0..<3 { try await expectRefusal(of: server) }
                        try server.publisher.commit(.putLoginSettings(LoginSettings()))
                        for connection in [first, second] {
                            _ = try #require(await connection.receive { $0.count(of: "HTTP/1.1 200 OK\r\n") == 2 })
                        }
                    }
                }
                let again = try await server.ask("GET", "/healthz", headers: Self.headers(9))
                #expect(again.status == 503)
                let metrics = String(decoding: try await server.ask("GET", "/metrics").body, as: UTF8.self)
                #expect(metrics.contains("rollcall_requests_rejected_total{cause=\"too_many_waiting\"} 3\n"))
                #expect(metrics.contains("rollcall_limit_reached_total{limit=\"peers.max_waiting_per_user\",by=\"uid:"))
            }
        }

        private func expectRefusal(of server: TestServer) async throws {
            let answer = try await server.ask("GET", "/healthz", headers: Self.headers(8))
            #expect(answer.status == 429)
            #expect(
                answer.sentence
                    == "2 requests of this user wait for a revision, and no more may: read their answers first"
            )
        }

        private static func headers(_ number: Int) -> [(name: String, value: String)] {
            [("Rollcall-Min-Revision", "0123456789abcdef:\(number)"), ("Prefer", "wait=0")]
        }
    }
}
