import AccessModel
import DirectoryStorage
import HTTPTypes
import HummingbirdTesting
import Provisioning
import SCIMProtocol
import Testing

/// What other servers got wrong: section 3 of scim.md, by its numbers.
@Suite struct `Known failures` {
    @Test func `F-1 a remove with a value array takes those members only`() async throws {
        try await TestServer.run { scim in
            let first = try await scim.makeUser("a")
            let second = try await scim.makeUser("b")
            let group = try await scim.makeGroup("g", members: [first, second])
            let remove = #"{"op":"remove","path":"members","value":[{"value":"\#(first)"}]}"#
            #expect(try await scim.patch("/Groups/\(group)", remove).status == 204)
            #expect(try await scim.members(of: group) == [second])
            // None named, none removed; and without any value the group is emptied.
            let none = #"{"op":"remove","path":"members","value":[]}"#
            #expect(try await scim.patch("/Groups/\(group)", none).status == 204)
            #expect(try await scim.members(of: group) == [second])
            #expect(try await scim.patch("/Groups/\(group)", #"{"op":"remove","path":"members"}"#).status == 204)
            #expect(try await scim.members(of: group) == [])
        }
    }

    @Test func `F-2 a filtered remove removes`() async throws {
        try await TestServer.run { scim in
            let users = [try await scim.makeUser("a"), try await scim.makeUser("b"), try await scim.makeUser("c")]
            let inner = try await scim.makeGroup("inner")
            let group = try await scim.makeGroup("g", members: users + [inner])
            let path = "/Groups/\(group)"
            let either = #"members[value eq \"\#(users[0])\" or value eq \"\#(users[1])\"]"#
            #expect(try await scim.patch(path, #"{"op":"remove","path":"\#(either)"}"#).status == 204)
            #expect(try await scim.members(of: group) == [users[2], inner])
            let type = #"{"op":"remove","path":"members[type eq \"User\"]"}"#
            #expect(try await scim.patch(path, type).status == 204)
            #expect(try await scim.members(of: group) == [inner])
        }
    }

    @Test func `F-3 dotted and qualified names without a path reach their attribute`() async throws {
        try await TestServer.run { scim in
            let path = scim.path(ofUser: try await scim.makeUser("a"))
            let urn = "urn:ietf:params:scim:schemas"
            let reply = try await scim.patch(
                path,
                #"""
                {"op":"add","value":{"name.familyName":"R","\#(urn):core:2.0:User:title":"Dr",
                "\#(urn):extension:enterprise:2.0:User:employeeNumber":"7"}}
                """#
            )
            #expect(reply.body["name"]?["familyName"] == "R")
            #expect(reply.body["title"] == "Dr")
            #expect(reply.body["\(urn):extension:enterprise:2.0:User"]?["employeeNumber"] == "7")
            #expect(try await scim.get(path).text.contains("name.familyName") == false)
        }
    }

    @Test func `F-4 adding to a value that no filter matches makes it`() async throws {
        try await TestServer.run { scim in
            let path = scim.path(ofUser: try await scim.makeUser("a"))
            let add = #"{"op":"add","path":"emails[type eq \"work\"].value","value":"a@x.example"}"#
            let reply = try await scim.patch(path, add)
            #expect(reply.body["emails"] == [["type": "work", "value": "a@x.example"]])
        }
    }

    @Test func `F-5 and F-6 one more member of many leaves the others and answers without them`() async throws {
        try await TestServer.run { scim in
            let users = try await scim.store.commit { transaction in
                try (0..<5_001).map { try transaction.makeUser("u\($0)", of: scim.connection).rawValue }
            }.value
            let group = try await scim.makeGroup("g", members: Array(users.dropLast()))
            let add = #"{"op":"add","path":"members","value":[{"value":"\#(users[5_000])"}]}"#
            let reply = try await scim.patch("/Groups/\(group)", add)
            #expect(reply.status == 204 && reply.text.isEmpty)
            #expect(try await scim.members(of: group).count == 5_001)
            let id = Group.ID(group)
            let before = try await scim.store.head()
            let again = try await scim.patch("/Groups/\(group)", add)
            #expect(again.revision == before)
            let count = try await scim.store.read { try $0.memberCount(of: id) }
            #expect(count == 5_001)
        }
    }

    @Test func `F-8 operations apply in order, all or none`() async throws {
        try await TestServer.run { scim in
            let first = try await scim.makeUser("a")
            let second = try await scim.makeUser("b")
            let group = try await scim.makeGroup("g", members: [first])
            let path = "/Groups/\(group)"
            let before = try await scim.get(path)
            let broken = try await scim.patch(
                path,
                #"""
                {"op":"add","path":"members","value":[{"value":"\#(second)"}]},
                {"op":"replace","path":"displayName","value":"renamed"},
                {"op":"replace","path":"displayName","value":{"not":"text"}}
                """#
            )
            #expect(broken.status == 400 && broken.isError)
            let unknown = try await scim.patch(
                path,
                #"""
                {"op":"replace","path":"displayName","value":"renamed"},
                {"op":"remove","path":"members[value eq \"\#(first)\"]"},
                {"op":"add","path":"members","value":[{"value":"okta|acme|nobody"}]}
                """#
            )
            #expect(unknown.status == 400 && unknown.scimType == "invalidValue")
            #expect(unknown.body["detail"]?.string?.contains("okta|acme|nobody") == true)
            let after = try await scim.get(path)
            #expect(after.text == before.text)
            #expect(after.revision == before.revision)

            let addThenRemove = #"""
                {"op":"add","path":"members","value":[{"value":"\#(second)"}]},
                {"op":"remove","path":"members[value eq \"\#(second)\"]"}
                """#
            #expect(try await scim.patch(path, addThenRemove).status == 204)
            #expect(try await scim.members(of: group) == [first])
            let removeThenAdd = #"""
                {"op":"remove","path":"members"},
                {"op":"add","path":"members","value":[{"value":"\#(second)"}]}
                """#
            #expect(try await scim.patch(path, removeThenAdd).status == 204)
            #expect(try await scim.members(of: group) == [second])
        }
    }

    @Test func `F-8 a user's PATCH whose third operation fails leaves nothing behind`() async throws {
        try await TestServer.run { scim in
            let path = scim.path(ofUser: try await scim.makeUser("a"))
            let before = try await scim.get(path)
            let broken = try await scim.patch(
                path,
                #"""
                {"op":"replace","path":"active","value":false},
                {"op":"add","path":"nickName","value":"x"},
                {"op":"remove","path":"userName"}
                """#
            )
            #expect(broken.status == 400 && broken.scimType == "mutability")
            #expect(try await scim.get(path).text == before.text)
        }
    }

    @Test func `F-9 a thousand operations are one PATCH`() async throws {
        try await TestServer.run { scim in
            let users = try await scim.store.commit { transaction in
                try (0..<1_000).map { try transaction.makeUser("u\($0)", of: scim.connection).rawValue }
            }.value
            let group = try await scim.makeGroup("g")
            let operations = users.map { #"{"op":"add","path":"members","value":[{"value":"\#($0)"}]}"# }
            #expect(try await scim.patch("/Groups/\(group)", operations.joined(separator: ",")).status == 204)
            #expect(try await scim.members(of: group).count == 1_000)
        }
    }

    @Test func `F-10 a deleted member is passed over, an id that never was is refused`() async throws {
        try await TestServer.run { scim in
            let users = [try await scim.makeUser("a"), try await scim.makeUser("b"), try await scim.makeUser("gone")]
            let lost = try await scim.makeGroup("lost")
            _ = try await scim.delete(scim.path(ofUser: users[2]))
            _ = try await scim.delete("/Groups/\(lost)")
            let group = try await scim.makeGroup("g", members: [users[0], users[2], lost])
            #expect(try await scim.members(of: group) == [users[0]])
            let values = [lost, users[1], users[2]].map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
            let add = #"{"op":"add","path":"members","value":[\#(values)]}"#
            #expect(try await scim.patch("/Groups/\(group)", add).status == 204)
            #expect(try await scim.members(of: group) == [users[0], users[1]])
            let replaced = try await scim.put("/Groups/\(group)", #"{"displayName":"g","members":[\#(values)]}"#)
            #expect(replaced.status == 200)
            #expect(try await scim.members(of: group) == [users[1]])

            let never = values + #",{"value":"okta|acme|never"}"#
            let refused = try await scim.patch(
                "/Groups/\(group)",
                #"{"op":"add","path":"members","value":[\#(never)]}"#
            )
            #expect(refused.status == 400 && refused.body["detail"]?.string?.contains("okta|acme|never") == true)
            #expect(try await scim.members(of: group) == [users[1]])
            // One who is there again is a member like any other.
            #expect(try await scim.makeUser("gone") == users[2])
            #expect(try await scim.patch("/Groups/\(group)", add).status == 204)
            #expect(try await scim.members(of: group) == [users[1], users[2]])
        }
    }

    @Test func `F-11 a userName is one in whatever case it is written`() async throws {
        try await TestServer.run { scim in
            try await scim.makeUser("Straße@x.example")
            let duplicate = try await scim.post("/Users", #"{"userName":"STRASSE@X.EXAMPLE"}"#)
            #expect(duplicate.status == 409 && duplicate.scimType == "uniqueness")
            let found = try await scim.find("Users", #"userName eq "strasse@x.example""#)
            #expect(found.names == ["Straße@x.example"])
        }
    }

    @Test(arguments: [#""False""#, #""false""#, "false"])
    func `F-12 a false in any spelling deactivates`(value: String) async throws {
        try await TestServer.run { scim in
            let id = try await scim.makeUser("a")
            let off = #"{"op":"Replace","path":"active","value":\#(value)}"#
            #expect(try await scim.patch(scim.path(ofUser: id), off).body["active"] == false)
            #expect(try await scim.isActive(id) == false)
        }
    }

    @Test func `F-13 the last of many users is found by a filter without an index`() async throws {
        try await TestServer.run { scim in
            _ = try await scim.store.commit { transaction in
                for number in 0..<1_500 { _ = try transaction.makeUser("u\(number)", of: scim.connection) }
            }
            _ = try await scim.post("/Users", #"{"userName":"last","title":"Captain"}"#)
            let found = try await scim.find("Users", #"title sw "cap""#)
            #expect(found.total == 1 && found.names == ["last"])
        }
    }

    @Test func `F-14 who loses active is inactive, and no replacement brings that user back`() async throws {
        try await TestServer.run { scim in
            let user = try await scim.makeUser("a")
            let path = scim.path(ofUser: user)
            let removed = try await scim.patch(path, #"{"op":"remove","path":"active"}"#)
            #expect(removed.status == 200 && removed.body["active"] == nil)
            #expect(try await scim.isActive(user) == false)
            #expect(try await scim.put(path, #"{"userName":"a"}"#).status == 200)
            #expect(try await scim.isActive(user) == false)
            #expect(try await scim.put(path, #"{"userName":"a","active":true}"#).status == 200)
            #expect(try await scim.isActive(user) == true)
        }
    }

    @Test func `F-14 every way of deactivating deactivates, and deleting ends the user`() async throws {
        try await TestServer.run { scim in
            let id = try await scim.makeUser("a")
            let path = scim.path(ofUser: id)
            let on = #"{"op":"replace","path":"active","value":true}"#
            let ways: [@Sendable () async throws -> Reply] = [
                { try await scim.put(path, #"{"userName":"a","active":false}"#) },
                { try await scim.patch(path, #"{"op":"replace","path":"active","value":false}"#) },
                { try await scim.patch(path, #"{"op":"replace","value":{"active":false}}"#) },
                { try await scim.patch(path, #"{"op":"add","value":{"ACTIVE":"False"}}"#) },
            ]
            for way in ways {
                _ = try await scim.patch(path, on)
                #expect(try await scim.isActive(id) == true)
                #expect(try await way().status == 200)
                #expect(try await scim.isActive(id) == false)
            }
            // A PUT that does not speak of it brings nobody back.
            #expect(try await scim.put(path, #"{"userName":"a"}"#).body["active"] == false)
            #expect(try await scim.delete(path).status == 204)
            #expect(try await scim.isActive(id) == nil)
        }
    }
}
