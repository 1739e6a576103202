import AccessModel
import DirectoryStorage
import HTTPTypes
import HummingbirdTesting
import SCIMProtocol
import Synchronization
import Testing

@testable import Provisioning

extension TestServer {
    /// Sends these operations as one bulk request.
    fileprivate func bulk(_ operations: String, _ more: String = "") async throws -> Reply {
        let schemas = #""schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"]"#
        return try await post("/Bulk", #"{\#(schemas),"Operations":[\#(operations)]\#(more)}"#)
    }
}

extension Reply {
    fileprivate var results: [SCIMValue] { body["Operations"]?.array ?? [] }
    fileprivate var statuses: [String] { results.compactMap { $0["status"]?.string } }
}

private func makeUser(_ name: String, _ bulkID: String, _ more: String = "") -> String {
    #"{"method":"POST","path":"/Users","bulkId":"\#(bulkID)","data":{"userName":"\#(name)"\#(more)}}"#
}

private func makeGroup(_ name: String, _ bulkID: String, _ member: String) -> String {
    let data = #"{"displayName":"\#(name)","members":[{"value":"\#(member)"}]}"#
    return #"{"method":"POST","path":"/Groups","bulkId":"\#(bulkID)","data":\#(data)}"#
}

@Suite struct `A bulk request` {
    @Test func `B-1 B-2 B-6 carries out every method and says what became of each`() async throws {
        try await TestServer.run { scim in
            let old = try await scim.makeUser("old")
            let gone = try await scim.makeUser("gone")
            let schemas = #"["urn:ietf:params:scim:api:messages:2.0:PatchOp"]"#
            let patch = #"{"schemas":\#(schemas),"Operations":[{"op":"add","path":"title","value":"Dr"}]}"#
            let reply = try await scim.bulk(
                #"""
                \#(makeUser("a", "1")),
                {"method":"PATCH","path":"\#(scim.path(ofUser: old))","version":"W/\"1\"","data":\#(patch)},
                {"method":"PUT","path":"\#(scim.path(ofUser: old))","version":"W/\"1\"","data":{"userName":"old"}},
                {"method":"DELETE","path":"\#(scim.path(ofUser: gone))"},
                \#(makeUser("a", "2")),
                {"method":"DELETE","path":"/Devices/1"}
                """#
            )
            #expect(reply.status == 200)
            #expect(reply.body["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:BulkResponse"])
            #expect(reply.statuses == ["201", "200", "412", "204", "409", "404"])
            let made = try await scim.find("Users", #"userName eq "a""#).resources.first
            #expect(reply.results.first?["location"] == made?["meta"]?["location"])
            #expect(reply.results.first?["bulkId"] == "1" && reply.results.first?["version"] == #"W/"1""#)
            #expect(reply.results[1]["version"] == #"W/"2""#)
            #expect(reply.results[1]["location"] == reply.results[2]["location"])
            #expect(reply.results[4]["location"] == nil && reply.results[4]["bulkId"] == "2")
            #expect(reply.results[4]["response"]?["scimType"] == "uniqueness")
            #expect(try await scim.get(scim.path(ofUser: gone)).status == 404)
        }
    }

    @Test func `B-3 B-8 resolves references forward and backward, in values and in paths`() async throws {
        try await TestServer.run { scim in
            let patch = #"{"Operations":[{"op":"add","path":"members","value":[{"value":"bulkId:b"}]}]}"#
            let reply = try await scim.bulk(
                #"""
                \#(makeGroup("g", "g", "bulkId:a")), \#(makeUser("a", "a")), \#(makeUser("b", "b")),
                {"method":"PATCH","path":"/Groups/bulkId:g","data":\#(patch)}
                """#
            )
            #expect(reply.statuses == ["201", "201", "201", "204"])
            let group = try #require(try await scim.get("/Groups").resources.first?["id"]?.string)
            #expect(try await scim.members(of: group).sorted() == ["okta|acme|a", "okta|acme|b"])
        }
    }

    @Test func `B-4 makes groups that hold each other`() async throws {
        try await TestServer.run { scim in
            let reply = try await scim.bulk("\(makeGroup("g", "g", "bulkId:h")), \(makeGroup("h", "h", "bulkId:g"))")
            #expect(reply.statuses == ["201", "201"])
            let groups = try await scim.get("/Groups").resources
            for (holder, member) in [(0, 1), (1, 0)] {
                #expect(groups[holder]["members"]?[0]?["value"] == groups[member]["id"])
                let location = reply.results.first { $0["location"] == groups[holder]["meta"]?["location"] }
                #expect(location?["version"] == groups[holder]["meta"]?["version"])
            }
        }
    }

    @Test func `B-5 goes on after failures until there are too many`() async throws {
        try await TestServer.run { scim in
            try await scim.makeUser("x")
            let operations = [makeUser("x", "1"), makeUser("a", "2"), makeUser("x", "3"), makeUser("b", "4")].joined(
                separator: ","
            )
            #expect(try await scim.bulk(operations, #","failOnErrors":2"#).statuses == ["409", "201", "409"])
            #expect(try await scim.get("/Users").names == ["x", "a"])
            #expect(try await scim.bulk(operations).statuses == ["409", "409", "409", "201"])
            let lost = try await scim.bulk("\(makeUser("x", "1")), \(makeGroup("g", "2", "bulkId:1"))")
            #expect(lost.statuses == ["409", "409"])
            #expect(try await scim.get("/Groups").total == 0)
        }
    }

    @Test func `B-7 that is too large is refused whole, with the limit`() async throws {
        let configuration = ProvisioningConfiguration(maximumBodySize: 2_000, maximumBulkOperations: 3)
        try await TestServer.run(configuration: configuration) { scim in
            let many = try await scim.bulk((0..<4).map { makeUser("u\($0)", "\($0)") }.joined(separator: ","))
            #expect(many.status == 413 && many.body["detail"]?.string?.contains("3") == true)
            let large = try await scim.bulk(makeUser(String(repeating: "x", count: 2_000), "1"))
            #expect(large.status == 413 && large.body["detail"]?.string?.contains("2000") == true)
            #expect(try await scim.get("/Users").total == 0)
        }
    }

    @Test func `needs for each operation the scope that it would need alone`() async throws {
        try await TestServer.run { scim in
            let user = try await scim.makeUser("old")
            let some = scim.bearing(try await scim.issueToken([ProvisioningScope(.post, .user)]))
            let reply = try await some.bulk(
                #"""
                \#(makeUser("a", "1")), {"method":"DELETE","path":"\#(scim.path(ofUser: user))"},
                \#(makeGroup("g", "2", "okta|acme|old"))
                """#
            )
            #expect(reply.statuses == ["201", "403", "403"])
            #expect(try await scim.bearing(nil).bulk("").status == 401)
            #expect(try await scim.isActive(user) == true)
        }
    }

    @Test func `F-14 is acknowledged when all of it is enforced`() async throws {
        let published = RevisionRecorder()
        try await TestServer.run(published: { published.record($0) }) { scim in
            let user = try await scim.makeUser("old")
            let patch = #"{"Operations":[{"op":"replace","path":"active","value":false}]}"#
            let reply = try await scim.bulk(
                #"{"method":"PATCH","path":"\#(scim.path(ofUser: user))","data":\#(patch)},\#(makeUser("a", "1"))"#
            )
            #expect(reply.statuses == ["200", "201"])
            let head = try await scim.store.head()
            #expect(reply.revision == head && published.last == head)
            #expect(try await scim.isActive(user) == false)
        }
    }
}

/// Stands for the index, and knows up to where it was waited for.
private final class RevisionRecorder: Sendable {
    private let revision = Mutex<Revision?>(nil)

    var last: Revision? { revision.withLock { $0 } }

    func record(_ revision: Revision) { self.revision.withLock { $0 = revision } }
}
