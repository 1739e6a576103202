import AccessModel
import DirectoryStorage
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Logging
import NIOCore
import SCIMProtocol
import TestSupport
import Testing
import TokenSigning

@testable import Provisioning

@Suite struct `Pages` {
    /// The names on all pages from the first, by cursor, and what the pages were like.
    private static func walk(
        _ scim: TestServer,
        _ endpoint: String,
        _ query: String,
        between: (Int) async throws -> Void = { _ in }
    ) async throws -> [String] {
        var names = [String]()
        var cursor: String? = ""
        var number = 0
        while let next = cursor {
            let page = try await scim.get("\(endpoint)?\(query)&cursor=\(next)")
            guard page.status == 200 else { throw SCIMError(status: page.status, detail: page.text) }
            #expect(page.body["startIndex"] == nil && page.body["previousCursor"] == nil)
            names += page.names
            cursor = page.body["nextCursor"]?.string
            number += 1
            try await between(number)
        }
        return names
    }

    private static func fill(_ scim: TestServer, _ range: Range<Int>) async throws {
        _ = try await scim.store.commit { transaction in
            for number in range { _ = try transaction.makeUser("u\(1_000 + number)", of: scim.connection) }
        }
    }

    @Test(arguments: [
        "count=7", "count=1", "count=200", "", "count=7&filter=active+eq+true", "count=10&sortBy=userName",
        "count=10&sortBy=userName&sortOrder=descending", "count=10&sortBy=meta.lastModified", "count=9&sortBy=active",
        "count=9&sortBy=id", "count=7&sortBy=displayName", "count=5&filter=userName+co+%222%22&sortBy=nickName",
    ])
    func `K-1 K-2 by cursor show each resource once, and end without a cursor`(query: String) async throws {
        try await TestServer.run { scim in
            try await Self.fill(scim, 0..<30)
            let names = try await Self.walk(scim, "/Users", query)
            let all = (0..<30).map { "u\(1_000 + $0)" }
            let expected = query.contains("filter=userName") ? all.filter { $0.contains("2") } : all
            #expect(query.contains("descending") ? names == expected.reversed() : names == expected)
        }
    }

    @Test(arguments: ["startIndex", "cursor"], ["", "&sortBy=userName", "&filter=active+eq+true"])
    func `F-17 Q-4 show every user once that is there all along, whatever is written meanwhile`(
        method: String,
        query: String
    ) async throws {
        try await TestServer.run { scim in
            try await Self.fill(scim, 0..<1_000)
            let change: @Sendable (Int) async throws -> Void = { number in
                guard number <= 60 else { return }
                _ = try await scim.store.commit { transaction in
                    let id = User.ID(connection: scim.connection, providerUserID: "u\(1_000 + number * 3)")
                    try transaction.deleteUser(id, now: Timestamp(seconds: 1_900_000_000))
                    _ = try transaction.makeUser("u\(1_000 + number).", of: scim.connection)
                    _ = try transaction.makeUser("u\(3_000 + number)", of: scim.connection)
                }
            }
            var names = [String]()
            if method == "cursor" {
                names = try await Self.walk(scim, "/Users", "count=25\(query)", between: change)
            } else {
                var page = try await scim.get("/Users?startIndex=1&count=25\(query)")
                var number = 0
                while !page.names.isEmpty {
                    names += page.names
                    number += 1
                    try await change(number)
                    page = try await scim.get("/Users?startIndex=\(names.count + 1)&count=25\(query)")
                }
            }
            #expect(Set(names).count == names.count)
            let deleted = Set((1...60).map { "u\(1_000 + $0 * 3)" })
            let lasting = Set((0..<1_000).map { "u\(1_000 + $0)" }).subtracting(deleted)
            #expect(lasting.isSubset(of: names))
        }
    }

    @Test func `K-5 K-9 refuse a cursor that is forged, foreign, of another list, or too old`() async throws {
        try await TestServer.run { scim in
            try await Self.fill(scim, 0..<5)
            let globex = try await scim.other()
            let first = try await scim.get("/Users?count=2&cursor")
            let cursor = try #require(first.body["nextCursor"]?.string)
            #expect(first.total == 5 && first.names.count == 2)
            #expect(cursor.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._~".contains($0)) })
            for (client, query, keyword) in [
                (scim, "/Users?count=2&cursor=\(cursor)x", "invalidCursor"),
                (scim, "/Users?count=2&cursor=AAAA", "invalidCursor"),
                (scim, "/Users?count=2&cursor=\(cursor)&filter=active+eq+true", "invalidCursor"),
                (scim, "/Users?count=2&cursor=\(cursor)&sortBy=userName", "invalidCursor"),
                (scim, "/Groups?count=2&cursor=\(cursor)", "invalidCursor"),
                (globex, "/Users?count=2&cursor=\(cursor)", "invalidCursor"),
                (scim, "/Users?count=3&cursor=\(cursor)", "invalidCount"),
                (scim, "/Users?count=201&cursor", "invalidCount"),
                (scim, "/Users?count=-1&cursor", "invalidCount"),
            ] {
                let reply = try await client.get(query)
                #expect(reply.status == 400 && reply.scimType == keyword, "\(query)")
            }
            let again = scim.bearing(try await scim.issueToken())
            #expect(try await again.get("/Users?count=2&cursor=\(cursor)").names == ["u1002", "u1003"])
            #expect(try await scim.get("/Users?count=2&cursor=\(cursor)").status == 401)
            scim.clock.advance(by: .seconds(3_601))
            #expect(try await again.get("/Users?count=2&cursor=\(cursor)").scimType == "expiredCursor")
        }
    }

    @Test func `K-5 by cursor go on after a restart, as long as the sealing key is the same`() async throws {
        let key = SealingKey.random()
        try await TestServer.run(sealingKey: key) { scim in
            try await Self.fill(scim, 0..<5)
            let first = try await scim.get("/Users?count=2&cursor")
            let cursor = try #require(first.body["nextCursor"]?.string)
            for (sealingKey, status) in [(key, 200), (.random(), 400)] {
                let restarted = ProvisioningRoutes(
                    store: scim.store,
                    published: { _ in },
                    journal: scim.journal,
                    sealingKey: sealingKey,
                    now: { scim.clock.now() },
                    monotonicNow: { scim.clock.monotonicNow() },
                    logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
                )
                #expect(try await scim.ask(restarted.handler, .get, "/Users?count=2&cursor=\(cursor)").status == status)
            }
        }
    }

    @Test func `Q-15 are sorted by type, without case, and missing values come last or first`() async throws {
        try await TestServer.run { scim in
            for (name, title, mail) in [
                ("c", #""b""#, "z@x"), ("A", #""a""#, "M@x"), ("b", "null", "a@x"), ("d", #""B""#, ""),
            ] {
                let mails =
                    mail.isEmpty ? "[]" : #"[{"value":"zz@x","type":"home"},{"value":"\#(mail)","primary":true}]"#
                let body = #"{"userName":"\#(name)","displayName":\#(title),"title":\#(title),"emails":\#(mails)}"#
                #expect(try await scim.post("/Users", body).status == 201)
            }
            for (order, names) in [
                ("userName", ["A", "b", "c", "d"]), ("userName&sortOrder=descending", ["d", "c", "b", "A"]),
                ("title", ["A", "c", "d", "b"]), ("displayName", ["A", "c", "d", "b"]),
                ("title&sortOrder=DESCENDING", ["b", "c", "d", "A"]), ("emails", ["b", "A", "c", "d"]),
                ("emails.value&sortOrder=descending", ["d", "c", "A", "b"]), ("nothing", ["c", "A", "b", "d"]),
                ("urn:ietf:params:scim:schemas:core:2.0:User:userName", ["A", "b", "c", "d"]),
                ("meta.created", ["c", "A", "b", "d"]),
            ] {
                let reply = try await scim.get("/Users?sortBy=\(order)")
                #expect(reply.names == names && reply.total == 4, "\(order)")
            }
            #expect(try await scim.get("/Users?sortBy=displayName&sortOrder=descending").names.first == "b")
            #expect(try await scim.get("/Users?sortBy=password").scimType == "invalidValue")
            #expect(try await scim.get("/Users?sortBy=userName&sortOrder=up").status == 400)
            let page = try await scim.get("/Users?sortBy=title&startIndex=2&count=2")
            #expect(page.names == ["c", "d"] && page.total == 4)
        }
    }

    @Test func `N-6 of the root hold users and groups, and a filter may name the kind`() async throws {
        try await TestServer.run { scim in
            try await Self.fill(scim, 0..<5)
            for name in ["g1", "g2", "g3"] { _ = try await scim.makeGroup(name) }
            let users = (0..<5).map { "u\(1_000 + $0)" }
            let all = try await scim.get("/")
            #expect(all.total == 8 && all.names == users + ["g1", "g2", "g3"])
            let page = try await scim.get("?startIndex=4&count=3")
            #expect(page.names == ["u1003", "u1004", "g1"] && page.total == 8)
            #expect(try await Self.walk(scim, "/", "count=3") == users + ["g1", "g2", "g3"])
            for (filter, names) in [
                ("meta.resourceType+eq+%22Group%22", ["g1", "g2", "g3"]), ("userName+pr", users),
                ("displayName+eq+%22G2%22", ["g2"]), ("not+(userName+pr)", ["g1", "g2", "g3"]),
            ] {
                let found = try await scim.get("/?filter=\(filter)")
                #expect(found.names == names && found.total == names.count, "\(filter)")
            }
            let sorted = try await scim.get("/?sortBy=displayName&count=2")
            #expect(sorted.names == ["g1", "g2"] && sorted.total == 8)
            let one = scim.bearing(try await scim.issueToken([ProvisioningScope(.get, .user)]))
            #expect(try await one.get("/").status == 403)
            #expect(try await one.get("/Users").status == 200)
        }
    }

    @Test func `Q-17 T-8 K-8 are asked for by message as well`() async throws {
        try await TestServer.run { scim in
            try await Self.fill(scim, 0..<5)
            _ = try await scim.makeGroup("g")
            let schemas = #""schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]"#
            let message = #"""
                {\#(schemas),"filter":"userName co \"100\"","sortBy":"userName","sortOrder":"descending","startIndex":2,
                 "count":2,"attributes":["userName"]}
                """#
            let found = try await scim.post("/Users/.search", message)
            #expect(found.status == 200 && found.total == 5 && found.names == ["u1003", "u1002"])
            #expect(found.resources.allSatisfy { $0["meta"] == nil && $0["id"] != nil })
            #expect(try await scim.post("/.search", #"{\#(schemas),"filter":"displayName eq \"g\""}"#).names == ["g"])
            let first = try await scim.post("/Users/.search", #"{\#(schemas),"cursor":"","count":3}"#)
            let cursor = first.body["nextCursor"]?.string ?? ""
            let second = try await scim.post("/Users/.search", #"{\#(schemas),"cursor":"\#(cursor)","count":3}"#)
            #expect(first.names + second.names == (0..<5).map { "u\(1_000 + $0)" })
            #expect(second.body["nextCursor"] == nil)
            let reader = scim.bearing(try await scim.issueToken([ProvisioningScope(.get, .user)]))
            #expect(try await reader.post("/Users/.search", "{\(schemas)}").status == 200)
            #expect(try await reader.post("/.search", "{\(schemas)}").status == 403)
            #expect(try await reader.post("/Users", #"{"userName":"x"}"#).status == 403)
        }
    }

    @Test func `Q-14 Q-13 find what changed between two instants`() async throws {
        try await TestServer.run { scim in
            let first = try await scim.post("/Users", #"{"userName":"a"}"#)
            scim.clock.advance(by: .seconds(60))
            let second = try await scim.post("/Users", #"{"userName":"b"}"#)
            let early = try #require(first.body["meta"]?["lastModified"]?.string)
            let late = try #require(second.body["meta"]?["lastModified"]?.string)
            let zone = late.replacingOccurrences(of: "Z", with: "+00:00")
            for (filter, names) in [
                (#"meta.lastModified gt "\#(early)""#, ["b"]), (#"meta.lastModified ge "\#(early)""#, ["a", "b"]),
                (#"meta.lastModified lt "\#(late)""#, ["a"]), (#"meta.lastModified le "\#(zone)""#, ["a", "b"]),
                (#"meta.lastModified eq "\#(zone)""#, ["b"]), (#"meta.lastModified ne "\#(late)""#, ["a"]),
                (#"active eq true and (meta.lastModified ge "\#(early)" and meta.lastModified lt "\#(late)")"#, ["a"]),
                (#"meta.lastModified gt "9999-12-31T23:59:59Z""#, []),
                (#"meta.lastModified gt "0001-01-01T00:00:00Z""#, ["a", "b"]),
            ] {
                #expect(try await scim.find("Users", filter).names == names, "\(filter)")
            }
        }
    }

    @Test func `F-19 Q-11 find addresses, also those of one kind only`() async throws {
        try await TestServer.run { scim in
            for (name, type) in [("a", "work"), ("b", "home")] {
                let body = #"{"userName":"\#(name)","emails":[{"value":"ÄB@x.example","type":"\#(type)"}]}"#
                #expect(try await scim.post("/Users", body).status == 201)
            }
            for (filter, names) in [
                (#"emails.value eq "äb@X.example""#, ["a", "b"]), (#"emails eq "äb@x.example""#, ["a", "b"]),
                (#"emails[type eq "work"].value eq "äb@x.example""#, ["a"]),
                (#"emails[type eq "home" and value eq "ÄB@x.example"]"#, ["b"]),
                (#"emails[value eq "ÄB@x.example"] and userName eq "a""#, ["a"]), (#"emails eq "b@x.example""#, []),
            ] {
                let found = try await scim.find("Users", filter)
                #expect(found.names == names && found.total == names.count, "\(filter)")
            }
        }
    }
}
