import AccessIndex
import AccessModel
import DecisionSocket
import Foundation
import TestSupport
import Testing

extension SocketSuites {
    /// How answers depend on what the index has reached: its age, a revision asked for, a membership made.
    @Suite struct StateTests {
        @Test func `an ageing index is marked, and an old one permits nothing`() async throws {
            try await TestServer.running { server async throws in
                let login = Array(#"{"subject":"okta|acme|00u1","organization":"acme"}"#.utf8)
                server.clock.advance(by: .seconds(31))
                let degraded = try await server.ask("POST", "/access/v1/evaluation", body: Samples.question())
                #expect(degraded.json["decision"] as? Bool == true)
                #expect((degraded.json["context"] as? [String: Any])?["degraded"] as? Bool == true)
                #expect(try await server.ask("POST", "/v1/claims", body: login).json["degraded"] as? Bool == true)
                #expect(try await server.ask("GET", "/readyz").status == 200)

                server.clock.advance(by: .seconds(270))
                let stale = try await server.ask("POST", "/access/v1/evaluation", body: Samples.question())
                #expect(stale.json["decision"] as? Bool == false)
                #expect((stale.json["context"] as? [String: Any])?["reason"] as? String == "stale")
                let refused = try await server.ask("POST", "/v1/claims", body: login)
                #expect(refused.json["outcome"] as? String == "deny")
                #expect(refused.json["reason"] as? String == "stale")
                #expect(refused.json["error"] as? String == "temporarily_unavailable")
                let roles = try await server.ask("GET", "/v1/roles?subject=okta%7Cacme%7C00u1")
                #expect(roles.json["reason"] as? String == "stale")
                #expect(try await server.ask("GET", "/readyz").status == 503)
                #expect(try await server.ask("GET", "/readyz?verbose").json["status"] as? String == "stale")
                #expect(try await server.ask("GET", "/healthz").status == 200)

                server.publisher.confirm(asOf: server.clock.now)
                let fresh = try await server.ask("POST", "/access/v1/evaluation", body: Samples.question())
                #expect(fresh.json["decision"] as? Bool == true)
                #expect((fresh.json["context"] as? [String: Any])?["degraded"] == nil)
            }
        }

        @Test func `a clock that is set back makes answers stale, until the next look at the feed`() async throws {
            try await TestServer.running { server async throws in
                server.clock.advance(by: .seconds(-3_600))
                let answer = try await server.ask("POST", "/access/v1/evaluation", body: Samples.question())
                #expect(answer.json["decision"] as? Bool == false)
                #expect((answer.json["context"] as? [String: Any])?["reason"] as? String == "stale")

                server.publisher.confirm(asOf: server.clock.now)
                let fresh = try await server.ask("POST", "/access/v1/evaluation", body: Samples.question())
                #expect(fresh.json["decision"] as? Bool == true)
                #expect((fresh.json["context"] as? [String: Any])?["degraded"] == nil)
                #expect(fresh.header("Rollcall-As-Of") == server.clock.now.description)
                #expect(try await server.ask("GET", "/readyz").status == 200)
            }
        }

        @Test func `a change is in the next answer`() async throws {
            try await TestServer.running { server async throws in
                try await server.withClient { client async throws in
                    let before = try await client.send("POST", "/access/v1/evaluation", body: Samples.question())
                    #expect(before.json["decision"] as? Bool == true)
                    let user = Samples.user("00u1").id
                    try server.publisher.commit(.removeMembers(Samples.group.id, [.user(user)]))
                    let after = try await client.send("POST", "/access/v1/evaluation", body: Samples.question())
                    #expect(after.json["decision"] as? Bool == false)
                    #expect(after.header("Rollcall-Revision") == "0123456789abcdef:8")
                }
            }
        }

        @Test func `a revision that is reached is not waited for`() async throws {
            try await TestServer.running { server async throws in
                let headers = [(name: "Rollcall-Min-Revision", value: "0123456789abcdef:7")]
                let answer = try await server.ask("GET", "/healthz", headers: headers)
                #expect(answer.status == 200)
            }
        }

        @Test func `a revision to come is waited for`() async throws {
            try await TestServer.running(limits: SocketLimits(longestWait: .seconds(600))) { server async throws in
                try await server.withConnection { connection async throws in
                    let body = String(decoding: Samples.question(), as: UTF8.self)
                    // Sent together with what is answered at once, so that it has arrived when the answer has.
                    try await connection.send(
                        "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
                            + "POST /access/v1/evaluation HTTP/1.1\r\nHost: a\r\nPrefer: wait=600\r\n"
                            + "Rollcall-Min-Revision: 0123456789abcdef:8\r\n"
                            + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
                    )
                    let before = try #require(await connection.receive { $0.contains("HTTP/1.1 200 OK\r\n") })
                    #expect(!before.contains("\"decision\""))
                    let user = Samples.user("00u1").id
                    try server.publisher.commit(.removeMembers(Samples.group.id, [.user(user)]))
                    let after = try #require(await connection.receive { $0.contains("\"decision\"") })
                    #expect(after.count(of: "HTTP/1.1 200 OK\r\n") == 2)
                    #expect(after.contains("\"decision\":false"))
                    #expect(after.contains("\r\nRollcall-Revision: 0123456789abcdef:8\r\n"))
                }
            }
        }

        @Test func `a revision that does not come is answered with the one reached`() async throws {
            try await TestServer.running { server async throws in
                let answer = try await server.ask(
                    "POST",
                    "/access/v1/evaluation",
                    headers: [("Rollcall-Min-Revision", "0123456789abcdef:9"), ("Prefer", "wait=0")],
                    body: Samples.question()
                )
                #expect(answer.status == 503)
                #expect(answer.header("Rollcall-Revision") == "0123456789abcdef:7")
                #expect(
                    answer.sentence
                        == "revision `0123456789abcdef:9` is not reached yet, this is `0123456789abcdef:7`"
                )
                let malformed = try await server.ask("GET", "/healthz", headers: [("Rollcall-Min-Revision", "9")])
                #expect(malformed.status == 400)
            }
        }

        @Test func `a revision of another epoch is not waited for`() async throws {
            // Were it waited for, the connection would say nothing before the test gives up.
            try await TestServer.running(limits: SocketLimits(longestWait: .seconds(600))) { server async throws in
                try await server.withConnection { connection async throws in
                    try await connection.send(
                        "GET /healthz HTTP/1.1\r\nHost: a\r\nRollcall-Min-Revision: fedcba9876543210:1\r\n"
                            + "Prefer: wait=600\r\n\r\n"
                    )
                    let text = try #require(await connection.receive { $0.hasSuffix("\"") })
                    #expect(text.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
                    #expect(text.contains("\r\nRollcall-Revision: 0123456789abcdef:7\r\n"))
                    #expect(
                        text.hasSuffix(
                            "\"revision `fedcba9876543210:1` belongs to another history, this is `0123456789abcdef:7`\""
                        )
                    )
                }
            }
        }

        @Test func `an epoch that ends while its revision is awaited is not taken for reached`() async throws {
            try await TestServer.running(limits: SocketLimits(longestWait: .seconds(600))) { server async throws in
                try await server.withConnection { connection async throws in
                    try await connection.send(
                        "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
                            + "GET /healthz HTTP/1.1\r\nHost: a\r\nRollcall-Min-Revision: 0123456789abcdef:8\r\n"
                            + "Prefer: wait=600\r\n\r\n"
                    )
                    _ = try #require(await connection.receive { $0.contains("HTTP/1.1 200 OK\r\n") })
                    let restored = Revision(epoch: Revision.Epoch("fedcba9876543210"), number: 9)
                    server.publisher.publish(IndexBuilder().snapshot(at: restored), asOf: server.clock.now)
                    let text = try #require(await connection.receive { $0.hasSuffix("\"") })
                    #expect(text.count(of: "HTTP/1.1 200 OK\r\n") == 1)
                    #expect(text.contains("HTTP/1.1 503 Service Unavailable\r\n"))
                    #expect(text.contains("\r\nRollcall-Revision: fedcba9876543210:9\r\n"))
                }
            }
        }

        @Test func `a login makes a membership once, in the same answer`() async throws {
            let joins = Joins()
            try await TestServer.running(join: { try await joins.join($0) }) { server async throws in
                await joins.use(server.publisher)
                let body = Array(#"{"subject":"okta|acme|00u2","organization":"acme"}"#.utf8)
                let first = try await server.ask("POST", "/v1/claims", body: body)
                #expect(first.json["outcome"] as? String == "permit")
                #expect(first.json["joined"] as? Bool == true)
                #expect(first.json["revision"] as? String == "0123456789abcdef:8")
                #expect((first.json["claims"] as? [String: Any])?["roles"] as? [String] == ["accountant"])
                let second = try await server.ask("POST", "/v1/claims", body: body)
                #expect(second.json["joined"] == nil)
                #expect(await joins.members == [Samples.joiner])
                let statistics = try await server.ask("GET", "/v1/stats").json
                #expect((statistics["logins"] as? [String: Any])?["joined"] as? Int == 1)
            }
        }

        @Test func `a login that made a membership says so where it is refused after all`() async throws {
            let joins = Joins()
            let join: DecisionServer.Join = { member in
                _ = try await joins.join(member)
                // Deactivated between the membership and the second look.
                return .made(at: try await joins.commit(.putUser(Samples.user("00u2", isActive: false))))
            }
            try await TestServer.running(join: join) { server async throws in
                await joins.use(server.publisher)
                let body = Array(#"{"subject":"okta|acme|00u2","organization":"acme"}"#.utf8)
                let first = try await server.ask("POST", "/v1/claims", body: body)
                #expect(first.json["reason"] as? String == "blocked_subject")
                #expect(first.json["joined"] as? Bool == true)
                let second = try await server.ask("POST", "/v1/claims", body: body)
                #expect(second.json["reason"] as? String == "blocked_subject")
                #expect(second.json["joined"] == nil)
            }
        }

        @Test func `of logins at the same time exactly one says that it made the membership`() async throws {
            let joins = Joins()
            let crowd = Crowd(of: 4)
            let join: DecisionServer.Join = { member in
                await crowd.wait()
                return try await joins.join(member)
            }
            try await TestServer.running(limits: SocketLimits(join: .seconds(600)), join: join) { server async throws in
                await joins.use(server.publisher)
                let answers = try await withThrowingTaskGroup { group in
                    for _ in 0..<4 {
                        let body = Array(#"{"subject":"okta|acme|00u2","organization":"acme"}"#.utf8)
                        group.addTask { try await server.ask("POST", "/v1/claims", body: body) }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(answers.allSatisfy { $0.json["outcome"] as? String == "permit" })
                #expect(answers.filter { $0.json["joined"] as? Bool == true }.count == 1)
                let statistics = try await server.ask("GET", "/v1/stats").json
                #expect((statistics["logins"] as? [String: Any])?["joined"] as? Int == 1)
            }
        }

        @Test func `a membership that cannot be recorded is logged without the user`() async throws {
            struct NoRoom: Error, CustomStringConvertible {
                let description: String
            }
            let log = LogRecorder()
            let join: DecisionServer.Join = { throw NoRoom(description: "no room for \($0.user)") }
            try await TestServer.running(logger: log.logger, join: join) { server async throws in
                let body = Array(#"{"subject":"okta|acme|00u2","organization":"acme"}"#.utf8)
                #expect(try await server.ask("POST", "/v1/claims", body: body).status == 503)
            }
            let line = try #require(log.lines.first { $0.contains("membership could not be recorded") })
            #expect(line.contains("NoRoom"))
            #expect(!log.lines.contains { $0.contains("00u2") })
        }

        @Test func `a membership that cannot be recorded is no denial and no permit`() async throws {
            struct Full: Error {}
            let body = Array(#"{"subject":"okta|acme|00u2","organization":"acme"}"#.utf8)
            try await TestServer.running(join: { _ in throw Full() }) { server async throws in
                let answer = try await server.ask("POST", "/v1/claims", body: body)
                #expect(answer.status == 503)
                #expect(answer.sentence == "the membership could not be recorded in time")
            }
            let limits = SocketLimits(join: .milliseconds(50))
            let never: DecisionServer.Join = { _ in .made(at: Revision(epoch: Samples.epoch, number: 99)) }
            try await TestServer.running(limits: limits, join: never) { server async throws in
                #expect(try await server.ask("POST", "/v1/claims", body: body).status == 503)
            }
            // The membership is said to be recorded, and the index knows nothing of it: asked again, once.
            try await TestServer.running(join: { _ in .made(at: Samples.revision) }) { server async throws in
                #expect(try await server.ask("POST", "/v1/claims", body: body).status == 503)
            }
        }
    }
}

/// Lets callers go on once all of them have come.
private actor Crowd {
    private var missing: Int
    private var waiters = [CheckedContinuation<Void, Never>]()

    init(of size: Int) {
        missing = size
    }

    func wait() async {
        missing -= 1
        guard missing > 0 else {
            for waiter in waiters { waiter.resume() }
            return waiters = []
        }
        await withCheckedContinuation { waiters.append($0) }
    }
}

/// A store that counts the memberships it is asked to make.
private actor Joins {
    private(set) var members = [OrganizationMember]()
    private var publisher: SnapshotPublisher?

    func use(_ publisher: SnapshotPublisher) {
        self.publisher = publisher
    }

    func join(_ member: OrganizationMember) throws -> DecisionServer.Enrolment {
        guard let publisher, !members.contains(member) else {
            return DecisionServer.Enrolment(revision: publisher?.current.revision ?? Samples.revision, isNew: false)
        }
        members.append(member)
        return .made(at: try publisher.commit(.addOrganizationMember(member)))
    }

    func commit(_ change: Change) throws -> Revision {
        guard let publisher else { return Samples.revision }
        return try publisher.commit(change)
    }
}
