import AccessModel
import DirectoryStorage
import HTTPTypes
import HummingbirdTesting
import Provisioning
import SCIMProtocol
import Testing

/// Section 2.4 of scim.md, by its numbers, as far as it is not shown elsewhere.
@Suite struct `Tolerance` {
    @Test(arguments: ["add", "Add", "ADD"])
    func `1 an operation in any case`(op: String) async throws {
        try await TestServer.run { scim in
            let path = scim.path(ofUser: try await scim.makeUser("a"))
            let reply = try await scim.patch(path, #"{"op":"\#(op)","path":"nickName","value":"x"}"#)
            #expect(reply.body["nickName"] == "x")
        }
    }

    @Test func `4 and 5 members as one object, with null references and displays`() async throws {
        try await TestServer.run { scim in
            let user = try await scim.makeUser("a")
            let group = try await scim.makeGroup("g")
            let value = #"{"value":"\#(user)","$ref":null,"display":"whoever","type":"User"}"#
            let add = #"{"op":"add","path":"members","value":\#(value)}"#
            #expect(try await scim.patch("/Groups/\(group)", add).status == 204)
            let member = try await scim.get("/Groups/\(group)").body["members"]?[0]
            #expect(member?["value"]?.string == user && member?["display"] == "a" && member?["type"] == "User")
        }
    }

    @Test func `7 read-only keys inside a body are passed over, a read-only path is an error`() async throws {
        try await TestServer.run { scim in
            let id = try await scim.makeUser("a")
            let path = scim.path(ofUser: id)
            let body =
                #"{"id":"evil","userName":"a","meta":{"created":"1970-01-01T00:00:00Z"},"groups":[{"value":"x"}]}"#
            let replaced = try await scim.put(path, body)
            #expect(replaced.status == 200 && replaced.id == id && replaced.body["groups"] == nil)
            #expect(replaced.body["meta"]?["created"] != "1970-01-01T00:00:00Z")
            let inside = try await scim.patch(path, #"{"op":"replace","value":{"id":"evil","meta":{},"groups":[]}}"#)
            #expect(inside.status == 200 && inside.id == id)
            for attribute in ["id", "groups", "meta.created"] {
                let reply = try await scim.patch(path, #"{"op":"replace","path":"\#(attribute)","value":"x"}"#)
                #expect(reply.status == 400 && reply.scimType == "mutability")
            }
        }
    }

    @Test func `8, 13, 14 and 16 foreign schemas, none at all, old ones, and unknown attributes`() async throws {
        try await TestServer.run { scim in
            for (number, schemas) in [
                #""schemas":["urn:example:custom"],"#, "",
                #""schemas":["urn:scim:schemas:core:1.0","urn:ietf:params:scim:schemas:core:2.0:User"],"#,
            ].enumerated() {
                let body = #"{\#(schemas)"userName":"u\#(number)","favouriteColour":"blue"}"#
                let created = try await scim.post("/Users", body)
                #expect(created.status == 201 && created.body["favouriteColour"] == nil)
                #expect(created.body["schemas"] == ["urn:ietf:params:scim:schemas:core:2.0:User"])
            }
            let path = scim.path(ofUser: "okta|acme|u0")
            let operations = #"{"Operations":[{"op":"add","path":"favouriteColour","value":"red"}]}"#
            #expect(try await scim.send(.patch, path, operations).status == 200)
        }
    }

    @Test func `15 no operations change nothing`() async throws {
        try await TestServer.run { scim in
            let user = scim.path(ofUser: try await scim.makeUser("a"))
            let group = "/Groups/\(try await scim.makeGroup("g"))"
            let before = try await scim.store.head()
            #expect(try await scim.patch(user, "").status == 200)
            #expect(try await scim.patch(group, "").status == 204)
            let after = try await scim.store.head()
            #expect(after == before)
        }
    }

    @Test(arguments: ["application/json", "application/scim+json; charset=utf-8", "Application/JSON;charset=UTF-8"])
    func `12 either media type`(type: String) async throws {
        try await TestServer.run { scim in
            var client = scim
            client.contentType = type
            let reply = try await client.post("/Users", #"{"userName":"a"}"#)
            #expect(reply.status == 201)
            #expect(reply.headers[.contentType] == "application/scim+json")
        }
    }

    @Test func `19 and 20 slashes at the end, and every way to write a space or a plus`() async throws {
        try await TestServer.run(.live) { scim in
            let id = try await scim.makeUser("a+b@x.example")
            for query in [
                "filter=userName+eq+%22a%2Bb%40x.example%22", "filter=userName%20eq%20%22a%2bb@x.example%22",
                "filter=userName%20eq%20%22A%2BB@X.EXAMPLE%22&unknown=1&aadOptscim062020",
            ] {
                #expect(try await scim.get("/Users/?\(query)").names == ["a+b@x.example"])
            }
            #expect(try await scim.find("Users", #"userName eq "a b@x.example""#).total == 0)
            let path = "/users/okta%7Cacme%7Ca+b%40x.example/"
            let read = try await scim.get(path)
            #expect(read.status == 200 && read.id == id)
        }
    }

    @Test func `nested groups are members like users`() async throws {
        try await TestServer.run { scim in
            let inner = try await scim.makeGroup("inner")
            let outer = try await scim.makeGroup("outer", members: [inner])
            let member = try await scim.get("/Groups/\(outer)").body["members"]?[0]
            #expect(member?["value"]?.string == inner && member?["type"] == "Group")
            #expect(member?["$ref"]?.string?.hasSuffix("/Groups/\(inner)") == true)
            // A cycle is harmless.
            let back = #"{"op":"add","path":"members","value":[{"value":"\#(outer)"}]}"#
            #expect(try await scim.patch("/Groups/\(inner)", back).status == 204)
            #expect(try await scim.delete("/Groups/\(inner)").status == 204)
            #expect(try await scim.members(of: outer) == [])
        }
    }
}
