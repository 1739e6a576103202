import AccessModel
import DirectoryStorage
import HTTPTypes
import HummingbirdTesting
import Provisioning
import SCIMProtocol
import Testing

/// The requests of scim.md section 2.1, over a real connection.
@Suite struct `Entra` {
    private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    private static let user = #"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User","\#(enterprise)"],"externalId":"m.reyes",
        "userName":"m.reyes@x.example","active":true,"emails":[{"primary":true,"type":"work","value":"m@x.example"}],
        "meta":{"resourceType":"User"},"name":{"formatted":"Mo Reyes","familyName":"Reyes","givenName":"Mo"},
        "roles":[],"\#(enterprise)":{"department":"Sales"}}
        """#
    private static let group = #"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group",
        "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
        "displayName":"Ops","externalId":"c0ffee","members":[],"meta":{"resourceType":"Group"}}
        """#

    @Test func `tests the connection, matches, creates and disables a user`() async throws {
        try await TestServer.run(.live, strategy: .waad) { entra in
            #expect(try await entra.find("Users", #"userName eq "3f2e0a4e-random""#).total == 0)
            #expect(try await entra.find("Groups", #"displayName eq "3f2e0a4e-random""#).total == 0)
            #expect(try await entra.find("Users", #"externalId eq "m.reyes""#).total == 0)

            let created = try await entra.post("/Users", Self.user)
            #expect(created.status == 201)
            #expect(created.id == "waad|acme|m.reyes@x.example")
            #expect(created.body["schemas"]?.array?.contains(.string(Self.enterprise)) == true)
            #expect(created.body[Self.enterprise]?["department"] == "Sales")

            let path = entra.path(ofUser: created.id)
            #expect(try await entra.get(path).status == 200)
            #expect(try await entra.find("Users", #"externalId eq m.reyes"#).total == 1)
            let match = #"emails[type eq "work"].value eq "m@x.example" and userName eq "m.reyes@x.example""#
            #expect(try await entra.find("Users", match).total == 1)

            let disabled = try await entra.patch(path, #"{"op":"Replace","path":"active","value":"False"}"#)
            #expect(disabled.status == 200 && disabled.body["active"] == false)
            #expect(try await entra.isActive(created.id) == false)
            #expect(try await entra.get(path).body["active"] == false)
            #expect(try await entra.find("Users", #"userName eq "m.reyes@x.example""#).total == 1)

            #expect(try await entra.delete(path).status == 204)
            #expect(try await entra.get(path).status == 404)
            #expect(try await entra.delete(path).status == 404)
        }
    }

    @Test func `in its default dialect changes attributes one path at a time`() async throws {
        try await TestServer.run(strategy: .waad) { entra in
            let id = try await entra.post("/Users", Self.user).id
            let manager = "\(Self.enterprise):manager"
            let changed = try await entra.patch(
                entra.path(ofUser: id),
                #"""
                {"op":"Add","path":"nickName","value":"Mo"},
                {"op":"Add","path":"emails[type eq \"home\"].value","value":"mo@home.example"},
                {"op":"Replace","path":"emails[type eq \"work\"].value","value":"new@x.example"},
                {"op":"Add","path":"\#(manager)","value":[{"$ref":"../Users/2b","value":"2b"}]},
                {"op":"Add","path":"roles[primary eq \"True\"].display","value":"Auditor"},
                {"op":"Add","path":"roles[primary eq \"True\"].type","value":"Custom"},
                {"op":"Add","path":"roles[primary eq \"True\"].value","value":"auditor"},
                {"op":"Replace","path":"name.givenName","value":"Maureen"}
                """#
            )
            #expect(changed.status == 200)
            #expect(changed.body["nickName"] == "Mo")
            #expect(changed.body["name"]?["givenName"] == "Maureen")
            #expect(changed.body["name"]?["familyName"] == "Reyes")
            #expect(changed.body["emails"]?.array?.count == 2)
            #expect(changed.body["emails"]?[0]?["value"] == "new@x.example")
            #expect(changed.body["emails"]?[1]?["value"] == "mo@home.example")
            #expect(changed.body["roles"]?.array?.count == 1)
            #expect(changed.body["roles"]?[0]?["primary"] == true)
            #expect(changed.body["roles"]?[0]?["value"] == "auditor")
            #expect(changed.body[Self.enterprise]?["manager"]?["value"] == "2b")

            let cleared = #"{"op":"Replace","path":"\#(manager)","value":""}"#
            let reply = try await entra.patch(entra.path(ofUser: id), cleared)
            #expect(reply.status == 200)
            #expect(reply.body[Self.enterprise]?["manager"] == nil)
            #expect(reply.body[Self.enterprise]?["department"] == "Sales")
        }
    }

    @Test func `in its flag dialect merges an object with dotted and qualified names`() async throws {
        try await TestServer.run(strategy: .waad) { entra in
            let id = try await entra.post("/Users", Self.user).id
            let changed = try await entra.patch(
                entra.path(ofUser: id) + "?aadOptscim062020",
                #"""
                {"op":"replace","value":{"displayName":"Mo R","name.givenName":"Mo-Ann",
                "\#(Self.enterprise):department":"Audit","userName":"mo@x.example"}}
                """#
            )
            #expect(changed.status == 200)
            #expect(changed.id == id)
            #expect(changed.body["displayName"] == "Mo R")
            #expect(changed.body["name"]?["givenName"] == "Mo-Ann")
            #expect(changed.body[Self.enterprise]?["department"] == "Audit")
            #expect(changed.body["name.givenName"] == nil)
            let off = #"{"op":"replace","path":"active","value":false}"#
            #expect(try await entra.patch(entra.path(ofUser: id), off).body["active"] == false)
        }
    }

    @Test func `creates, matches, fills, empties, renames and deletes a group`() async throws {
        try await TestServer.run(.live, strategy: .waad) { entra in
            let users = [try await entra.makeUser("a"), try await entra.makeUser("b"), try await entra.makeUser("c")]
            let created = try await entra.post("/Groups", Self.group)
            #expect(created.status == 201 && created.body["externalId"] == "c0ffee")
            #expect(created.body["schemas"] == ["urn:ietf:params:scim:schemas:core:2.0:Group"])
            let path = "/Groups/\(created.id)"
            #expect(try await entra.post("/Groups", Self.group.replacing("Ops", with: "OPS")).status == 409)

            // The default dialect, then the flag's.
            let values = users.map { #"{"$ref":null,"value":"\#($0)"}"# }.joined(separator: ",")
            let added = try await entra.patch(path, #"{"op":"Add","path":"members","value":[\#(values)]}"#)
            #expect(added.status == 204 && added.text.isEmpty)
            #expect(try await entra.members(of: created.id) == users)
            let one = #"{"op":"Remove","path":"members","value":[{"$ref":null,"value":"\#(users[0])"}]}"#
            #expect(try await entra.patch(path, one).status == 204)
            #expect(try await entra.members(of: created.id) == [users[1], users[2]])
            let two = #"{"op":"remove","path":"members[value eq \"\#(users[1])\"]"}"#
            #expect(try await entra.patch(path, two).status == 204)
            #expect(try await entra.members(of: created.id) == [users[2]])

            let found = try await entra.get("/Groups?excludedAttributes=members&filter=displayName+eq+%22ops%22")
            #expect(found.total == 1 && found.resources.first?["members"] == nil)
            let read = try await entra.get(path + "?excludedAttributes=members")
            #expect(read.status == 200 && read.body["members"] == nil)
            let rename = #"{"op":"Replace","path":"displayName","value":"Operations"}"#
            #expect(try await entra.patch(path, rename).status == 204)
            #expect(try await entra.find("Groups", #"displayName eq "Operations""#).total == 1)
            #expect(try await entra.find("Groups", #"displayName eq "Ops""#).total == 0)
            #expect(try await entra.members(of: created.id) == [users[2]])
            #expect(try await entra.delete(path).status == 204)
            #expect(try await entra.delete(path).status == 404)
        }
    }
}
