import AccessModel
import DirectoryStorage
import HTTPTypes
import SCIMProtocol
import TestSupport
import Testing
import TokenSigning

@testable import Provisioning

/// What a mapping of its own makes of a connection's users.
@Suite struct `A connection with a mapping` {
    private static let mapping = [
        MappedAttribute("userName", "preferred_username"),
        MappedAttribute(#"emails[type eq "work"].value"#, "email"),
        MappedAttribute("name.givenName", "given_name"),
        MappedAttribute("\(SchemaDefinition.enterpriseUser.id):department", "app_metadata.department"),
    ]

    private static let body = """
        {"userName":"mo","externalId":"e1","active":true,"title":"Captain","displayName":"Mo R",
        "name":{"givenName":"Mo","familyName":"Reyes"},
        "emails":[{"type":"work","value":"w@x.example"},{"type":"home","value":"h@x.example"}],
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Audit","costCenter":"7"}}
        """

    @Test func `takes what is mapped and what the server lives by, and ignores the rest`() async throws {
        try await TestServer.run { scim in
            try await scim.map(Self.mapping)
            let created = try await scim.post("/Users", Self.body)
            #expect(created.status == 201)
            for reply in [created, try await scim.get(scim.path(ofUser: created.id))] {
                #expect(reply.body["userName"] == "mo" && reply.body["externalId"] == "e1")
                #expect(reply.body["active"] == true && reply.body["name"] == ["givenName": "Mo"])
                #expect(reply.body["emails"] == [["type": "work", "value": "w@x.example"]])
                #expect(reply.body[SchemaDefinition.enterpriseUser.id] == ["department": "Audit"])
                #expect(reply.body["title"] == nil && reply.body["displayName"] == nil)
            }
            let stored = try #require(try await scim.store.read { try $0.user(User.ID(created.id)) })
            #expect(!stored.attributes.contains("Captain") && stored.displayName == nil)
            #expect(try await scim.find("Users", #"emails.value eq "w@x.example""#).total == 1)
            #expect(try await scim.find("Users", #"emails.value eq "h@x.example""#).total == 0)
            #expect(try await scim.find("Users", #"title pr"#).total == 0)
        }
    }

    @Test func `changes nothing by what it ignores, and keeps version and revision`() async throws {
        try await TestServer.run { scim in
            try await scim.map(Self.mapping)
            let created = try await scim.post("/Users", Self.body)
            let path = scim.path(ofUser: created.id)
            let patched = try await scim.patch(path, #"{"op":"replace","path":"title","value":"Boss"}"#)
            #expect(patched.status == 200 && patched.headers[.eTag] == created.headers[.eTag])
            #expect(try await scim.put(path, Self.body).headers[.eTag] == created.headers[.eTag])
            #expect(try await scim.store.head() == created.revision)
            let changed = try await scim.patch(
                path,
                #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"n@x.example"}"#
            )
            #expect(changed.body["emails"] == [["type": "work", "value": "n@x.example"]])
            #expect(changed.headers[.eTag] != created.headers[.eTag])
        }
    }

    @Test func `never lets anybody in who was to be kept out`() async throws {
        try await TestServer.run { scim in
            try await scim.map([MappedAttribute("title", "app_metadata.title")])
            let id = try await scim.post("/Users", Self.body).id
            let path = scim.path(ofUser: id)
            _ = try await scim.patch(path, #"{"op":"replace","path":"active","value":false}"#)
            #expect(try await scim.isActive(id) == false)
            #expect(try await scim.get(path).body["active"] == false)
            _ = try await scim.patch(path, #"{"op":"replace","value":{"active":"True"}}"#)
            #expect(try await scim.isActive(id) == true)
        }
    }

    @Test func `hides what an earlier mapping took, from lists, filters and orders, too`() async throws {
        try await TestServer.run { scim in
            let first = try await scim.post("/Users", Self.body)
            _ = try await scim.post("/Users", #"{"userName":"ann","displayName":"Zoe","title":"Clerk"}"#)
            #expect(first.body["title"] == "Captain")
            #expect(try await scim.find("Users", #"displayName eq "Mo R""#).total == 1)
            try await scim.map(Self.mapping)
            let path = scim.path(ofUser: first.id)
            #expect(try await scim.get(path).body["title"] == nil)
            #expect(try await scim.get(path).headers[.eTag] == first.headers[.eTag])
            #expect(
                try await scim.get("/Users").resources.allSatisfy { $0["title"] == nil && $0["displayName"] == nil }
            )
            #expect(try await scim.find("Users", #"displayName eq "Mo R""#).total == 0)
            #expect(try await scim.find("Users", #"emails.value eq "h@x.example""#).total == 0)
            #expect(try await scim.find("Users", #"emails.value eq "w@x.example""#).total == 1)
            // Nobody shows a displayName, so that nothing but the ids makes the order.
            let sorted = try await scim.get("/Users?sortBy=displayName").resources.compactMap { $0["id"]?.string }
            #expect(sorted == sorted.sorted())
            // What was hidden is gone with the next change.
            _ = try await scim.patch(path, #"{"op":"replace","path":"name.givenName","value":"Moe"}"#)
            try await scim.map(nil)
            #expect(try await scim.get(path).body["title"] == nil)
            #expect(try await scim.find("Users", #"title eq "Clerk""#).total == 1)
        }
    }

    @Test func `speaks of declared extensions, too`() async throws {
        try await TestServer.run(configuration: DeclaredTypes.configuration) { scim in
            try await scim.map([MappedAttribute("\(DeclaredTypes.badge):color", "app_metadata.color")])
            let badge = #""\#(DeclaredTypes.badge)":{"color":"red","number":"7"}"#
            let reply = try await scim.post("/Users", #"{"userName":"mo","title":"Captain",\#(badge)}"#)
            #expect(reply.body[DeclaredTypes.badge] == ["color": "red"] && reply.body["title"] == nil)
            // What is not taken is not held against anybody.
            #expect(try await scim.post("/Users", #"{"userName":"ann",\#(badge)}"#).status == 201)
        }
    }

    @Test func `passes over what it says of attributes that there are no more`() async throws {
        try await TestServer.run { scim in
            try await scim.map(Self.mapping + [MappedAttribute("urn:example:Badge:color", "app_metadata.color")])
            #expect(try await scim.post("/Users", Self.body).body["name"] == ["givenName": "Mo"])
        }
    }
}

@Suite struct `A connection without SCIM configuration` {
    @Test func `answers 404 to everybody, and keeps its users for a later one`() async throws {
        try await TestServer.run { scim in
            let user = try await scim.makeUser("a")
            let group = try await scim.makeGroup("g", members: [user])
            let before = try await scim.store.head()
            let connection = scim.connection.id
            _ = try await scim.store.commit { try $0.deleteSCIMConfiguration(of: connection) }
            for caller in [scim, scim.bearing(nil), scim.bearing("tok_x")] {
                for path in ["/Users", "/Groups/\(group)", "/Schemas", "/ServiceProviderConfig", "/ResourceTypes"] {
                    let reply = try await caller.get(path)
                    #expect(reply.status == 404 && reply.isError)
                }
                #expect(try await caller.post("/Users", #"{"userName":"b"}"#).status == 404)
            }
            #expect(try await scim.store.head() == before)
            _ = try await scim.store.commit { transaction in
                try transaction.putSCIMConfiguration(SCIMConfiguration(of: connection, now: Timestamp(seconds: 9)))
            }
            #expect(try await scim.get("/Users").status == 401)
            let again = scim.bearing(try await scim.issueToken())
            #expect(try await again.members(of: group) == [user])
        }
    }
}

@Suite struct `The attribute that holds the provider's own id` {
    @Test func `moves the lookup when it changes, and keeps the ids`() async throws {
        try await TestServer.run(userIDAttribute: .userName) { scim in
            let id = try await scim.post("/Users", #"{"userName":"mo@x","externalId":"00u1"}"#).id
            #expect(id == "okta|acme|mo@x")
            try await scim.identify(by: .externalId)
            let found = try await scim.store.read { reader in
                try ["mo@x", "00u1"].map {
                    try reader.user(providerUserID: $0, in: scim.connection.id)?.user.id.rawValue
                }
            }
            #expect(found == [nil, id])
            #expect(try await scim.get(scim.path(ofUser: id)).body["userName"] == "mo@x")
            let changed = try await scim.patch(
                scim.path(ofUser: id),
                #"{"op":"replace","path":"externalId","value":"00u2"}"#
            )
            #expect(changed.id == id)
            let moved = try await scim.store.read { try $0.user(providerUserID: "00u2", in: scim.connection.id) }
            #expect(moved?.user.id.rawValue == id)
            #expect(try await scim.post("/Users", #"{"userName":"ann@x","externalId":"00u3"}"#).id == "okta|acme|00u3")
        }
    }
}

extension TestServer {
    /// Gives the connection a mapping of its own, or takes it away.
    fileprivate func map(_ entries: [MappedAttribute]?) async throws {
        let configuration = SCIMConfiguration(of: connection.id, mapping: entries, now: clock.now())
        _ = try await store.commit { try $0.putSCIMConfiguration(configuration) }
    }

    fileprivate func identify(by attribute: Connection.UserIDAttribute) async throws {
        var changed = connection
        changed.userIDAttribute = attribute
        _ = try await store.commit { [changed] in try $0.putConnection(changed) }
    }
}
