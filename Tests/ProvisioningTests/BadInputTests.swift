import AccessModel
import DirectoryStorage
import HTTPTypes
import HummingbirdTesting
import Provisioning
import SCIMProtocol
import Testing

@Suite struct `Bad input` {
    @Test(arguments: [
        "", "{", "[]", "null", "42", #""text""#, #"{"userName":}"#, #"{"userName":"a"} x"#, "{'userName':'a'}",
        #"{"userName":"a","userName":"b"}"#, #"{"userName":"\ud800"}"#, #"{"userName":"a\u0000b"}"#, "\u{0}",
        #"{"userName":""}"#, #"{"userName":null}"#, #"{"userName":["a",{}]}"#, #"{"displayName":"no name"}"#,
        #"{"userName":{}}"#, #"{"userName":"a","active":"maybe"}"#, #"{"userName":"a","emails":"x"}"#,
        #"{"userName":"a","name":[[]]}"#, #"{"userName":"a","active":1e999}"#,
    ])
    func `makes no user and says why`(body: String) async throws {
        try await TestServer.run { scim in
            let reply = try await scim.post("/Users", body)
            if reply.status != 201 { #expect(reply.status == 400 && reply.isError) }
            let count = try await scim.get("/Users").total
            #expect(count == (reply.status == 201 ? 1 : 0))
            #expect(try await scim.post("/Users", #"{"userName":"still here"}"#).status == 201)
        }
    }

    @Test(arguments: [
        "{", "[]", #"{"Operations":{}}"#, #"{"Operations":[1]}"#, #"{"Operations":[{"op":"move"}]}"#,
        #"{"Operations":[{"op":"add"}]}"#, #"{"Operations":[{"op":"remove"}]}"#,
        #"{"Operations":[{"op":"add","path":"members[","value":"x"}]}"#,
        #"{"Operations":[{"op":"add","path":5,"value":"x"}]}"#,
        #"{"Operations":[{"op":"add","path":"members","value":[{"id":"x"}]}]}"#,
        #"{"Operations":[{"op":"add","path":"members","value":[{"value":""}]}]}"#,
        #"{"Operations":[{"op":"add","path":"members","value":[{"value":"grp_1111111111111111111111"}]}]}"#,
        #"{"Operations":[{"op":"remove","path":"displayName"}]}"#,
        #"{"Operations":[{"op":"replace","path":"displayName","value":""}]}"#,
        #"{"Operations":[{"op":"remove","path":"members[value eq]"}]}"#,
    ])
    func `changes no group and says why`(body: String) async throws {
        try await TestServer.run { scim in
            let user = try await scim.makeUser("a")
            let group = "/Groups/\(try await scim.makeGroup("g", members: [user]))"
            let before = try await scim.get(group)
            let reply = try await scim.send(.patch, group, body)
            #expect(reply.status == 400 && reply.isError)
            let after = try await scim.get(group)
            #expect(after.text == before.text && after.revision == before.revision)
        }
    }

    @Test func `that is too large is refused as such`() async throws {
        try await TestServer.run(.live, configuration: ProvisioningConfiguration(maximumBodySize: 10_000)) { scim in
            let large = #"{"userName":"a","title":"\#(String(repeating: "x", count: 10_000))"}"#
            let reply = try await scim.post("/Users", large)
            #expect(reply.status == 413 && reply.isError)
        }
        try await TestServer.run { scim in
            // In characters, as the manual says, however many bytes each has.
            let longest = String(repeating: "é", count: 1_024)
            #expect(try await scim.post("/Users", #"{"userName":"\#(longest)"}"#).status == 201)
            let long = String(repeating: "x", count: 1_025)
            let user = try await scim.post("/Users", #"{"userName":"\#(long)"}"#)
            #expect(user.status == 400 && user.scimType == "invalidValue")
            let group = try await scim.post("/Groups", #"{"displayName":"\#(long)"}"#)
            #expect(group.status == 400 && group.scimType == "invalidValue")
        }
    }

    @Test func `that is nested too deeply is refused as such`() async throws {
        try await TestServer.run { scim in
            let depth = 100_000
            let deep = String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
            let reply = try await scim.post("/Users", #"{"userName":"a","x":\#(deep)}"#)
            #expect(reply.status == 400 && reply.scimType == "invalidSyntax")
        }
    }

    @Test func `in another media type is refused as such`() async throws {
        try await TestServer.run { scim in
            var client = scim
            client.contentType = "text/xml"
            let reply = try await client.post("/Users", "<user/>")
            #expect(reply.status == 415 && reply.isError)
        }
    }

    @Test(
        arguments: [
            (.get, "/Nothing", 404), (.get, "/Users/a/b", 404), (.get, "/Users/%zz", 404),
            (.get, "/Users/%00", 404), (.get, "/Me", 501), (.patch, "/Me", 501), (.get, "/Me/x", 501),
            (.get, "/Bulk", 405), (.post, "/Bulk", 400), (.get, "/.search", 405), (.put, "/Users/.search", 405),
            (.post, "", 405), (.delete, "/Users", 405), (.put, "/Groups", 405),
            (.patch, "/Users", 405), (.post, "/Users/x", 405), (.delete, "/Schemas", 405), (.options, "/Users", 405),
            (.query, "/Users", 405),
            (.get, "/Schemas/urn:nothing", 404), (.get, "/ResourceTypes/Device", 404),
        ] as [(HTTPRequest.Method, String, Int)]
    )
    func `in the path or method is answered in SCIM's words`(
        method: HTTPRequest.Method,
        path: String,
        status: Int
    ) async throws {
        try await TestServer.run { scim in
            let reply = try await scim.send(method, path, method == .get ? nil : "{}")
            #expect(reply.status == status && reply.isError)
            #expect(reply.headers[.contentType] == "application/scim+json")
            #expect((reply.headers[.allow] != nil) == (status == 405))
        }
    }

    @Test func `in the form of a HEAD request leaves the connection in order`() async throws {
        try await TestServer.run(.live) { scim in
            for path in ["/Users", "/Schemas", "/Nothing"] {
                let reply = try await scim.send(.head, path)
                #expect(reply.status >= 400 && reply.text.isEmpty)
                #expect(try await scim.get("/Users").total == 0)
            }
        }
    }

    /// Seeded bytes and mutilated requests: every one is answered, none by a failure of the server's own.
    @Test func `of any kind gets an answer that blames the client`() async throws {
        try await TestServer.run { scim in
            var generator = SplitMix64(seed: 2_026)
            let user = try await scim.makeUser("a")
            let group = try await scim.makeGroup("g", members: [user])
            let seeds = [
                #"{"userName":"b","emails":[{"type":"work","value":"x"}],"active":true}"#,
                #"{"Operations":[{"op":"add","path":"emails[type eq \"work\"].value","value":"x"}]}"#,
                #"{"Operations":[{"op":"remove","path":"members[value eq \"\#(user)\"]"}]}"#,
                #"{"displayName":"h","members":[{"value":"\#(user)"}]}"#,
            ]
            let targets: [(HTTPRequest.Method, String)] = [
                (.post, "/Users"), (.put, scim.path(ofUser: user)), (.patch, scim.path(ofUser: user)),
                (.post, "/Groups"), (.put, "/Groups/\(group)"), (.patch, "/Groups/\(group)"),
            ]
            for _ in 0..<1_500 {
                var bytes = Array((seeds.randomElement(using: &generator) ?? "").utf8)
                for _ in 0..<Int.random(in: 0...4, using: &generator) {
                    let index = Int.random(in: 0..<bytes.count, using: &generator)
                    switch Int.random(in: 0..<3, using: &generator) {
                    case 0: bytes[index] = UInt8.random(in: 0...127, using: &generator)
                    case 1: bytes.insert(#"[]{}",:\."#.utf8.randomElement(using: &generator) ?? 0, at: index)
                    default: bytes.removeSubrange(index...min(index + 3, bytes.count - 1))
                    }
                    if bytes.isEmpty { bytes = [0] }
                }
                let (method, path) = targets.randomElement(using: &generator) ?? targets[0]
                let reply = try await scim.send(method, path, String(decoding: bytes, as: UTF8.self))
                #expect(reply.status < 500, "\(method) \(path) \(String(decoding: bytes, as: UTF8.self))")
                #expect(reply.status < 400 || reply.isError)
            }
        }
    }
}
