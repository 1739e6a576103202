import AccessModel
import DirectoryStorage
import HummingbirdTesting
import Provisioning
import SCIMProtocol
import TestSupport
import Testing

@Suite struct `A declared extension` {
    private static let badge = DeclaredTypes.badge

    private static func makeUser(_ scim: TestServer, _ name: String, _ badge: String) async throws -> Reply {
        try await scim.post("/Users", #"{"userName":"\#(name)","\#(Self.badge)":\#(badge)}"#)
    }

    @Test func `A-5 A-10 of users is validated, kept and shown`() async throws {
        try await TestServer.run(configuration: DeclaredTypes.configuration) { scim in
            let made = try await Self.makeUser(scim, "ann", #"{"COLOR":"red","doors":[{"value":"d1"}],"none":1}"#)
            #expect(made.status == 201)
            #expect(made.body[Self.badge] == ["color": "red", "doors": [["value": "d1"]]])
            #expect(made.body["schemas"]?.array?.contains(.string(Self.badge)) == true)
            let wrong = try await Self.makeUser(scim, "bob", #"{"color":{"value":1}}"#)
            #expect(wrong.status == 400 && wrong.scimType == "invalidValue")
            let strict = DeclaredTypes.configuration.with { $0.profile = .strict }
            try await TestServer.run(configuration: strict) { scim in
                let urns = #""schemas":["urn:ietf:params:scim:schemas:core:2.0:User","\#(Self.badge)"]"#
                let body = #"{\#(urns),"userName":"ann","active":true,"\#(Self.badge)":{"number":7}}"#
                let reply = try await scim.post("/Users", body)
                #expect(reply.scimType == "invalidValue")
            }
        }
    }

    @Test func `P-7 P-8 P-10 P-13 of users is patched by paths with its URN`() async throws {
        try await TestServer.run(configuration: DeclaredTypes.configuration) { scim in
            let path = scim.path(ofUser: try await scim.makeUser("ann"))
            for (operation, badge) in [
                (#"{"op":"add","path":"\#(Self.badge):color","value":"red"}"#, #"{"color":"red"}"#),
                (#"{"op":"replace","path":"\#(Self.badge)","value":{"number":"7"}}"#, #"{"color":"red","number":"7"}"#),
                (
                    #"{"op":"add","path":"\#(Self.badge):doors","value":[{"value":"d1","type":"a"},{"value":"d2"}]}"#,
                    #"{"color":"red","number":"7","doors":[{"value":"d1","type":"a"},{"value":"d2"}]}"#
                ),
                (
                    #"{"op":"replace","path":"\#(Self.badge):doors[value eq \"d2\"].type","value":"b"}"#,
                    #"{"color":"red","number":"7","doors":[{"value":"d1","type":"a"},{"value":"d2","type":"b"}]}"#
                ),
                (
                    #"{"op":"remove","path":"\#(Self.badge):doors[type eq \"a\"]"}"#,
                    #"{"color":"red","number":"7","doors":[{"value":"d2","type":"b"}]}"#
                ),
                (#"{"op":"remove","path":"\#(Self.badge):doors"}"#, #"{"color":"red","number":"7"}"#),
                (#"{"op":"add","value":{"\#(Self.badge):color":"green"}}"#, #"{"color":"green","number":"7"}"#),
                (#"{"op":"remove","path":"\#(Self.badge)"}"#, nil),
            ] as [(String, String?)] {
                let reply = try await scim.patch(path, operation)
                #expect(reply.status == 200)
                #expect(try reply.body[Self.badge] == badge.map { try SCIMValue(json: $0) }, "\(operation)")
                #expect(try await scim.get(path).text == reply.text)
                #expect((reply.body["schemas"]?.array?.count == 2) == (badge != nil))
            }
        }
    }

    @Test func `Q-8 Q-14 Q-16 of users is found, sorted and chosen by qualified names`() async throws {
        try await TestServer.run(configuration: DeclaredTypes.configuration) { scim in
            for (name, badge) in [("a", #"{"color":"red","number":"2"}"#), ("b", #"{"number":"1"}"#)] {
                _ = try await Self.makeUser(scim, name, badge)
            }
            try await scim.makeUser("c")
            for (filter, names) in [
                ("\(Self.badge):color eq \"RED\"", ["a"]), ("\(Self.badge):number eq \"1\"", ["b"]),
                ("\(Self.badge):number pr", ["a", "b"]), ("not (\(Self.badge):number pr)", ["c"]),
                ("\(Self.badge):number eq \"2\" and userName eq \"b\"", []), ("color eq \"red\"", []),
            ] {
                let found = try await scim.find("Users", filter)
                #expect(found.names == names && found.total == names.count, "\(filter)")
            }
            #expect(try await scim.get("/Users?sortBy=\(Self.badge):number").names == ["b", "a", "c"])
            let part = try await scim.get("/Users?attributes=\(Self.badge):number&filter=userName+eq+%22a%22")
            #expect(part.resources.first?[Self.badge] == ["number": "2"] && part.resources.first?["userName"] == nil)
        }
    }

    @Test func `C-2 of users holds unique values until the user is gone`() async throws {
        try await TestServer.run(configuration: DeclaredTypes.configuration) { scim in
            let ann = try await Self.makeUser(scim, "ann", #"{"number":"N7"}"#)
            let taken = try await Self.makeUser(scim, "bob", #"{"number":"n7"}"#)
            #expect(taken.status == 409 && taken.scimType == "uniqueness")
            #expect(try await scim.get("/Users").names == ["ann"])
            // A device's badge is another type's.
            #expect(try await scim.makeDevice("A1", #","\#(Self.badge)":{"number":"n7"}"#).status == 201)
            let bob = try await scim.makeUser("bob")
            let set = #"{"op":"add","path":"\#(Self.badge):number","value":"n7"}"#
            #expect(try await scim.patch(scim.path(ofUser: bob), set).status == 409)
            #expect(try await scim.delete(scim.path(ofUser: ann.id)).status == 204)
            #expect(try await scim.patch(scim.path(ofUser: bob), set).status == 200)
        }
    }

    @Test func `of groups is theirs beside their members`() async throws {
        try await TestServer.run(configuration: DeclaredTypes.configuration) { scim in
            let ann = try await scim.makeUser("ann")
            let members = #""members":[{"value":"\#(ann)"}]"#
            let made = try await scim.post(
                "/Groups",
                #"{"displayName":"g",\#(members),"\#(DeclaredTypes.team)":{"floor":3}}"#
            )
            #expect(made.status == 201 && made.body[DeclaredTypes.team] == ["floor": 3])
            let path = "/Groups/\(made.id)"
            #expect(
                try await scim.patch(path, #"{"op":"replace","path":"\#(DeclaredTypes.team):floor","value":4}"#).status
                    == 204
            )
            #expect(try await scim.find("Groups", "\(DeclaredTypes.team):floor gt 3").names == ["g"])
            #expect(try await scim.patch(path, #"{"op":"remove","path":"\#(DeclaredTypes.team):floor"}"#).status == 400)
            #expect(try await scim.members(of: made.id) == [ann])
        }
    }
}

@Suite struct `A definition that changes` {
    private static let loose = DeclaredTypes.set(
        serialNumber: #""uniqueness":"none""#,
        badgeNumber: #""caseExact":true"#
    )
    private static let exact = DeclaredTypes.set(
        serialNumber: #""uniqueness":"server","caseExact":true"#,
        badgeNumber: #""uniqueness":"none""#
    )

    private static func run(
        _ serials: [String],
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await TestServer.run(configuration: ProvisioningConfiguration(types: loose)) { scim in
            for serial in serials { #expect(try await scim.makeDevice(serial).status == 201) }
            try await body(scim)
        }
    }

    @Test func `lets what is there hold its unique values`() async throws {
        try await Self.run(["a", "b"]) { scim in
            try await DeclaredTypes.all.holdUniqueValues(in: scim.store, at: scim.clock.now())
            let held = RecordQuery(
                connection: scim.connection.id,
                selector: .holder(UniqueValue(type: "device", attribute: "serialNumber", value: "b"))
            )
            let found = try await scim.store.read { reader in
                var count = 0
                try reader.scanResources(held, of: "device") { _, _ in
                    count += 1
                    return .next
                }
                return count
            }
            #expect(found == 1)
        }
    }

    @Test func `is refused where it calls unique what is there twice, and then changes nothing`() async throws {
        try await Self.run(["a", "A"]) { scim in
            await #expect(throws: DuplicateValues.self) {
                try await DeclaredTypes.all.holdUniqueValues(in: scim.store, at: scim.clock.now())
            }
            #expect(try await scim.store.read { try $0.uniqueness(of: "device") } == nil)
            try await Self.exact.holdUniqueValues(in: scim.store, at: scim.clock.now())
            await #expect(throws: DuplicateValues.self) {
                try await DeclaredTypes.all.holdUniqueValues(in: scim.store, at: scim.clock.now())
            }
            #expect(try await scim.store.read { try $0.uniqueness(of: "device") } == "serialNumber exact")
            try await Self.loose.holdUniqueValues(in: scim.store, at: scim.clock.now())
            #expect(try await scim.store.read { try $0.uniqueness(of: "device") } == nil)
        }
    }

    @Test func `counts users' badges, too`() async throws {
        try await Self.run([]) { scim in
            for name in ["a", "b"] {
                let body = #"{"userName":"\#(name)","\#(DeclaredTypes.badge)":{"number":"7"}}"#
                let reply = try await scim.post("/Users", body)
                #expect(reply.status == 201)
            }
            let duplicates = await #expect(throws: DuplicateValues.self) {
                try await DeclaredTypes.all.holdUniqueValues(in: scim.store, at: scim.clock.now())
            }
            #expect(duplicates?.type == "User" && duplicates?.connection == "acme")
        }
    }
}

extension ProvisioningConfiguration {
    fileprivate func with(_ change: (inout Self) -> Void) -> Self {
        var copy = self
        change(&copy)
        return copy
    }
}
