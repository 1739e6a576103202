import AccessModel
import SCIMProtocol
import Testing

/// Every operation with every form of path: what it leaves of the attribute it names.
@Suite struct PatchFormTests {
    private static let work = #"{"type":"work","value":"mo@x.example","primary":true}"#
    private static let home = #"{"type":"home","value":"mo@home.example"}"#

    struct Form: CustomTestStringConvertible, Sendable {
        var operation: String
        /// The attribute, and what is left of it; null for nothing.
        var attribute: String
        var result: String

        init(_ operation: String, _ attribute: String, _ result: String) {
            self.operation = operation
            self.attribute = attribute
            self.result = result
        }

        var testDescription: String { operation }
    }

    static let forms: [Form] = simple + complex + selected + qualified + extended + pathless

    private static let simple = [
        Form(#"{"op":"add","path":"displayName","value":"Mona"}"#, "displayName", #""Mona""#),
        Form(#"{"op":"replace","path":"displayName","value":"Mona"}"#, "displayName", #""Mona""#),
        Form(#"{"op":"remove","path":"displayName"}"#, "displayName", "null"),
        Form(#"{"op":"add","path":"title","value":"Boss"}"#, "title", #""Boss""#),
        Form(#"{"op":"replace","path":"title","value":"Boss"}"#, "title", #""Boss""#),
    ]

    private static let complex = [
        Form(
            #"{"op":"add","path":"name","value":{"givenName":"M"}}"#,
            "name",
            #"{"givenName":"M","familyName":"Reyes"}"#
        ),
        Form(
            #"{"op":"replace","path":"name","value":{"givenName":"M"}}"#,
            "name",
            #"{"givenName":"M","familyName":"Reyes"}"#
        ),
        Form(#"{"op":"remove","path":"name"}"#, "name", "null"),
        Form(#"{"op":"add","path":"name.givenName","value":"M"}"#, "name", #"{"givenName":"M","familyName":"Reyes"}"#),
        Form(
            #"{"op":"replace","path":"name.middleName","value":"X"}"#,
            "name",
            #"{"givenName":"Mo","familyName":"Reyes","middleName":"X"}"#
        ),
        Form(#"{"op":"remove","path":"name.givenName"}"#, "name", #"{"familyName":"Reyes"}"#),
    ]

    private static let selected = [
        Form(#"{"op":"add","path":"emails","value":[{"value":"n"}]}"#, "emails", #"[\#(work),\#(home),{"value":"n"}]"#),
        Form(#"{"op":"replace","path":"emails","value":[{"value":"n"}]}"#, "emails", #"[{"value":"n"}]"#),
        Form(#"{"op":"remove","path":"emails"}"#, "emails", "null"),
        Form(
            #"{"op":"add","path":"emails[type eq \"home\"]","value":{"display":"D"}}"#,
            "emails",
            #"[\#(work),{"type":"home","value":"mo@home.example","display":"D"}]"#
        ),
        Form(
            #"{"op":"replace","path":"emails[type eq \"home\"]","value":{"value":"n"}}"#,
            "emails",
            #"[\#(work),{"type":"home","value":"n"}]"#
        ),
        Form(#"{"op":"remove","path":"emails[type eq \"home\"]"}"#, "emails", "[\(work)]"),
        Form(
            #"{"op":"add","path":"emails[type eq \"home\"].display","value":"D"}"#,
            "emails",
            #"[\#(work),{"type":"home","value":"mo@home.example","display":"D"}]"#
        ),
        Form(
            #"{"op":"replace","path":"emails[type eq \"home\"].value","value":"n"}"#,
            "emails",
            #"[\#(work),{"type":"home","value":"n"}]"#
        ),
        Form(
            #"{"op":"remove","path":"emails[type eq \"work\"].primary"}"#,
            "emails",
            #"[{"type":"work","value":"mo@x.example"},\#(home)]"#
        ),
        Form(
            #"{"op":"replace","path":"emails.display","value":"D"}"#,
            "emails",
            #"[{"type":"work","value":"mo@x.example","primary":true,"display":"D"},{"type":"home","value":"mo@home.example","display":"D"}]"#
        ),
        Form(#"{"op":"remove","path":"emails[type eq \"work\" or type eq \"home\"]"}"#, "emails", "null"),
        Form(#"{"op":"remove","path":"emails[not (type eq \"work\")]"}"#, "emails", "[\(work)]"),
    ]

    private static let core = "urn:ietf:params:scim:schemas:core:2.0:User"
    private static let extensionURN = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

    private static let qualified = [
        Form(#"{"op":"add","path":"\#(core):displayName","value":"Mona"}"#, "displayName", #""Mona""#),
        Form(#"{"op":"remove","path":"\#(core):name.givenName"}"#, "name", #"{"familyName":"Reyes"}"#),
        Form(#"{"op":"remove","path":"\#(core):emails[type eq \"home\"]"}"#, "emails", "[\(work)]"),
    ]

    private static let extended = [
        Form(
            #"{"op":"add","path":"\#(extensionURN):division","value":"X"}"#,
            extensionURN,
            #"{"department":"Audit","manager":{"value":"2b"},"division":"X"}"#
        ),
        Form(
            #"{"op":"replace","path":"\#(extensionURN):manager.value","value":"3c"}"#,
            extensionURN,
            #"{"department":"Audit","manager":{"value":"3c"}}"#
        ),
        Form(#"{"op":"remove","path":"\#(extensionURN):manager"}"#, extensionURN, #"{"department":"Audit"}"#),
        Form(
            #"{"op":"add","path":"\#(extensionURN)","value":{"division":"X"}}"#,
            extensionURN,
            #"{"department":"Audit","manager":{"value":"2b"},"division":"X"}"#
        ),
        Form(#"{"op":"remove","path":"\#(extensionURN)"}"#, extensionURN, "null"),
    ]

    private static let pathless = [
        Form(#"{"op":"add","value":{"displayName":"Mona"}}"#, "displayName", #""Mona""#),
        Form(#"{"op":"add","value":{"emails":[{"value":"n"}]}}"#, "emails", #"[\#(work),\#(home),{"value":"n"}]"#),
        Form(#"{"op":"replace","value":{"emails":[{"value":"n"}]}}"#, "emails", #"[{"value":"n"}]"#),
        Form(
            #"{"op":"replace","value":{"\#(extensionURN)":{"department":"D"}}}"#,
            extensionURN,
            #"{"department":"D","manager":{"value":"2b"}}"#
        ),
        Form(#"{"op":"replace","value":{"title":null,"displayName":null}}"#, "displayName", "null"),
    ]

    @Test(arguments: forms, [Profile.lenient, .strict])
    func `P-7 P-10 P-13 every form does what it says, and nothing else`(form: Form, profile: Profile) throws {
        let before = try storedUser()
        let after = try patchUser("[\(form.operation)]", profile: profile).attributes
        let result = try SCIMValue(json: form.result)
        #expect(after[form.attribute] ?? .null == result)
        for member in before.members where member.name != form.attribute { #expect(after[member.name] == member.value) }
    }

    @Test func `P-17 simple values are selected by value`() throws {
        var type = ResourceTypeDefinition.user
        var tags = AttributeDefinition("tags")
        tags.isMultiValued = true
        type.schema.attributes.append(tags)
        let stored: SCIMObject = ["userName": "a", "tags": ["x", "y", "z"]]
        let patch = { (operation: PatchOperation) in
            try PatchRequest(operations: [operation]).applied(to: stored, as: type).attributes["tags"]
        }
        #expect(try patch(PatchOperation(.remove, path: #"tags[value eq "y"]"#)) == ["x", "z"])
        #expect(try patch(PatchOperation(.remove, path: #"tags[value eq "x" or value eq "z"]"#)) == ["y"])
        #expect(try patch(PatchOperation(.replace, path: #"tags[value sw "y"]"#, value: "w")) == ["x", "w", "z"])
        #expect(try patch(PatchOperation(.remove, path: "tags", value: ["z"])) == ["x", "y"])
        #expect(try patch(PatchOperation(.add, path: "tags", value: ["x", "v"])) == ["x", "y", "z", "v"])
        #expect(keyword { try patch(PatchOperation(.replace, path: #"tags[value eq "q"]"#, value: "w")) } == .noTarget)
    }

    @Test func `P-12 removing what is not there changes nothing`() throws {
        for path in ["title", "name.middleName", #"emails[type eq \"fax\"]"#, "\(enterprise):division", "nickName"] {
            #expect(try !patchUser(#"[{"op":"remove","path":"\#(path)"}]"#).isChanged)
        }
    }

    @Test func `P-6 add and replace need a value`() {
        for op in ["add", "replace"] {
            #expect(keyword { try patchUser(#"[{"op":"\#(op)","path":"title"}]"#) } == .invalidValue)
            #expect(keyword { try patchUser(#"[{"op":"\#(op)"}]"#) } == .invalidValue)
        }
    }

    @Test func `P-5 remove needs a path`() {
        #expect(keyword { try patchUser(#"[{"op":"remove","value":{"title":"x"}}]"#) } == .noTarget)
    }

    @Test(arguments: ["userName", "id", "meta.created", "groups", "schemas"])
    func `P-11 what is required or read-only cannot be removed`(path: String) {
        #expect(keyword { try patchUser(#"[{"op":"remove","path":"\#(path)"}]"#) } == .mutability)
    }

    @Test(arguments: [1, 10_000])
    func `F-9 ten thousand members are one PATCH, in an operation each or all in one`(perOperation: Int) throws {
        let ids = (0..<10_000).map { "okta|acme|00u\($0)" }
        let operations = stride(from: 0, to: ids.count, by: perOperation).map { start in
            let members = ids[start..<(start + perOperation)].map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
            return #"{"op":"add","path":"members","value":[\#(members)]}"#
        }
        let outcome = try patchGroup("[\(operations.joined(separator: ","))]")
        #expect(outcome.membership.steps == [.add(ids.map { MemberReference(value: $0) })])
        #expect(try outcome.membership.applied(to: []).count == ids.count)
    }
}
