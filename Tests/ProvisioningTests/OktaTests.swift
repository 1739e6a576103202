import AccessModel
import DirectoryStorage
import HTTPTypes
import HummingbirdTesting
import Provisioning
import SCIMProtocol
import Testing

/// The requests of scim.md section 2.2, over a real connection.
@Suite struct `Okta` {
    private static let user = #"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"m.reyes@x.example",
        "name":{"givenName":"Mo","familyName":"Reyes"},
        "emails":[{"primary":true,"value":"m.reyes@x.example","type":"work"}],
        "displayName":"Mo Reyes","locale":"en-US","externalId":"00u1","groups":[],"password":"1mz050nq","active":true}
        """#

    @Test func `imports, looks up, creates, updates and deactivates a user`() async throws {
        try await TestServer.run(.live) { okta in
            let probe = try await okta.get("/Users?startIndex=1&count=100")
            #expect(probe.status == 200 && probe.total == 0 && probe.resources.isEmpty)
            let lookup = "/Users?filter=userName%20eq%20%22m.reyes%40x.example%22&startIndex=1&count=100"
            #expect(try await okta.get(lookup).total == 0)

            let created = try await okta.post("/Users", Self.user)
            #expect(created.status == 201)
            #expect(created.id == "okta|acme|m.reyes@x.example")
            #expect(created.body["active"] == true)
            #expect(created.body["password"] == nil)
            #expect(created.headers[.location] == created.body["meta"]?["location"]?.string)
            #expect(created.headers[.eTag] == #"W/"1""#)
            #expect(try await okta.get(lookup).resources.first?["id"]?.string == created.id)

            // Okta reads the user and sends the whole of it back.
            let path = okta.path(ofUser: created.id)
            let read = try await okta.get(path)
            let changed = read.text.replacing(#""active":true"#, with: #""active":false"#)
            let updated = try await okta.put(path, changed)
            #expect(updated.status == 200)
            #expect(updated.body["active"] == false)
            #expect(try await okta.isActive(created.id) == false)
            #expect(try await okta.get(path).body["active"] == false)

            let again = try await okta.patch(path, #"{"op":"replace","value":{"active":true}}"#)
            #expect(again.status == 200 && again.body["active"] == true)
            let stopped = try await okta.patch(path, #"{"op":"replace","value":{"active":false}}"#)
            #expect(stopped.status == 200 && stopped.body["active"] == false)
            #expect(try await okta.post("/Users", Self.user).status == 409)
        }
    }

    @Test func `pushes a group, renames it with every change of members, and unlinks it`() async throws {
        try await TestServer.run(.live) { okta in
            let first = try await okta.makeUser("a@x.example")
            let second = try await okta.makeUser("b@x.example")
            let created = try await okta.post("/Groups", #"{"displayName":"Ops","members":[]}"#)
            #expect(created.status == 201)
            let path = "/Groups/\(created.id)"

            let pushed = try await okta.patch(
                path,
                #"""
                {"op":"replace","value":{"id":"\#(created.id)","displayName":"Ops EMEA"}},
                {"op":"add","path":"members","value":[{"value":"\#(first)","display":"a@x.example"}]}
                """#
            )
            #expect(pushed.status == 204 && pushed.text.isEmpty)
            let swapped = try await okta.patch(
                path,
                #"""
                {"op":"remove","path":"members[value eq \"\#(first)\"]"},
                {"op":"add","path":"members","value":[{"value":"\#(second)","display":"b@x.example"}]}
                """#
            )
            #expect(swapped.status == 204)
            let read = try await okta.get(path)
            #expect(read.body["displayName"] == "Ops EMEA")
            #expect(read.body["members"]?.array?.count == 1)
            #expect(read.body["members"]?[0]?["value"]?.string == second)
            #expect(read.body["members"]?[0]?["type"] == "User")

            let full = #"{"op":"replace","path":"members","value":[{"value":"\#(first)","display":"a@x.example"}]}"#
            #expect(try await okta.patch(path, full).status == 204)
            #expect(try await okta.members(of: created.id) == [first])
            #expect(try await okta.delete(path).status == 204)
            #expect(try await okta.get(path).status == 404)
        }
    }

    @Test func `without PATCH replaces a group by PUT`() async throws {
        try await TestServer.run { okta in
            let first = try await okta.makeUser("a")
            let second = try await okta.makeUser("b")
            let group = try await okta.makeGroup("Ops", members: [first])
            let body = #"{"id":"\#(group)","displayName":"Ops 2","members":[{"value":"\#(second)"}]}"#
            let replaced = try await okta.put("/Groups/\(group)", body)
            #expect(replaced.status == 200)
            #expect(replaced.body["displayName"] == "Ops 2")
            #expect(try await okta.members(of: group) == [second])
        }
    }

    /// The SPEC test of the Okta Integration Network, as far as it states what an answer holds.
    @Test func `finds what its own test suite asks for`() async throws {
        try await TestServer.run { okta in
            _ = try await okta.post("/Users", Self.user)
            let list = try await okta.get("/Users?count=1&startIndex=1")
            let first = try #require(list.resources.first)
            #expect(list.body["startIndex"] == 1 && list.body["itemsPerPage"] == 1 && list.total == 1)
            #expect(list.body["schemas"] == ["urn:ietf:params:scim:api:messages:2.0:ListResponse"])
            #expect(first["name"]?["givenName"] == "Mo" && first["name"]?["familyName"] == "Reyes")
            #expect(first["userName"] == "m.reyes@x.example" && first["active"] == true)
            #expect(first["emails"]?[0]?["value"] == "m.reyes@x.example")

            #expect(try await okta.find("Users", #"userName eq "nobody@x.example""#).total == 0)
            #expect(try await okta.find("Users", #"emails.value eq "nobody@x.example""#).total == 0)
            let unknown = try await okta.get("/Users/00919288221112222")
            #expect(unknown.status == 404 && unknown.isError)

            var plain = okta
            plain.contentType = "application/json"
            let created = try await plain.post("/Users", Self.user.replacing("m.reyes", with: "n.reyes"))
            #expect(created.status == 201 && created.body["active"] == true)
            let duplicate = try await plain.post("/Users", Self.user.replacing("m.reyes", with: "N.Reyes"))
            #expect(duplicate.status == 409 && duplicate.isError && duplicate.scimType == "uniqueness")
            let upper = try await okta.find("Users", #"userName eq "N.REYES@X.EXAMPLE""#)
            #expect(upper.names == ["n.reyes@x.example"])
            #expect(try await okta.get("/Groups").status == 200)

            let refused = try await okta.bearing("tok_wrong").get("/Users")
            #expect(refused.status == 401 && refused.isError)
        }
    }
}
