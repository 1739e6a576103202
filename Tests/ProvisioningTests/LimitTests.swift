import HTTPTypes
import HummingbirdTesting
import Provisioning
import SCIMProtocol
import Testing

@Suite struct `One request` {
    private static func mail(_ number: Int, padding: String = "") -> String {
        #"{"op":"add","path":"emails","value":[{"value":"\#(number)\#(padding)@x.example","type":"t\#(number)"}]}"#
    }

    @Test func `that adds more values than an attribute may have changes nothing`() async throws {
        try await TestServer.run { scim in
            let path = scim.path(ofUser: try await scim.makeUser("a"))
            let before = try await scim.get(path)
            let refused = try await scim.patch(path, (0..<2_000).map { Self.mail($0) }.joined(separator: ","))
            #expect(refused.status == 400 && refused.scimType == "tooMany")
            #expect(try await scim.get(path).text == before.text)
        }
    }

    @Test func `that looks at long lists again and again is refused`() async throws {
        try await TestServer.run { scim in
            let path = scim.path(ofUser: try await scim.makeUser("a"))
            let padding = String(repeating: "x", count: 400)
            for start in [0, 150] {
                let some = (start..<start + 150).map { Self.mail($0, padding: padding) }.joined(separator: ",")
                #expect(try await scim.patch(path, some).status == (start == 0 ? 200 : 400))
            }
        }
    }

    @Test func `after another cannot make a resource larger than a body may be`() async throws {
        let configuration = ProvisioningConfiguration(maximumBodySize: 2_048)
        try await TestServer.run(configuration: configuration) { scim in
            let path = scim.path(ofUser: try await scim.makeUser("a"))
            let padding = String(repeating: "x", count: 1_000)
            #expect(try await scim.patch(path, Self.mail(1, padding: padding)).status == 200)
            let refused = try await scim.patch(path, Self.mail(2, padding: padding))
            #expect(refused.status == 400 && refused.scimType == "invalidValue")
        }
    }

    @Test func `F-9 with a thousand operations is performed`() async throws {
        try await TestServer.run { scim in
            let path = scim.path(ofUser: try await scim.makeUser("a"))
            let operations = (0..<1_000).map { #"{"op":"replace","path":"title","value":"\#($0)"}"# }
            let reply = try await scim.patch(path, operations.joined(separator: ","))
            #expect(reply.body["title"] == "999")
        }
    }

    @Test func `that would nest groups too deep is refused with a sentence`() async throws {
        try await TestServer.run { scim in
            var ids = [String]()
            for number in 0...100 { ids.append(try await scim.makeGroup("g\(number)")) }
            for (parent, child) in zip(ids, ids.dropFirst()) {
                let add = #"{"op":"add","path":"members","value":[{"value":"\#(child)"}]}"#
                let reply = try await scim.patch("/Groups/\(parent)", add)
                if child != ids.last {
                    #expect(reply.status < 300)
                } else {
                    #expect(reply.status == 400 && reply.scimType == "invalidValue")
                    #expect(reply.text.contains("more than 100 groups inside each other"))
                }
            }
        }
    }
}
