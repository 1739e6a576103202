import AccessModel
import DecisionSocket
import Foundation
import Testing

extension SocketSuites {
    /// Peers that send too much, too little, too slowly or nonsense, and what the others notice of it: nothing.
    @Suite struct HostilePeerTests {
        private static let question: String = {
            let body = String(decoding: Samples.question(), as: UTF8.self)
            return "POST /access/v1/evaluation HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        }()

        @Test(arguments: [
            ("nonsense\r\n\r\n", "400 Bad Request", "the request line is malformed"),
            (
                "GET /\(String(repeating: "x", count: 9_000)) HTTP/1.1\r\n", "414 URI Too Long",
                "the request line is too long"
            ),
            (
                "GET / HTTP/1.1\r\nA: \(String(repeating: "x", count: 20_000))\r\n",
                "431 Request Header Fields Too Large", "the header is too large"
            ),
            (
                "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 70000\r\n\r\n", "413 Content Too Large",
                "the body is too large"
            ),
            (
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\n0\r\n\r\n", "501 Not Implemented",
                "the only transfer coding that is understood is `chunked`"
            ),
            (
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
                "400 Bad Request", "`Transfer-Encoding` and `Content-Length` exclude each other"
            ),
            (
                "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n10001\r\n", "413 Content Too Large",
                "the body is too large"
            ),
            ("GET / HTTP/3.0\r\nHost: a\r\n\r\n", "505 HTTP Version Not Supported", "only HTTP/1.1 and HTTP/1.0"),
        ]) func `what is no request is refused and the connection ends`(
            _ request: String,
            _ status: String,
            _ sentence: String
        ) async throws {
            try await TestServer.running { server async throws in
                try await server.withConnection { connection async throws in
                    try await connection.send(Self.question + request)
                    let text = try #require(await connection.receiveAll())
                    #expect(text.contains("\"decision\":true"))
                    #expect(text.contains("HTTP/1.1 \(status)\r\n"))
                    #expect(text.contains("\"\(sentence)"))
                    #expect(text.contains("Connection: close\r\n"))
                }
            }
        }

        @Test func `a peer that is still sending can read why it is refused`() async throws {
            try await TestServer.running { server async throws in
                try await server.withConnection { connection async throws in
                    let head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9000000\r\n\r\n"
                    try await connection.send(head)
                    for _ in 0..<40 {
                        try? await connection.send([UInt8](repeating: 0x61, count: 50_000))
                    }
                    let text = try #require(await connection.receiveAll())
                    #expect(text.hasPrefix("HTTP/1.1 413 Content Too Large\r\n"))
                }
            }
        }

        @Test func `random bytes never stop the server`() async throws {
            try await TestServer.running { server async throws in
                var generator = SplitMix64(seed: 77)
                for _ in 0..<200 {
                    var bytes = Array(Self.question.utf8)
                    for _ in 0..<Int.random(in: 1..<8, using: &generator) {
                        bytes[Int.random(in: 0..<bytes.count, using: &generator)] = .random(
                            in: 0...255,
                            using: &generator
                        )
                    }
                    try await server.withConnection { connection async throws in
                        try? await connection.send(bytes)
                        try? await connection.endSending()
                        _ = await connection.receiveAll()
                    }
                }
                #expect(try await server.ask("GET", "/healthz").status == 200)
            }
        }

        @Test func `a request that arrives too slowly is refused by its id`() async throws {
            try await TestServer.running(limits: SocketLimits(slow: .milliseconds(200))) { server async throws in
                try await server.withConnection { connection async throws in
                    try await connection.send("GET / HTTP/1.1\r\nHost: a\r\nX-Request-ID: r/1~\r\n")
                    let text = try #require(await connection.receiveAll())
                    #expect(text.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
                    #expect(text.contains("\r\nX-Request-ID: r/1~\r\n"))
                }
            }
        }

        @Test(arguments: ["", "GET /hea", "POST /v1/claims HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{"])
        func `a slow or silent peer is closed`(_ beginning: String) async throws {
            // Of the two limits only the one that is meant to end it.
            let idle = beginning.isEmpty ? Duration.milliseconds(200) : .seconds(600)
            let limits = SocketLimits(idle: idle, slow: .milliseconds(200))
            try await TestServer.running(limits: limits) { server async throws in
                try await server.withConnection { connection async throws in
                    try await connection.send(beginning)
                    let text = try #require(await connection.receiveAll())
                    #expect(text.isEmpty == beginning.isEmpty)
                    #expect(text.isEmpty || text.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
                }
            }
        }

        @Test func `a peer that drips bytes is closed all the same`() async throws {
            let limits = SocketLimits(idle: .seconds(60), slow: .milliseconds(300))
            try await TestServer.running(limits: limits) { server async throws in
                try await server.withConnection { connection async throws in
                    for byte in "GET /healthz HTTP/1.1\r\nHost: a\r\nA: \(String(repeating: "b", count: 500))".utf8 {
                        guard !connection.isClosed else { break }
                        try? await connection.send([byte])
                        try await Task.sleep(for: .milliseconds(10))
                    }
                    let text = try #require(await connection.receiveAll())
                    #expect(text.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
                }
            }
        }

        @Test func `a peer that reads nothing holds up nobody and is closed`() async throws {
            let limits = SocketLimits(eventLoops: 1, slow: .milliseconds(500))
            try await TestServer.running(limits: limits) { server async throws in
                try await server.withConnection { connection async throws in
                    try await connection.stopReading()
                    let flood = Task {
                        let questions = String(repeating: Self.question, count: 50)
                        while (try? await connection.send(questions)) != nil {}
                    }
                    for _ in 0..<50 {
                        let answer = try await server.ask("POST", "/access/v1/evaluation", body: Samples.question())
                        #expect(answer.json["decision"] as? Bool == true)
                    }
                    // Ends when the server closes: only then does sending fail.
                    await flood.value
                }
            }
        }

        @Test func `a peer that never takes its last answers is closed, however little is left of them`() async throws {
            let limits = SocketLimits(eventLoops: 1, slow: .milliseconds(200))
            try await TestServer.running(limits: limits) { server async throws in
                var peers = [RawConnection]()
                // The kernel takes a part that is not known: one of these leaves less over than a channel calls too much.
                for count in stride(from: 400, through: 1_200, by: 40) {
                    let peer = try await RawConnection(path: server.path)
                    peers.append(peer)
                    try await peer.stopReading()
                    // Where the server has closed before all of it is sent, it has done what is wanted.
                    try? await peer.send(
                        String(repeating: Self.question, count: count) + "GET /healthz HTTP/1.0\r\n\r\n"
                    )
                }
                var open = peers.count
                for _ in 0..<3_000 where open > 1 {
                    try await Task.sleep(for: .milliseconds(20))
                    let statistics = try await server.ask("GET", "/v1/stats").json
                    open = try #require((statistics["connections"] as? [String: Any])?["open"] as? Int)
                }
                // The one that asks.
                #expect(open == 1)
                for peer in peers { await peer.close() }
            }
        }

        @Test func `one user has a share of the connections`() async throws {
            try await TestServer.running(limits: SocketLimits(connectionsPerUser: 1)) { server async throws in
                try await server.withClient { first async throws in
                    _ = try await first.send("GET", "/healthz")
                    try await server.withConnection { second async throws in
                        let text = try #require(await second.receiveAll())
                        #expect(text.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
                        #expect(text.contains("this user has too many connections"))
                    }
                    #expect(try await first.send("GET", "/healthz").status == 200)
                }
            }
        }

        @Test func `connections have a limit`() async throws {
            let limits = SocketLimits(connections: 2, connectionsPerUser: 2)
            try await TestServer.running(limits: limits) { server async throws in
                try await server.withClient { first async throws in
                    _ = try await first.send("GET", "/healthz")
                    try await server.withClient { second async throws in
                        _ = try await second.send("GET", "/healthz")
                        try await server.withConnection { third async throws in
                            let text = try #require(await third.receiveAll())
                            #expect(text.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
                            #expect(text.contains("there are too many connections"))
                        }
                        #expect(try await second.send("GET", "/healthz").status == 200)
                    }
                    // The place is free again once the server has noticed.
                    var status = 0
                    for _ in 0..<6_000 where status != 200 {
                        status = (try? await server.ask("GET", "/healthz").status) ?? 0
                        if status != 200 { try await Task.sleep(for: .milliseconds(10)) }
                    }
                    #expect(status == 200)
                }
            }
        }
    }
}
