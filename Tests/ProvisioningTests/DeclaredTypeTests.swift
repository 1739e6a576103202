import AccessModel
import GRDB
import HTTPTypes
import HummingbirdTesting
import SCIMProtocol
import Testing

@testable import DirectoryStorage
@testable import Provisioning

@Suite struct `A resource of a declared type` {
    @Test func `is created, read, replaced, patched and deleted like any other`() async throws {
        try await TestServer.run(configuration: DeclaredTypes.configuration) { scim in
            let made = try await scim.makeDevice("A1", #","level":"7","tags":["a","b","a"],"externalId":"x""#)
            #expect(made.status == 201 && made.id.hasPrefix("res_"))
            #expect(made.headers[.location] == made.body["meta"]?["location"]?.string)
            #expect(made.headers[.location]?.hasSuffix("/Devices/\(made.id)") == true)
            #expect(made.headers[.eTag] == #"W/"1""# && made.body["meta"]?["version"] == #"W/"1""#)
            #expect(made.body["meta"]?["resourceType"] == "Device")
            #expect(made.body["schemas"] == [.string(DeclaredTypes.device)])
            #expect(made.body["level"] == 7 && made.body["tags"] == ["a", "b"] && made.body["externalId"] == "x")
            let path = "/devices/\(made.id)"
            #expect(try await scim.get(path).text == made.text)
            let patched = try await scim.patch(
                path,
                #"{"op":"add","path":"tags","value":["c"]},{"op":"add","path":"\#(DeclaredTypes.badge):color","value":"red"}"#
            )
            #expect(patched.status == 200 && patched.headers[.eTag] == #"W/"2""#)
            #expect(patched.body["tags"] == ["a", "b", "c"])
            #expect(patched.body[DeclaredTypes.badge] == ["color": "red"])
            #expect(patched.body["schemas"] == [.string(DeclaredTypes.device), .string(DeclaredTypes.badge)])
            let same = try await scim.patch(path, #"{"op":"add","path":"tags","value":["c"]}"#)
            #expect(same.text == patched.text)
            let replaced = try await scim.put(path, #"{"serialNumber":"A2"}"#)
            #expect(replaced.status == 200 && replaced.body["tags"] == nil && replaced.body["serialNumber"] == "A2")
            #expect(replaced.headers[.eTag] == #"W/"3""#)
            #expect(try await scim.delete(path).status == 204)
            for reply in [try await scim.get(path), try await scim.put(path, "{}"), try await scim.delete(path)] {
                #expect(reply.status == 404 && reply.isError)
            }
        }
    }

    @Test func `makes no revision, and lasts`() async throws {
        try await TestServer.run(configuration: DeclaredTypes.configuration) { scim in
            let head = try await scim.store.head()
            let made = try await scim.makeDevice("A1")
            #expect(made.revision == head)
            _ = try await scim.patch("/Devices/\(made.id)", #"{"op":"add","path":"level","value":1}"#)
            #expect(try await scim.store.head() == head)
            let again = try SQLiteDirectoryStore(path: scim.store.pool.path)
            #expect(try await again.read { try $0.resource(SCIMResource.ID(made.id)) }?.version == 2)
        }
    }

    @Test(arguments: [
        #"{}"#, #"{"serialNumber":""}"#, #"{"serialNumber":"A","level":"high"}"#, #"{"serialNumber":["A"],"owner":7}"#,
    ])
    func `A-10 A-18 is refused where the definition forbids it`(body: String) async throws {
        try await TestServer.run(configuration: DeclaredTypes.configuration) { scim in
            let reply = try await scim.post("/Devices", body)
            #expect(reply.status == 400 && reply.scimType == "invalidValue")
            #expect(try await scim.get("/Devices").total == 0)
        }
    }

    @Test func `A-11 keeps what its definition calls immutable`() async throws {
        try await TestServer.run(configuration: DeclaredTypes.configuration) { scim in
            let made = try await scim.makeDevice("A1", #","model":"m1""#)
            let path = "/Devices/\(made.id)"
            let change = try await scim.patch(path, #"{"op":"replace","path":"model","value":"m2"}"#)
            #expect(change.status == 400 && change.scimType == "mutability")
            #expect(try await scim.put(path, #"{"serialNumber":"A1","model":"m2"}"#).scimType == "mutability")
            #expect(try await scim.put(path, #"{"serialNumber":"A1"}"#).body["model"] == "m1")
        }
    }

    @Test func `A-13 holds a unique value alone, in whatever case it is written`() async throws {
        try await TestServer.run(configuration: DeclaredTypes.configuration) { scim in
            let first = try await scim.makeDevice("Straße")
            let second = try await scim.makeDevice("other")
            let taken = try await scim.makeDevice("STRASSE")
            #expect(taken.status == 409 && taken.scimType == "uniqueness" && taken.isError)
            #expect(taken.body["detail"]?.string?.contains("serialNumber") == true)
            let rename = #"{"op":"replace","path":"serialNumber","value":"strasse"}"#
            let refused = try await scim.patch("/Devices/\(second.id)", rename)
            #expect(refused.status == 409)
            #expect(try await scim.put("/Devices/\(second.id)", #"{"serialNumber":"straße"}"#).status == 409)
            #expect(try await scim.get("/Devices/\(second.id)").text == second.text)
            #expect(try await scim.patch("/Devices/\(first.id)", rename).status == 200)
            let globex = try await scim.other()
            #expect(try await globex.makeDevice("strasse").status == 201)
            #expect(try await scim.delete("/Devices/\(first.id)").status == 204)
            #expect(try await scim.patch("/Devices/\(second.id)", rename).status == 200)
            #expect(try await scim.makeDevice("other").status == 201)
            let long = String(repeating: "x", count: 1_025)
            #expect(try await scim.makeDevice(long).scimType == "invalidValue")
        }
    }

    @Test func `E-2 E-3 has a tag that conditions are checked against`() async throws {
        try await TestServer.run(configuration: DeclaredTypes.configuration) { scim in
            let path = "/Devices/\(try await scim.makeDevice("A1").id)"
            let old = scim.with(.ifMatch, #"W/"7""#)
            #expect(try await old.put(path, #"{"serialNumber":"A2"}"#).status == 412)
            #expect(try await old.patch(path, #"{"op":"add","path":"level","value":1}"#).status == 412)
            #expect(try await old.delete(path).status == 412)
            let unchanged = try await scim.with(.ifNoneMatch, #"W/"1""#).get(path)
            #expect(unchanged.status == 304 && unchanged.text.isEmpty)
            #expect(try await scim.with(.ifMatch, #"W/"1""#).put(path, #"{"serialNumber":"A2"}"#).status == 200)
        }
    }

    @Test func `F-20 is reached by its connection and type alone`() async throws {
        try await TestServer.run(configuration: DeclaredTypes.configuration) { scim in
            let device = try await scim.makeDevice("A1").id
            let user = try await scim.makeUser("ann")
            let globex = try await scim.other()
            let wrong = ["/Sensors/\(device)", "/Users/\(device)", "/Groups/\(device)"]
            for path in wrong + [scim.path(ofUser: user).replacing("/Users", with: "/Devices")] {
                #expect(try await scim.get(path).status == 404)
                #expect(try await scim.delete(path).status == 404)
            }
            #expect(try await globex.get("/Devices/\(device)").status == 404)
            #expect(try await globex.get("/Devices").total == 0)
            #expect(
                try await scim.post("/Groups", #"{"displayName":"g","members":[{"value":"\#(device)"}]}"#).status == 400
            )
            for path in ["/Gadgets", "/Gadgets/\(device)", "/Devices/a/b"] {
                #expect(try await scim.get(path).status == 404)
            }
        }
    }

    @Test func `asks the token for a scope of its own`() async throws {
        try await TestServer.run(configuration: DeclaredTypes.configuration) { scim in
            #expect(DeclaredTypes.configuration.scopes.filter { $0.hasSuffix(":devices") }.count == 5)
            let id = try await scim.makeDevice("A1").id
            let old = scim.bearing(try await scim.issueToken(ProvisioningScope.all(of: [.user, .group])))
            #expect(try await old.get("/Devices").status == 403)
            #expect(try await old.get("/Users").status == 200)
            #expect(try await old.get("/").status == 403)
            let device = try #require(DeclaredTypes.all.kind(at: "devices"))
            let reader = scim.bearing(try await scim.issueToken([ProvisioningScope(.get, device)]))
            #expect(try await reader.get("/Devices/\(id)").status == 200)
            #expect(try await reader.delete("/Devices/\(id)").status == 403)
            #expect(try await reader.get("/Sensors").status == 403)
        }
    }

    @Test func `B-3 may be made in bulk and referred to there`() async throws {
        try await TestServer.run(configuration: DeclaredTypes.configuration) { scim in
            let reply = try await scim.post(
                "/Bulk",
                #"""
                {"schemas":["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],"Operations":[
                 {"method":"POST","path":"/Users","bulkId":"u","data":{"userName":"ann"}},
                 {"method":"POST","path":"/Devices","bulkId":"d",
                  "data":{"serialNumber":"A1","owner":{"value":"bulkId:u"}}},
                 {"method":"POST","path":"/Devices","bulkId":"e","data":{"serialNumber":"a1"}},
                 {"method":"PATCH","path":"/Devices/bulkId:d","data":{
                  "schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
                  "Operations":[{"op":"add","path":"level","value":3}]}},
                 {"method":"POST","path":"/Gadgets","bulkId":"g","data":{}}]}
                """#
            )
            let statuses = reply.body["Operations"]?.array?.compactMap { $0["status"]?.string }
            #expect(statuses == ["201", "201", "409", "200", "404"])
            let devices = try await scim.get("/Devices").resources
            #expect(devices.count == 1 && devices[0]["level"] == 3)
            #expect(devices[0]["owner"]?["value"]?.string == "okta|acme|ann")
        }
    }

    @Test func `D-1 D-2 is told of in discovery`() async throws {
        try await TestServer.run(configuration: DeclaredTypes.configuration) { scim in
            let types = try await scim.get("/ResourceTypes")
            #expect(types.resources.compactMap { $0["name"]?.string } == ["User", "Group", "Device", "Sensor"])
            let user = try await scim.get("/ResourceTypes/User")
            let extensions = user.body["schemaExtensions"]?.array ?? []
            #expect(
                extensions.map { $0["schema"]?.string } == [SchemaDefinition.enterpriseUser.id, DeclaredTypes.badge],
                "\(user.text)"
            )
            #expect(try await scim.get("/ResourceTypes/Device").body["endpoint"] == "/Devices")
            #expect(try await scim.get("/Schemas/\(DeclaredTypes.device)").body["name"] == "Device")
            #expect(try await scim.get("/Schemas").total == 7)
        }
    }
}

@Suite struct `A list of a declared type` {
    private static func fill(_ scim: TestServer) async throws {
        for number in 0..<12 {
            let more = #","level":\#(100 - number),"externalId":"e\#(number % 3)","tags":["t\#(number % 2)"]"#
            #expect(try await scim.makeDevice("S\(10 + number)", more).status == 201)
        }
        _ = try await scim.post("/Sensors", #"{"place":"roof"}"#)
    }

    private static func serials(_ reply: Reply) -> [String] {
        reply.resources.compactMap { $0["serialNumber"]?.string }
    }

    private static let all = (0..<12).map { "S\(10 + $0)" }

    @Test(arguments: [
        ("serialNumber eq \"s13\"", ["S13"]), ("serialNumber sw \"s1\" and level lt 92", ["S19"]),
        ("tags eq \"T1\" and level ge 97", ["S11", "S13"]), ("externalId eq \"e2\"", ["S12", "S15", "S18", "S21"]),
        ("externalId eq \"e2\" and serialNumber eq \"S18\"", ["S18"]), ("id pr and level eq 100", ["S10"]),
        ("urn:example:scim:Device:level eq 99", ["S11"]), ("urn:example:scim:Badge:color pr", []),
        ("meta.resourceType eq \"Device\" and level gt 99", ["S10"]), ("serialNumber eq \"nothing\"", []),
    ])
    func `Q-14 is filtered`(filter: String, serials: [String]) async throws {
        try await TestServer.run(configuration: DeclaredTypes.configuration) { scim in
            try await Self.fill(scim)
            let reply = try await scim.find("Devices", filter)
            #expect(Self.serials(reply) == serials && reply.total == serials.count)
        }
    }

    @Test func `Q-15 K-1 is sorted and paged by index and by cursor`() async throws {
        try await TestServer.run(configuration: DeclaredTypes.configuration) { scim in
            try await Self.fill(scim)
            #expect(Self.serials(try await scim.get("/Devices")) == Self.all)
            #expect(Self.serials(try await scim.get("/Devices?sortBy=level")) == Self.all.reversed())
            #expect(
                Self.serials(try await scim.get("/Devices?sortBy=externalId&count=4")) == ["S10", "S13", "S16", "S19"]
            )
            let page = try await scim.get("/Devices?startIndex=11&count=5&attributes=serialNumber")
            #expect(Self.serials(page) == ["S20", "S21"] && page.total == 12)
            #expect(page.resources.allSatisfy { $0["meta"] == nil && $0["level"] == nil })
            for query in ["count=5", "count=5&sortBy=meta.lastModified", "count=5&sortBy=serialNumber"] {
                var found = [String]()
                var cursor: String? = ""
                while let next = cursor {
                    let page = try await scim.get("/Devices?\(query)&cursor=\(next)")
                    found += Self.serials(page)
                    cursor = page.body["nextCursor"]?.string
                }
                #expect(found == Self.all, "\(query)")
            }
        }
    }

    @Test func `Q-17 N-6 is searched by message, and is part of the root`() async throws {
        try await TestServer.run(configuration: DeclaredTypes.configuration) { scim in
            try await Self.fill(scim)
            try await scim.makeUser("ann")
            let schemas = #""schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"]"#
            let found = try await scim.post("/Devices/.search", #"{\#(schemas),"filter":"level le 90","count":1}"#)
            #expect(Self.serials(found) == ["S20"] && found.total == 2)
            let root = try await scim.get("/?count=3")
            #expect(root.total == 14 && root.names == ["ann"] && Self.serials(root) == ["S10", "S11"])
            let kind = try await scim.get("/?filter=meta.resourceType+eq+%22Sensor%22")
            #expect(kind.total == 1 && kind.resources.first?["place"] == "roof")
            #expect(try await scim.post("/.search", #"{\#(schemas),"filter":"serialNumber eq \"s12\""}"#).total == 1)
        }
    }
}
