import HummingbirdTesting
import Provisioning
import SCIMProtocol
import Testing

/// The rules of attributes and of replacements, as a client meets them.
@Suite struct `An attribute over HTTP` {
    private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

    /// What a user that is created with these members shows under the name.
    private static func shown(_ name: String, _ members: String, _ scim: TestServer) async throws -> SCIMValue? {
        let made = try await scim.post("/Users", #"{"userName":"a","active":true,\#(members)}"#)
        #expect(made.status == 201, "\(members)")
        let read = try await scim.get(scim.path(ofUser: made.id))
        #expect(read.text == made.text)
        #expect(try await scim.delete(scim.path(ofUser: made.id)).status == 204)
        return made.body[name]
    }

    @Test func `A-1 A-2 A-3 A-15 the server keeps what is its own, and the client's externalId to the letter`()
        async throws
    {
        try await TestServer.run { scim in
            let own = #""id":"evil","meta":{"version":"x","created":"1970-01-01T00:00:00Z"},"groups":[{"value":"g"}]"#
            let made = try await scim.post("/Users", #"{"userName":"a","externalId":"Ab\u00df",\#(own)}"#)
            #expect(made.status == 201 && made.id == "okta|acme|a" && made.body["groups"] == nil)
            #expect(made.body["meta"]?["version"] == #"W/"1""# && made.body["externalId"] == "Ab\u{df}")
            #expect(made.body["meta"]?["created"] == made.body["meta"]?["lastModified"])
            #expect(try await scim.find("Users", #"externalId eq "ABß""#).total == 0)
            #expect(try await scim.post("/Users", #"{"userName":"b"}"#).body["externalId"] == nil)
            let group = try await scim.makeGroup("g", members: [made.id])
            let path = scim.path(ofUser: made.id)
            #expect(
                try await scim.put(path, #"{"userName":"a","groups":[]}"#).body["groups"]?[0]?["value"]?.string == group
            )
        }
    }

    @Test(arguments: [
        (#""title":null,"emails":[],"name":{}"#, "title", "null"),
        (#""title":null,"emails":[],"name":{}"#, "emails", "null"),
        (#""title":null,"emails":[],"name":{}"#, "name", "null"),
        (
            #""emails":[{"value":"a@x","primary":true},{"value":"b@x","primary":true}]"#, "emails",
            #"[{"value":"a@x","primary":false},{"value":"b@x","primary":true}]"#
        ),
        (
            #""emails":[{"value":"a@x","type":"work"},{"value":"A@x","type":"work"}]"#, "emails",
            #"[{"value":"A@x","type":"work"}]"#
        ),
        (#""nickName":"MiXed""#, "nickName", #""MiXed""#), (#""NICKNAME":"x""#, "nickName", #""x""#),
        (
            #""addresses":[{"country":"Freedonia","type":"work"}]"#, "addresses",
            #"[{"country":"Freedonia","type":"work"}]"#
        ),
        (#""timezone":"nowhere""#, "timezone", #""nowhere""#), (#""password":"secret""#, "password", "null"),
    ])
    func `A-6 A-8 A-9 A-12 A-13 A-17 T-11 is kept in one form`(members: String, name: String, wanted: String)
        async throws
    {
        try await TestServer.run { scim in
            let shown = try await Self.shown(name, members, scim)
            #expect(try (shown ?? .null) == SCIMValue(json: wanted), "\(members)")
        }
    }

    @Test(arguments: [
        #""active":"perhaps""#, #""emails":[{"primary":"maybe","value":"a"}]"#, #""name":7"#, #""title":{"a":1}"#,
    ])
    func `A-10 of another type is refused`(member: String) async throws {
        try await TestServer.run { scim in
            let reply = try await scim.post("/Users", #"{"userName":"a",\#(member)}"#)
            #expect(reply.status == 400 && reply.scimType == "invalidValue" && reply.isError)
        }
    }

    @Test func `A-12 a password cannot be found`() async throws {
        try await TestServer.run { scim in
            _ = try await scim.post("/Users", #"{"userName":"a","password":"secret"}"#)
            let guess = try await scim.find("Users", #"password sw "s""#)
            #expect(guess.status == 400 || guess.total == 0)
            #expect(try await scim.get("/Users?attributes=password").resources.first?["password"] == nil)
        }
    }

    @Test func `A-16 a group needs a name, and its members are references`() async throws {
        try await TestServer.run { scim in
            for body in [
                #"{}"#, #"{"displayName":""}"#, #"{"displayName":" "}"#, #"{"displayName":"g","members":[{}]}"#,
            ] {
                let reply = try await scim.post("/Groups", body)
                #expect(reply.status == 400 && reply.scimType == "invalidValue", "\(body)")
            }
            let user = try await scim.makeUser("a")
            let group = try await scim.makeGroup("g", members: [user])
            let member = try await scim.get("/Groups/\(group)").body["members"]?[0]
            #expect(member?["$ref"]?.string?.hasSuffix(scim.path(ofUser: user)) == true)
        }
    }

    @Test func `A-5 schemas name what the resource has, and unknown ones are refused strictly`() async throws {
        try await TestServer.run(configuration: ProvisioningConfiguration(profile: .strict)) { scim in
            let core = "urn:ietf:params:scim:schemas:core:2.0:User"
            let extended = #","\#(Self.enterprise)":{"department":"d"}"#
            for (urns, more, status) in [
                (#""\#(core)""#, "", 201), (#""\#(core)","\#(Self.enterprise)""#, extended, 201),
                (#""\#(core)""#, extended, 400), (#""\#(core)","\#(core)""#, "", 400),
                (#""\#(core)","urn:x:y""#, "", 400),
                (#""\#(Self.enterprise)""#, extended, 400),
            ] {
                let reply = try await scim.post("/Users", #"{"schemas":[\#(urns)],"userName":"u"\#(more)}"#)
                #expect(reply.status == status, "\(urns) \(more)")
                guard status == 201 else { continue }
                #expect(reply.body["schemas"]?.array?.count == (more.isEmpty ? 1 : 2))
                _ = try await scim.delete(scim.path(ofUser: reply.id))
            }
        }
    }

    @Test func `A-7 A-19 D-6 T-7 schemas show every characteristic, one level deep, and no message`() async throws {
        try await TestServer.run { scim in
            let schemas = try await scim.get("/Schemas").resources
            #expect(!schemas.contains { $0["id"]?.string?.contains(":api:messages:") == true })
            let wanted: Set = [
                "name", "type", "multiValued", "description", "required", "caseExact", "mutability",
                "returned", "uniqueness",
            ]
            for attribute in schemas.flatMap({ $0["attributes"]?.array ?? [] }) {
                let parts = attribute["subAttributes"]?.array ?? []
                #expect((attribute["type"] == "complex") == !parts.isEmpty)
                #expect(parts.allSatisfy { $0["type"] != "complex" && $0["subAttributes"] == nil })
                for shown in [attribute] + parts {
                    let members = shown.object?.members ?? []
                    #expect(wanted.isSubset(of: members.map(\.name)))
                    #expect(members.allSatisfy { $0.value != .null && $0.name.first?.isLowercase == true })
                }
            }
        }
    }

    @Test func `C-5 C-6 a replacement clears what it leaves out, but never what is required, and never reactivates`()
        async throws
    {
        try await TestServer.run { scim in
            let made = try await scim.post("/Users", #"{"userName":"a","title":"t","active":false}"#)
            let path = scim.path(ofUser: made.id)
            let replaced = try await scim.put(path, #"{"userName":"a","nickName":"n","id":"x","meta":{"created":"x"}}"#)
            #expect(replaced.status == 200 && replaced.body["title"] == nil && replaced.body["nickName"] == "n")
            #expect(replaced.body["active"] == false && replaced.id == made.id)
            let refused = try await scim.put(path, #"{"title":"t"}"#)
            #expect(refused.status == 400 && refused.scimType == "invalidValue")
            #expect(try await scim.get(path).text == replaced.text)
        }
    }
}
