import SCIMProtocol
import Testing

/// What Entra ID and Okta send, in their own spelling.
@Suite struct DialectTests {
    @Test func `Entra's default dialect`() throws {
        let outcome = try patchUser(
            #"""
            [{"op":"Replace","path":"active","value":"False"},
             {"op":"Add","path":"nickName","value":"Mo"},
             {"op":"Add","path":"emails[type eq \"other\"].value","value":"m@x.example"},
             {"op":"Add","path":"\#(enterprise):manager","value":[{"$ref":"../Users/3c","value":"3c"}]},
             {"op":"Add","path":"roles[primary eq \"True\"].display","value":"Auditor"},
             {"op":"Add","path":"roles[primary eq \"True\"].type","value":"WindowsAzure"},
             {"op":"Add","path":"roles[primary eq \"True\"].value","value":"auditor"}]
            """#
        ).attributes
        #expect(outcome["active"] == false)
        #expect(outcome["nickName"] == "Mo")
        #expect(outcome["emails"]?.array?.last == ["type": "other", "value": "m@x.example"])
        #expect(outcome[enterprise]?.object?["manager"] == ["value": "3c", "$ref": "../Users/3c"])
        let role: SCIMValue = ["primary": true, "display": "Auditor", "type": "WindowsAzure", "value": "auditor"]
        #expect(outcome["roles"] == [role])
    }

    @Test func `Entra's flag dialect: dotted and URN names without a path`() throws {
        let outcome = try patchUser(
            #"""
            [{"op":"replace","path":"active","value":false},
             {"op":"replace","value":{"displayName":"Mo R","name.givenName":"Mona","emails[type eq \"work\"].value":"w@x",
                "\#(enterprise):department":"Sales","\#(enterprise):manager.value":"9"}}]
            """#
        ).attributes
        #expect(outcome["displayName"] == "Mo R")
        #expect(outcome["name"] == ["givenName": "Mona", "familyName": "Reyes"])
        #expect(outcome["emails"]?.array?.first?.object?["value"] == "w@x")
        #expect(outcome[enterprise] == ["department": "Sales", "manager": ["value": "9"]])
    }

    @Test(arguments: [#""""#, "null", "[]", "{}", #"{"value":""}"#, #"[{"value":null}]"#, #"[""]"#])
    func `2-4-10 a manager is cleared in many ways`(value: String) throws {
        let outcome = try patchUser(#"[{"op":"Replace","path":"\#(enterprise):manager","value":\#(value)}]"#)
        #expect(outcome.attributes[enterprise] == ["department": "Audit"])
    }

    @Test(arguments: [#""9""#, #"{"value":"9"}"#, #"[{"value":"9"}]"#, #"{"value":"9","displayName":"x"}"#])
    func `2-4-10 a manager is set in many ways`(value: String) throws {
        let outcome = try patchUser(#"[{"op":"Replace","path":"\#(enterprise):manager","value":\#(value)}]"#)
        #expect(outcome.attributes[enterprise]?.object?["manager"] == ["value": "9"])
    }

    @Test func `Okta renames a group with its id in the value`() throws {
        let outcome = try patchGroup(#"[{"op":"replace","value":{"id":"9e1","displayName":"Ops EMEA"}}]"#)
        #expect(outcome.attributes["displayName"] == "Ops EMEA")
        #expect(outcome.isChanged)
        #expect(outcome.membership.isEmpty)
    }

    @Test func `Okta deactivates without a path`() throws {
        let outcome = try patchUser(#"[{"op":"replace","value":{"active":false}}]"#)
        #expect(outcome.attributes["active"] == false)
    }
}
