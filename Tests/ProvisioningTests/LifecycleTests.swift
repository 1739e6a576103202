import AccessModel
import GRDB
import HTTPTypes
import HummingbirdTesting
import SCIMProtocol
import Testing

@testable import DirectoryStorage
@testable import Provisioning

@Suite struct `The life of a user` {
    private static let deactivate = #"{"op":"replace","path":"active","value":false}"#

    private static func feed(
        of scim: TestServer,
        _ body: () async throws -> Void
    ) async throws -> [Change] {
        let before = try await scim.store.head()
        try await body()
        guard case .changeSets(let sets, _) = try await scim.store.changes(after: before, limit: 100) else { return [] }
        return sets.flatMap(\.changes)
    }

    @Test func `6-6 deactivation keeps memberships, and activation brings them back without a word`() async throws {
        try await TestServer.run { scim in
            let user = try await scim.makeUser("a")
            let group = try await scim.makeGroup("g", members: [user])
            let version = try await scim.get("/Groups/\(group)").headers[.eTag]
            _ = try await scim.patch(scim.path(ofUser: user), Self.deactivate)
            #expect(try await scim.members(of: group) == [user])
            _ = try await scim.put(scim.path(ofUser: user), #"{"userName":"a","active":true}"#)
            #expect(try await scim.members(of: group) == [user])
            #expect(try await scim.get("/Groups/\(group)").headers[.eTag] == version)
            #expect(try await scim.isActive(user) == true)
        }
    }

    @Test func `C-9 6-6 deletion takes the user out of its groups, whose versions move, and the feed tells`()
        async throws
    {
        try await TestServer.run { scim in
            let user = try await scim.makeUser("a")
            let groups = [
                try await scim.makeGroup("g", members: [user]), try await scim.makeGroup("h", members: [user]),
                try await scim.makeGroup("i"),
            ]
            let changes = try await Self.feed(of: scim) { _ = try await scim.delete(scim.path(ofUser: user)) }
            #expect(changes == [.deleteUser(User.ID(user))])
            var tags = [String?]()
            for group in groups { tags.append(try await scim.get("/Groups/\(group)").headers[.eTag]) }
            #expect(tags == [#"W/"3""#, #"W/"3""#, #"W/"1""#])
            #expect(try await scim.delete(scim.path(ofUser: user)).status == 404)
            #expect(try await scim.post("/Users", #"{"userName":"A"}"#).status == 201)
        }
    }

    @Test(arguments: [
        ("Straße", "STRASSE"), ("JOSÉ", "jose\u{301}"), ("Ελλάς", "ΕΛΛΆΣ"), ("ЖУК", "жук"), ("Ｍｏ", "mo"),
    ])
    func `A-14 C-2 F-11 a name is one however it is written`(name: String, other: String) async throws {
        try await TestServer.run { scim in
            let created = try await scim.post("/Users", #"{"userName":"\#(name)"}"#)
            #expect(created.status == 201 && created.body["userName"]?.string == name)
            let again = try await scim.post("/Users", #"{"userName":"\#(other)"}"#)
            #expect(again.status == 409 && again.scimType == "uniqueness")
            #expect(try await scim.find("Users", #"userName eq "\#(other)""#).total == 1)
            #expect(try await scim.post("/Groups", #"{"displayName":"\#(name)"}"#).status == 201)
            #expect(try await scim.post("/Groups", #"{"displayName":"\#(other)"}"#).status == 409)
        }
    }

    @Test func `F-16 6-6 creating a user that is inactive is a conflict`() async throws {
        try await TestServer.run { scim in
            let user = try await scim.makeUser("a")
            _ = try await scim.patch(scim.path(ofUser: user), Self.deactivate)
            let again = try await scim.post("/Users", #"{"userName":"A"}"#)
            #expect(again.status == 409 && again.scimType == "uniqueness")
            #expect(try await scim.isActive(user) == false)
        }
    }

    @Test(arguments: [
        #"{"userName":"A","externalId":"7","title":"Dr"}"#, #"{"userName":"renamed","externalId":"7","title":"Dr"}"#,
    ])
    func `F-16 6-6 where it is set so, creating a user that is inactive brings it back`(body: String) async throws {
        try await TestServer.run(configuration: ProvisioningConfiguration(restoresInactiveUsers: true)) { scim in
            let user = try await scim.post("/Users", #"{"userName":"a","externalId":"7","nickName":"x"}"#).id
            let group = try await scim.makeGroup("g", members: [user])
            #expect(try await scim.post("/Users", body).status == (body.contains("renamed") ? 201 : 409))
            if body.contains("renamed") { _ = try await scim.delete(scim.path(ofUser: "okta|acme|renamed")) }
            _ = try await scim.patch(scim.path(ofUser: user), Self.deactivate)
            let again = try await scim.post("/Users", body)
            #expect(again.status == 201 && again.id == user && again.body["active"] == true)
            #expect(again.body["title"] == "Dr" && again.body["nickName"] == nil)
            #expect(again.headers[.location] == again.body["meta"]?["location"]?.string)
            #expect(try await scim.members(of: group) == [user])
            #expect(try await scim.isActive(user) == true)
        }
    }

    @Test func `6-6 F-16 nobody of another connection is brought back`() async throws {
        try await TestServer.run(configuration: ProvisioningConfiguration(restoresInactiveUsers: true)) { scim in
            let user = try await scim.makeUser("a")
            _ = try await scim.patch(scim.path(ofUser: user), Self.deactivate)
            let globex = try await scim.other()
            #expect(try await globex.makeUser("a") != user)
            #expect(try await scim.isActive(user) == false)
        }
    }
}

@Suite struct `A group with many members` {
    private static func make(_ scim: TestServer, _ count: Int) async throws -> (group: String, users: [String]) {
        let users = try await scim.store.commit { transaction in
            try (0..<count).map { try transaction.makeUser("u\($0)", of: scim.connection).rawValue }
        }.value
        return (try await scim.makeGroup("g", members: users), users)
    }

    @Test(arguments: [999, 1_000, 1_001, 2_500])
    func `is shown whole, however many they are`(count: Int) async throws {
        try await TestServer.run(.live) { scim in
            let (group, users) = try await Self.make(scim, count)
            let reply = try await scim.get("/Groups/\(group)")
            #expect(reply.body["members"]?.array?.compactMap { $0["value"]?.string } == users)
            #expect(reply.body["displayName"] == "g" && reply.body["meta"] != nil)
            #expect(reply.headers[.eTag] == #"W/"2""#)
            let part = try await scim.get("/Groups/\(group)?attributes=members.value")
            #expect(part.body["members"]?.array?.first?.object?.members.map(\.name) == ["value"])
            #expect(part.body["members"]?.array?.count == count && part.body["displayName"] == nil)
        }
    }

    @Test func `is read and changed without a look at them where they are not wanted`() async throws {
        try await TestServer.run { scim in
            let (group, users) = try await Self.make(scim, 5)
            try await scim.store.pool.write { try $0.execute(sql: "ALTER TABLE members RENAME TO hidden") }
            for query in ["excludedAttributes=members", "attributes=displayName"] {
                let reply = try await scim.get("/Groups/\(group)?\(query)")
                #expect(reply.status == 200 && reply.body["members"] == nil && reply.body["displayName"] == "g")
                let list = try await scim.get("/Groups?\(query)&filter=displayName+eq+%22G%22")
                #expect(list.names == ["g"])
            }
            let rename = #"{"op":"replace","path":"displayName","value":"h"}"#
            #expect(try await scim.patch("/Groups/\(group)", rename).status == 204)
            #expect(try await scim.get("/Groups/\(group)").status >= 500)
            #expect(users.count == 5)
        }
    }
}
