import HTTPTypes
import HummingbirdTesting
import Provisioning
import SCIMProtocol
import Testing

/// The rules of PATCH, as a client meets them.
@Suite struct `A PATCH over HTTP` {
    private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
    private static let user = #"""
        {"userName":"ann","title":"Lead","name":{"givenName":"Ann","familyName":"Low"},
         "emails":[{"type":"work","value":"w@x","primary":true},{"type":"home","value":"h@x"}],
         "\#(enterprise)":{"department":"Ops","manager":{"value":"m1"}}}
        """#

    @Test(arguments: [
        // Removals.
        (#"{"op":"remove","path":"title"}"#, "title", "null"),
        (#"{"op":"remove","path":"name.familyName"}"#, "name", #"{"givenName":"Ann"}"#),
        (
            #"{"op":"remove","path":"emails[type eq \"home\"]"}"#, "emails",
            #"[{"type":"work","value":"w@x","primary":true}]"#
        ),
        (
            #"{"op":"remove","path":"emails[type eq \"home\"].value"}"#, "emails",
            #"[{"type":"work","value":"w@x","primary":true},{"type":"home"}]"#
        ),
        // Replacements.
        (#"{"op":"replace","path":"title","value":"Head"}"#, "title", #""Head""#),
        (#"{"op":"replace","path":"nickName","value":"n"}"#, "nickName", #""n""#),
        (
            #"{"op":"replace","value":{"name":{"familyName":"High"}}}"#, "name",
            #"{"givenName":"Ann","familyName":"High"}"#
        ),
        (#"{"op":"replace","path":"emails","value":[{"value":"n@x"}]}"#, "emails", #"[{"value":"n@x"}]"#),
        (
            #"{"op":"replace","path":"emails[type eq \"home\"].value","value":"n@x"}"#, "emails",
            #"[{"type":"work","value":"w@x","primary":true},{"type":"home","value":"n@x"}]"#
        ),
        // A new primary value takes over.
        (
            #"{"op":"add","path":"emails","value":[{"type":"other","value":"o@x","primary":true}]}"#, "emails",
            #"[{"type":"work","value":"w@x","primary":false},{"type":"home","value":"h@x"},"#
                + #"{"type":"other","value":"o@x","primary":true}]"#
        ),
        // A part of what no filter matches makes it, and simple values are selected by `value`.
        (
            #"{"op":"add","path":"phoneNumbers[type eq \"work\"].value","value":"1"}"#, "phoneNumbers",
            #"[{"type":"work","value":"1"}]"#
        ),
        // Dotted and qualified names without a path; a manager in any form.
        (#"{"op":"replace","value":{"name.givenName":"Anna"}}"#, "name", #"{"givenName":"Anna","familyName":"Low"}"#),
        (
            #"{"op":"add","value":{"\#(enterprise):department":"Dev"}}"#, enterprise,
            #"{"department":"Dev","manager":{"value":"m1"}}"#
        ),
        (
            #"{"op":"replace","path":"\#(enterprise):manager","value":"m2"}"#, enterprise,
            #"{"department":"Ops","manager":{"value":"m2"}}"#
        ),
        (#"{"op":"replace","path":"\#(enterprise):manager","value":""}"#, enterprise, #"{"department":"Ops"}"#),
        (#"{"op":"remove","path":"\#(enterprise)"}"#, enterprise, "null"),
    ])
    func `P-8 P-9 P-10 P-13 P-14 P-18 2-4-6 2-4-9 2-4-10 does what it says`(
        operation: String,
        name: String,
        wanted: String
    )
        async throws
    {
        try await TestServer.run { scim in
            let path = scim.path(ofUser: try await scim.post("/Users", Self.user).id)
            let before = try await scim.get(path)
            let reply = try await scim.patch(path, operation)
            #expect(reply.status == 200)
            #expect(try (reply.body[name] ?? .null) == SCIMValue(json: wanted), "\(operation)")
            #expect(try await scim.get(path).text == reply.text)
            let others = before.body.object?.members.filter { ![name, "meta", "schemas"].contains($0.name) } ?? []
            #expect(others.allSatisfy { reply.body[$0.name] == $0.value }, "\(operation)")
            // The extension that has nothing left is named no more.
            let hasExtension = reply.body["schemas"]?.array?.contains(.string(Self.enterprise)) == true
            #expect(hasExtension == (reply.body[Self.enterprise] != nil), "P-8 \(operation)")
        }
    }

    @Test(arguments: [
        (#"{"op":"remove"}"#, "noTarget"), (#"{"op":"add","path":"title"}"#, "invalidValue"),
        (#"{"op":"replace","path":"title"}"#, "invalidValue"), (#"{"op":"move","path":"title"}"#, "invalidSyntax"),
        (#"{"path":"title"}"#, "invalidSyntax"), (#"{"op":"remove","path":"userName"}"#, "invalidValue"),
        (#"{"op":"remove","path":"id"}"#, "mutability"), (#"{"op":"add","path":"1x","value":1}"#, "invalidPath"),
        (#"{"op":"add","path":"emails[type eq]","value":1}"#, "invalidFilter"),
        (#"{"op":"replace","path":"emails[type eq \"none\"]","value":{"value":"x"}}"#, "noTarget"),
        (#"{"op":"add","path":"active","value":"perhaps"}"#, "invalidValue"),
    ])
    func `P-5 P-6 P-11 P-14 P-16 T-4 T-6 T-12 that is bad has its keyword, and changes nothing`(
        operation: String,
        keyword: String
    ) async throws {
        try await TestServer.run { scim in
            let path = scim.path(ofUser: try await scim.post("/Users", Self.user).id)
            let before = try await scim.get(path)
            let reply = try await scim.patch(path, #"{"op":"add","path":"nickName","value":"n"},\#(operation)"#)
            #expect(reply.status == 400 && reply.isError && reply.body["status"] == "400")
            #expect(
                reply.scimType == keyword || ["invalidPath", "mutability"].contains(reply.scimType),
                "\(reply.text)"
            )
            #expect(try await scim.get(path).text == before.text)
        }
    }

    @Test func `P-12 that removes what is not there changes nothing`() async throws {
        try await TestServer.run { scim in
            let path = scim.path(ofUser: try await scim.post("/Users", Self.user).id)
            let before = try await scim.get(path)
            for path in ["nickName", "phoneNumbers", "name.middleName", "\(Self.enterprise):division"] {
                let reply = try await scim.patch(scim.path(ofUser: before.id), #"{"op":"remove","path":"\#(path)"}"#)
                #expect(reply.status == 200 && reply.text == before.text, "\(path)")
            }
        }
    }

    @Test func `P-1 without its schema or operations is refused strictly`() async throws {
        try await TestServer.run(configuration: ProvisioningConfiguration(profile: .strict)) { scim in
            let urn = #""schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]"#
            let path = scim.path(ofUser: try await scim.post("/Users", #"{\#(urn),"userName":"a","active":true}"#).id)
            let schemas = #""schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"]"#
            let operations = #""Operations":[{"op":"add","path":"title","value":"t"}]"#
            for (body, status) in [
                ("{\(schemas),\(operations)}", 200), ("{\(operations)}", 400), (#"{\#(schemas),"Operations":[]}"#, 400),
                ("{\(schemas)}", 400),
            ] {
                let reply = try await scim.send(.patch, path, body)
                #expect(reply.status == status && (status == 200 || reply.scimType == "invalidSyntax"), "\(body)")
            }
            let part = #"{"op":"replace","path":"phoneNumbers[type eq \"work\"].value","value":"1"}"#
            #expect(try await scim.patch(path, part).scimType == "noTarget")
            #expect(try await scim.patch(path, #"{"op":"add","path":"nothing","value":1}"#).scimType == "invalidPath")
        }
    }

    @Test func `P-15 P-17 gives an immutable attribute once, and selects simple values by value`() async throws {
        try await TestServer.run(configuration: DeclaredTypes.configuration) { scim in
            let path = "/Devices/\(try await scim.makeDevice("A1", #","tags":["a","b","c"]"#).id)"
            let removed = try await scim.patch(path, #"{"op":"remove","path":"tags[value eq \"b\"]"}"#)
            #expect(removed.status == 200 && removed.body["tags"] == ["a", "c"])
            #expect(try await scim.patch(path, #"{"op":"add","path":"model","value":"m"}"#).body["model"] == "m")
            let again = try await scim.patch(path, #"{"op":"replace","path":"model","value":"n"}"#)
            #expect(again.status == 400 && again.scimType == "mutability")
        }
    }
}
