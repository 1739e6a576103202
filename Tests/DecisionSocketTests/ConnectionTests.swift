import AccessIndex
import AccessModel
import DecisionSocket
import Foundation
import TestSupport
import Testing

extension SocketSuites {
    /// What happens on one connection: order, splitting, ends.
    @Suite struct ConnectionTests {
        private static func evaluation(_ id: Int, user: String = "okta|acme|00u1") -> String {
            let body = String(decoding: Samples.question(user: user), as: UTF8.self)
            return "POST /access/v1/evaluation HTTP/1.1\r\nHost: a\r\nX-Request-ID: r\(id).\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        }

        private static func login(_ id: Int) -> String {
            let body = #"{"subject":"okta|acme|00u1","organization":"acme"}"#
            return "POST /v1/claims HTTP/1.1\r\nHost: a\r\nX-Request-ID: r\(id).\r\n"
                + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
        }

        /// The request ids in the order of their answers.
        private static func order(_ text: String) -> [Int] {
            text.components(separatedBy: "X-Request-ID: r").dropFirst().compactMap { Int($0.prefix { $0 != "." }) }
        }

        @Test func `pipelined answers keep the order of the questions`() async throws {
            try await TestServer.running { server async throws in
                try await server.withConnection { connection async throws in
                    let questions = (0..<300).map { $0 % 3 == 0 ? Self.login($0) : Self.evaluation($0) }
                    try await connection.send(questions.joined())
                    let text = try #require(await connection.receive { Self.order($0).count == 300 })
                    #expect(Self.order(text) == Array(0..<300))
                    #expect(text.count(of: "HTTP/1.1 200 OK") == 300)
                }
            }
        }

        @Test func `questions may come byte by byte`() async throws {
            try await TestServer.running(limits: SocketLimits(slow: .seconds(600))) { server async throws in
                try await server.withConnection { connection async throws in
                    for byte in (Self.evaluation(1) + Self.evaluation(2)).utf8 { try await connection.send([byte]) }
                    let text = try #require(await connection.receive { $0.count(of: "granted") == 2 })
                    #expect(Self.order(text) == [1, 2])
                }
            }
        }

        @Test func `Connection close and HTTP 1.0 are closed after the answer`() async throws {
            try await TestServer.running { server async throws in
                for request in [
                    "GET /healthz HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", "GET /healthz HTTP/1.0\r\n\r\n",
                    "GET /v1/stats HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
                ] {
                    try await server.withConnection { connection async throws in
                        try await connection.send(request + Self.evaluation(1))
                        let text = try #require(await connection.receiveAll())
                        #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
                        #expect(text.contains("Connection: close\r\n"))
                        #expect(Self.order(text) == [])
                    }
                }
            }
        }

        @Test func `a peer that has said everything still gets its answers`() async throws {
            try await TestServer.running { server async throws in
                try await server.withConnection { connection async throws in
                    try await connection.send((0..<100).map(Self.login).joined())
                    try await connection.endSending()
                    let text = try #require(await connection.receiveAll())
                    #expect(Self.order(text) == Array(0..<100))
                }
            }
        }

        @Test func `a held back body is asked for in its turn`() async throws {
            try await TestServer.running { server async throws in
                try await server.withConnection { connection async throws in
                    let body = String(decoding: Samples.question(), as: UTF8.self)
                    try await connection.send(
                        Self.login(1) + "POST /access/v1/evaluation HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                            + "X-Request-ID: r2.\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
                    )
                    let first = try #require(await connection.receive { $0.contains("100 Continue") })
                    #expect(Self.order(first) == [1])
                    #expect(first.hasSuffix("}HTTP/1.1 100 Continue\r\n\r\n"))
                    try await connection.send(body)
                    let second = try #require(await connection.receive { $0.contains("\"decision\":true") })
                    #expect(Self.order(second) == [1, 2])
                }
            }
        }

        @Test func `curl is understood`() async throws {
            try await TestServer.running { server async throws in
                let curl = Process()
                curl.executableURL = URL(fileURLWithPath: "/usr/bin/env")
                curl.arguments = [
                    "curl", "-s", "--unix-socket", server.path, "-H", "Content-Type: application/json",
                    "-H", "Expect: 100-continue", "-d", String(decoding: Samples.question(), as: UTF8.self),
                    "http://rollcall/access/v1/evaluation",
                ]
                let output = Pipe()
                curl.standardOutput = output
                try curl.run()
                let answer = output.fileHandleForReading.readDataToEndOfFile()
                curl.waitUntilExit()
                #expect(String(decoding: answer, as: UTF8.self).hasPrefix(#"{"decision":true"#))
            }
        }

        @Test func `what is in flight is finished when the server stops`() async throws {
            let gate = Gate()
            // Were the limit what ends it, the test would not. On one event loop, so that once one connection is told of the
            // end, the other is too.
            let server = try await TestServer.start(
                limits: SocketLimits(eventLoops: 1, join: .seconds(600), drain: .seconds(600)),
                join: { _ in
                    try await gate.wait()
                    return .made(at: Samples.revision)
                }
            )
            try await server.withConnection { idle async throws in
                try await server.withConnection { busy async throws in
                    let body = #"{"subject":"okta|acme|00u2","organization":"acme"}"#
                    try await busy.send(
                        "POST /v1/claims HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
                    )
                    try await gate.waitForArrival()
                    let stop = Task { try await server.stop() }
                    #expect(await idle.receiveAll() == "")
                    #expect(!FileManager.default.fileExists(atPath: server.path))
                    await #expect(throws: SocketError.noServer(path: server.path)) {
                        _ = try await DecisionClient(path: server.path)
                    }
                    try server.publisher.commit(.addOrganizationMember(Samples.joiner))
                    gate.open()
                    let text = try #require(await busy.receiveAll())
                    #expect(text.hasPrefix("HTTP/1.1 200 OK\r\n"))
                    #expect(text.contains(#""joined":true"#))
                    #expect(text.contains("Connection: close\r\n"))
                    try await stop.value
                }
            }
        }

        @Test(arguments: ["GET /hea", "POST /v1/claims HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n{"])
        func `half a request does not hold up the end`(_ beginning: String) async throws {
            // Were one of the other limits what ends it, the test would not.
            let limits = SocketLimits(slow: .seconds(600), drain: .seconds(600), grace: .milliseconds(100))
            let server = try await TestServer.start(limits: limits)
            try await server.withConnection { connection async throws in
                // Answered together with what comes first, so that the half has arrived when the answer has.
                try await connection.send(Self.evaluation(1) + beginning)
                _ = try #require(await connection.receive { Self.order($0) == [1] })
                try await server.stop()
                let text = try #require(await connection.receiveAll())
                #expect(text.contains("HTTP/1.1 408 Request Timeout\r\n"))
            }
        }

        @Test func `a request that was half sent when the server stops is answered if the rest comes`() async throws {
            // On one event loop, so that once the idle connection is closed, the other knows of the end too.
            let limits = SocketLimits(
                eventLoops: 1,
                slow: .seconds(600),
                drain: .seconds(600),
                grace: .seconds(600)
            )
            let server = try await TestServer.start(limits: limits)
            try await server.withConnection { idle async throws in
                try await server.withConnection { connection async throws in
                    let question = Self.evaluation(2)
                    try await connection.send(Self.evaluation(1) + question.dropLast(9))
                    _ = try #require(await connection.receive { Self.order($0) == [1] })
                    let stop = Task { try await server.stop() }
                    #expect(await idle.receiveAll() == "")
                    try await connection.send(String(question.suffix(9)))
                    let text = try #require(await connection.receiveAll())
                    #expect(Self.order(text) == [1, 2])
                    #expect(text.count(of: "\"decision\":true") == 2)
                    #expect(text.contains("Connection: close\r\n"))
                    try await stop.value
                }
            }
        }

        @Test func `answers that a slow peer has yet to take are sent whole when the server stops`() async throws {
            let limits = SocketLimits(
                eventLoops: 1,
                slow: .seconds(600),
                drain: .seconds(600),
                grace: .seconds(600)
            )
            let server = try await TestServer.start(limits: limits)
            try await server.withConnection { connection async throws in
                try await connection.stopReading()
                async let flood: Void? = try? connection.send((0..<3_000).map { Self.evaluation($0) }.joined())
                let answers = try await server.untilStuck(connection)
                let stop = Task { try await server.stop() }
                try await connection.startReading()
                let text = try #require(await connection.receiveAll())
                #expect(Self.order(text).count >= answers)
                #expect(Self.order(text) == Array(0..<Self.order(text).count))
                #expect(text.hasSuffix("}"))
                try await stop.value
                await flood
            }
        }

        @Test func `answers that nobody takes do not hold up the end`() async throws {
            let limits = SocketLimits(
                eventLoops: 1,
                slow: .seconds(600),
                drain: .seconds(600),
                grace: .milliseconds(100)
            )
            let server = try await TestServer.start(limits: limits)
            try await server.withConnection { connection async throws in
                try await connection.stopReading()
                async let flood: Void? = try? connection.send((0..<3_000).map { Self.evaluation($0) }.joined())
                _ = try await server.untilStuck(connection)
                try await server.stop()
                await flood
            }
        }

        @Test func `an answer larger than what a channel takes at once is sent once`() async throws {
            try await TestServer.running { server async throws in
                server.publisher.giveRoles(1_200)
                try await server.withConnection { connection async throws in
                    try await connection.send(
                        "GET /v1/roles?subject=okta%7Cacme%7C00u1 HTTP/1.1\r\nHost: a\r\nX-Request-ID: r1.\r\n\r\n"
                            + Self.evaluation(2)
                    )
                    let text = try #require(await connection.receive { $0.contains("\"decision\":true") })
                    #expect(text.utf8.count > 65_536)
                    #expect(Self.order(text) == [1, 2])
                    #expect(text.count(of: "\"name\":\"role-") == 1_200)
                }
            }
        }

        @Test func `what never finishes is cut off when the server stops`() async throws {
            let gate = Gate()
            defer { gate.open() }
            let server = try await TestServer.start(
                limits: SocketLimits(join: .seconds(600), drain: .milliseconds(100)),
                join: { _ in
                    try await gate.wait()
                    return .made(at: Samples.revision)
                }
            )
            try await server.withConnection { connection async throws in
                let body = #"{"subject":"okta|acme|00u2","organization":"acme"}"#
                try await connection.send(
                    "POST /v1/claims HTTP/1.1\r\nHost: a\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
                        + "GET /hea"
                )
                try await gate.waitForArrival()
                try await server.stop()
                #expect(await connection.receiveAll() == "")
            }
        }
    }
}

extension TestServer {
    /// Waits until nothing more is decided, because the peer takes no answers; returns how many there are.
    ///
    /// With one event loop each round asks both ends: where the loop that answers the round had not yet come to the peer's
    /// questions, or the peer's to sending them, it has by the next.
    fileprivate func untilStuck(_ peer: RawConnection) async throws -> Int {
        var last = (permits: 0, unsent: 0)
        var equalRounds = 0
        for _ in 0..<3_000 {
            let statistics = try await ask("GET", "/v1/stats").json
            let permits = try #require((statistics["decisions"] as? [String: Any])?["permit"] as? Int)
            let now = (permits, try await peer.unsentBytes)
            equalRounds = permits > 0 && now.1 > 0 && now == last ? equalRounds + 1 : 0
            if equalRounds == 5 { return permits }
            last = now
            try await Task.sleep(for: .milliseconds(20))
        }
        throw NeverStuck()
    }

    private struct NeverStuck: Error {}
}

extension SnapshotPublisher {
    /// More roles of the whole tenant for the first user.
    fileprivate func giveRoles(_ count: Int) {
        let user = Samples.user("00u1").id
        let changes = (0..<count).flatMap { number -> [Change] in
            let role = Role(id: .derived(from: "role-\(number)"), name: "role-\(number)", origin: .api)
            let assignment = RoleAssignment(role: role.id, holder: .user(user), scope: .tenant, origin: .api)
            return [.putRole(role), .addAssignment(assignment)]
        }
        publish(current.applying([ChangeSet(revision: current.revision.next, changes: changes)]), asOf: nil)
    }
}
