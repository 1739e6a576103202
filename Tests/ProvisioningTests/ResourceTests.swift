import AccessModel
import DirectoryStorage
import HTTPTypes
import HummingbirdTesting
import Provisioning
import SCIMProtocol
import TestSupport
import Testing

@Suite struct `A resource` {
    @Test func `that a write does not change keeps its version, its date and the store's revision`() async throws {
        try await TestServer.run { scim in
            let body = #"{"userName":"a","displayName":"A","emails":[{"type":"work","value":"a@x.example"}]}"#
            let user = scim.path(ofUser: try await scim.post("/Users", body).id)
            let member = try await scim.makeUser("m")
            let group = "/Groups/\(try await scim.makeGroup("g", members: [member]))"
            let before = try await (scim.get(user), scim.get(group), scim.store.head())

            let reordered = #"{"emails":[{"value":"a@x.example","type":"work"}],"displayName":"A","userName":"a"}"#
            #expect(try await scim.put(user, reordered).status == 200)
            let same = #"{"op":"add","path":"emails","value":[{"type":"work","value":"a@x.example"}]}"#
            #expect(try await scim.patch(user, same).status == 200)
            #expect(try await scim.patch(user, #"{"op":"replace","value":{"active":"True"}}"#).status == 200)
            let again = #"{"op":"add","path":"members","value":[{"value":"\#(member)"}]}"#
            #expect(try await scim.patch(group, again).status == 204)
            let stranger = #"{"op":"remove","path":"members[value eq \"okta|acme|nobody\"]"}"#
            #expect(try await scim.patch(group, stranger).status == 204)
            #expect(try await scim.put(group, #"{"displayName":"g","members":["\#(member)"]}"#).status == 200)

            let after = try await (scim.get(user), scim.get(group), scim.store.head())
            #expect(after.0.text == before.0.text)
            #expect(after.1.text == before.1.text)
            #expect(after.2 == before.2)
        }
    }

    @Test func `moves version, tag and date with every change`() async throws {
        try await TestServer.run { scim in
            let created = try await scim.post("/Users", #"{"userName":"a"}"#)
            let meta = try #require(created.body["meta"])
            #expect(meta["created"] == meta["lastModified"] && meta["resourceType"] == "User")
            #expect(meta["version"]?.string == created.headers[.eTag])
            let changed = try await scim.patch(
                scim.path(ofUser: created.id),
                #"{"op":"add","path":"nickName","value":"x"}"#
            )
            #expect(changed.headers[.eTag] == #"W/"2""# && changed.body["meta"]?["version"] == #"W/"2""#)
            #expect(changed.body["meta"]?["created"] == meta["created"])
            #expect(changed.body["meta"]?["lastModified"] != meta["lastModified"])
            let revisions = try [#require(created.revision), #require(changed.revision)]
            #expect(revisions[1].number == revisions[0].number + 1)
            let group = try await scim.makeGroup("g")
            let add = #"{"op":"add","path":"members","value":["\#(created.id)"]}"#
            let patched = try await scim.patch("/Groups/\(group)", add)
            #expect(patched.headers[.eTag] == #"W/"2""#)
            #expect(try await scim.get("/Groups/\(group)").headers[.eTag] == #"W/"2""#)
        }
    }

    @Test func `is where its location says`() async throws {
        try await TestServer.run(.live) { scim in
            let created = try await scim.post("/Users", #"{"userName":"a/b c+d|é@x.example"}"#)
            let location = try #require(created.body["meta"]?["location"]?.string)
            #expect(location == created.headers[.location])
            let prefix = "http://localhost" + scim.base
            try #require(location.hasPrefix(prefix))
            #expect(location.hasSuffix("/Users/okta%7Cacme%7Ca%2Fb%20c%2Bd%7C%C3%A9%40x.example"))
            let read = try await scim.get(String(location.dropFirst(prefix.count)))
            #expect(read.id == "okta|acme|a/b c+d|é@x.example")
        }
        let configuration = ProvisioningConfiguration(externalBaseURL: "https://id.example.com/prefix")
        try await TestServer.run(configuration: configuration) { scim in
            let group = try await scim.post("/Groups", #"{"displayName":"g"}"#)
            #expect(group.headers[.location] == "https://id.example.com/prefix\(scim.base)/Groups/\(group.id)")
        }
    }

    @Test func `takes its id from the connection's attribute, and from the userName where that is absent`() async throws
    {
        try await TestServer.run(strategy: .oidc, userIDAttribute: .externalId) { scim in
            let named = try await scim.post("/Users", #"{"userName":"a","externalId":"sub-1"}"#)
            #expect(named.id == "oidc|acme|sub-1")
            let bare = try await scim.post("/Users", #"{"userName":"b"}"#)
            #expect(bare.id == "oidc|acme|b")
            let later = #"{"op":"add","path":"externalId","value":"sub-2"}"#
            let changed = try await scim.patch(scim.path(ofUser: bare.id), later)
            #expect(changed.id == bare.id)
            let moved = try await scim.store.read { try $0.user(User.ID("oidc|acme|b"))?.user.providerUserID }
            #expect(moved == "sub-2")
        }
    }

    @Test func `of a user never holds a password, neither in an answer nor in the store`() async throws {
        try await TestServer.run { scim in
            let created = try await scim.post("/Users?attributes=password", #"{"userName":"a","password":"hunter2"}"#)
            let path = scim.path(ofUser: created.id)
            let patched = try await scim.patch(path, #"{"op":"replace","path":"password","value":"hunter2"}"#)
            #expect(patched.status == 200)
            let stored = try await scim.store.read { try $0.user(User.ID("okta|acme|a"))?.attributes }
            let texts = [created.text, patched.text, try await scim.get(path).text, stored]
            #expect(texts.allSatisfy { $0?.contains("hunter2") == false })
        }
    }

    @Test func `is not created twice, nor changed when it is not there`() async throws {
        try await TestServer.run { scim in
            _ = try await scim.makeGroup("g")
            let duplicate = try await scim.post("/Groups", #"{"displayName":"G"}"#)
            #expect(duplicate.status == 409 && duplicate.scimType == "uniqueness")
            for path in ["/Users/nobody", "/Groups/grp_1111111111111111111111", "/Groups/x"] {
                let body = #"{"userName":"n","displayName":"n"}"#
                for reply in [
                    try await scim.get(path), try await scim.put(path, body), try await scim.delete(path),
                    try await scim.patch(path, #"{"op":"add","path":"displayName","value":"x"}"#),
                ] {
                    #expect(reply.status == 404 && reply.isError)
                }
            }
            #expect(try await scim.get("/Users").total == 0)
        }
    }

    @Test func `of a group loses the members that a PUT leaves out, unless it does not speak of members`() async throws
    {
        try await TestServer.run { scim in
            let user = try await scim.makeUser("a")
            let group = try await scim.makeGroup("g", members: [user])
            let path = "/Groups/\(group)"
            let apart = try await scim.put(path + "?excludedAttributes=members", #"{"displayName":"h"}"#)
            #expect(apart.status == 200 && apart.body["members"] == nil)
            #expect(try await scim.members(of: group) == [user])
            #expect(try await scim.put(path, #"{"displayName":"h"}"#).status == 200)
            #expect(try await scim.members(of: group) == [])
        }
    }

    @Test func `of a group that SCIM did not make is shown and not changed`() async throws {
        try await TestServer.run { scim in
            var generator = SystemRandomNumberGenerator()
            let id = Group.ID.make(using: &generator)
            let group = Group(id: id, connection: scim.connection.id, name: "manual", origin: .api)
            let document = GroupDocument(group: group, foldedName: "manual", attributes: #"{"displayName":"manual"}"#)
            let instant = scim.clock.now()
            _ = try await scim.store.commit { try $0.createGroup(document, uniqueName: true, now: instant) }
            let path = "/Groups/\(id)"
            #expect(try await scim.get(path).body["displayName"] == "manual")
            #expect(try await scim.put(path, #"{"displayName":"x"}"#).status == 409)
            #expect(try await scim.patch(path, #"{"op":"remove","path":"members"}"#).status == 409)
            #expect(try await scim.delete(path).status == 409)
        }
    }
}
