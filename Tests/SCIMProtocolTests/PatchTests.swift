import AccessModel
import SCIMProtocol
import Testing

@Suite struct PatchMessageTests {
    @Test(arguments: [
        "[]", "{}", #"{"Operations":null}"#, #"{"Operations":[{}]}"#, #"{"Operations":[{"op":"move","path":"a"}]}"#,
        #"{"Operations":[1]}"#, #"{"Operations":"x"}"#,
    ])
    func `P-1 every operation has an op of add, remove or replace`(body: String) throws {
        #expect(keyword { try PatchRequest(SCIMValue(json: body)) } == .invalidSyntax)
    }

    @Test func `P-1 strict messages name PatchOp and have operations`() throws {
        let bare = try SCIMValue(json: #"{"Operations":[{"op":"add","path":"title","value":"x"}]}"#)
        #expect(keyword { try PatchRequest(bare, profile: .strict) } == .invalidSyntax)
        #expect(try PatchRequest(bare).operations.count == 1)
        #expect(throws: SCIMError.self) { try patchUser("[]", profile: .strict) }
        #expect(try !patchUser("[]").isChanged)
    }

    @Test func `2-4-1 the op is read in any case`() throws {
        let outcome = try patchUser(
            #"[{"op":"RePlace","path":"title","value":"A"},{"OP":"Add","PATH":"nickName","Value":"B"}]"#
        )
        #expect(outcome.attributes["title"] == "A")
        #expect(outcome.attributes["nickName"] == "B")
    }

    @Test(arguments: [
        (#"{"op":"remove"}"#, SCIMError.Keyword.noTarget),
        (#"{"op":"remove","path":""}"#, .noTarget),
        (#"{"op":"add","path":"title"}"#, .invalidValue),
        (#"{"op":"replace","path":"title"}"#, .invalidValue),
        (#"{"op":"add"}"#, .invalidValue),
        (#"{"op":"add","value":"x"}"#, .invalidValue),
        (#"{"op":"add","path":7,"value":"x"}"#, .invalidPath),
        (#"{"op":"add","path":"..","value":"x"}"#, .invalidPath),
        (#"{"op":"add","path":"emails[type eq \"a\"","value":"x"}"#, .invalidFilter),
        (#"{"op":"add","path":"emails[]","value":"x"}"#, .invalidFilter),
        (#"{"op":"add","path":"emails[a pr]b","value":"x"}"#, .invalidPath),
        (#"{"op":"remove","path":"emails[kind eq \"work\"]"}"#, .invalidPath),
        (#"{"op":"remove","path":"emails[value eq 'a@x']"}"#, .invalidFilter),
        (#"{"op":"remove","path":"mails[type pr]"}"#, .invalidPath),
        (#"{"op":"remove","path":"emails","value":[{"mail":"a@x"}]}"#, .invalidValue),
        (#"{"op":"add","path":"emails[a pr].b.c","value":"x"}"#, .invalidPath),
        (#"{"op":"add","path":"emails.b[a pr]","value":"x"}"#, .invalidPath),
        (#"{"op":"add","path":"name[givenName pr]","value":{}}"#, .invalidPath),
        (#"{"op":"replace","path":"active","value":"yes"}"#, .invalidValue),
        (#"{"op":"replace","path":"name","value":7}"#, .invalidValue),
        (#"{"op":"replace","path":"title","value":{"a":1}}"#, .invalidValue),
        (#"{"op":"replace","path":"userName","value":null}"#, .invalidValue),
        (#"{"op":"replace","path":"userName","value":""}"#, .invalidValue),
        (#"{"op":"remove","path":"userName"}"#, .mutability),
        (#"{"op":"replace","path":"id","value":"x"}"#, .mutability),
        (#"{"op":"remove","path":"meta"}"#, .mutability),
        (#"{"op":"add","path":"groups","value":[{"value":"g"}]}"#, .mutability),
        (#"{"op":"replace","path":"meta.version","value":"x"}"#, .mutability),
    ])
    func `P-16 a bad operation has its keyword`(operation: String, expected: SCIMError.Keyword) throws {
        #expect(keyword { try patchUser("[\(operation)]") } == expected)
    }

    @Test func `P-2 when the third operation fails nothing is applied`() throws {
        let user = try storedUser()
        let operations = #"""
            [{"op":"replace","path":"title","value":"A"},{"op":"remove","path":"emails"},
             {"op":"replace","path":"active","value":"perhaps"}]
            """#
        #expect(throws: SCIMError.self) { try patchUser(operations, user) }
        #expect(try user == storedUser())
    }

    @Test func `P-3 each operation sees the result of the one before`() throws {
        let outcome = try patchUser(
            #"""
            [{"op":"add","path":"emails","value":[{"type":"other","value":"new@x.example"}]},
             {"op":"replace","path":"emails[type eq \"other\"].value","value":"newer@x.example"},
             {"op":"remove","path":"emails[type ne \"other\"]"}]
            """#
        )
        #expect(outcome.attributes["emails"] == [["type": "other", "value": "newer@x.example"]])
    }
}

@Suite struct PatchSemanticsTests {
    @Test(arguments: [
        #"{"op":"add","path":"title","value":null}"#,
        #"{"op":"replace","path":"displayName","value":"Mo Reyes"}"#,
        #"{"op":"replace","path":"active","value":"True"}"#,
        #"{"op":"add","path":"name","value":{"givenName":"Mo"}}"#,
        #"{"op":"add","path":"emails","value":[{"type":"work","value":"mo@x.example"}]}"#,
        #"{"op":"add","path":"emails","value":[{"value":"MO@X.example","type":"Work"}]}"#,
        #"{"op":"add","path":"emails[type eq \"work\"].value","value":"mo@x.example"}"#,
        #"{"op":"remove","path":"title"}"#,
        #"{"op":"remove","path":"emails[type eq \"fax\"]"}"#,
        #"{"op":"remove","path":"emails","value":[{"value":"nobody@x.example"}]}"#,
        #"{"op":"replace","value":{"id":"other","meta":{"version":"9"},"schemas":[],"groups":[{"value":"g"}]}}"#,
        #"{"op":"replace","path":"password","value":"secret"}"#,
        #"{"op":"replace","value":{"nosuch":1,"urn:x:y":{"a":1},"urn:x:y:z":2,"name.nosuch":3}}"#,
        #"{"op":"add","path":"urn:x:y:z","value":2}"#,
    ])
    func `P-7 what is there already changes nothing`(operation: String) throws {
        let outcome = try patchUser("[\(operation)]")
        // Same value in another spelling: the new spelling is kept, as the provider gave it.
        let isRespelled = operation.contains("MO@X")
        #expect(outcome.isChanged == isRespelled)
        #expect(try isRespelled || outcome.attributes == storedUser())
    }

    @Test func `P-7 add appends to many, replaces one, and merges into a complex value`() throws {
        let outcome = try patchUser(
            #"""
            [{"op":"add","path":"emails","value":{"type":"other","value":"third@x.example"}},
             {"op":"add","path":"displayName","value":"Mo"},
             {"op":"add","path":"name","value":{"middleName":"X"}}]
            """#
        )
        #expect(outcome.attributes["emails"]?.array?.count == 3)
        #expect(outcome.attributes["displayName"] == "Mo")
        #expect(outcome.attributes["name"] == ["givenName": "Mo", "familyName": "Reyes", "middleName": "X"])
    }

    @Test func `P-8 schemas name the extensions that have data`() throws {
        let bare = try object(#"{"userName":"a"}"#)
        #expect(try shownUser(bare)["schemas"] == [.string(SchemaDefinition.user.id)])
        let add = #"[{"op":"add","path":"\#(enterprise):department","value":"Audit"}]"#
        let added = try patchUser(add, bare).attributes
        #expect(try shownUser(added)["schemas"] == [.string(SchemaDefinition.user.id), .string(enterprise)])
        let removed = try patchUser(#"[{"op":"remove","path":"\#(enterprise):department"}]"#, added).attributes
        #expect(removed == bare)
    }

    @Test(arguments: [
        #"{"op":"add","path":"emails","value":[{"type":"other","value":"o@x.example","primary":true}]}"#,
        #"{"op":"replace","path":"emails[type eq \"home\"].primary","value":"True"}"#,
        #"{"op":"add","path":"emails[type eq \"home\"]","value":{"primary":true}}"#,
        #"{"op":"add","path":"emails","value":[{"type":"home","value":"mo@home.example","primary":true}]}"#,
    ])
    func `P-9 a new primary value takes over from the old`(operation: String) throws {
        let emails = try #require(try patchUser("[\(operation)]").attributes["emails"]?.array)
        #expect(emails.count { $0.object?["primary"] == true } == 1)
        #expect(emails.first?.object?["primary"] == false)
    }

    @Test func `P-10 remove takes an attribute, matching values, or a part of them`() throws {
        #expect(try patchUser(#"[{"op":"remove","path":"emails"}]"#).attributes["emails"] == nil)
        let one = try patchUser(#"[{"op":"remove","path":"emails[type eq \"work\"]"}]"#)
        #expect(one.attributes["emails"] == [["type": "home", "value": "mo@home.example"]])
        let part = try patchUser(#"[{"op":"remove","path":"emails[type eq \"home\"].type"}]"#)
        #expect(part.attributes["emails"]?.array?.last == ["value": "mo@home.example"])
        let all = try patchUser(#"[{"op":"remove","path":"emails[value pr]"}]"#)
        #expect(all.attributes["emails"] == nil)
        let name = try patchUser(#"[{"op":"remove","path":"name.givenName"},{"op":"remove","path":"name.familyName"}]"#)
        #expect(name.attributes["name"] == nil)
    }

    @Test func `P-13 replace merges a complex value, replaces all of many, and adds what is missing`() throws {
        let outcome = try patchUser(
            #"""
            [{"op":"replace","path":"name","value":{"givenName":"Maria","familyName":null}},
             {"op":"replace","path":"emails","value":[{"value":"only@x.example"}]},
             {"op":"replace","path":"title","value":"Boss"},
             {"op":"replace","value":{"nickName":"M","phoneNumbers":[{"value":"1"}]}}]
            """#
        )
        #expect(outcome.attributes["name"] == ["givenName": "Maria"])
        #expect(outcome.attributes["emails"] == [["value": "only@x.example"]])
        #expect(outcome.attributes["title"] == "Boss")
        #expect(outcome.attributes["nickName"] == "M")
        #expect(outcome.attributes["phoneNumbers"] == [["value": "1"]])
    }

    @Test func `P-14 replace of selected values replaces each, and needs one`() throws {
        let replace = #"[{"op":"replace","path":"emails[type eq \"work\"]","value":{"value":"w@x.example"}}]"#
        let outcome = try patchUser(replace)
        #expect(outcome.attributes["emails"]?.array?.first == ["type": "work", "value": "w@x.example"])
        let none = #"[{"op":"replace","path":"emails[type eq \"fax\"]","value":{"value":"w@x.example"}}]"#
        #expect(keyword { try patchUser(none) } == .noTarget)
        let all = #"[{"op":"replace","path":"emails[value pr]","value":{"value":"w@x.example"}}]"#
        #expect(try patchUser(all).attributes["emails"] == [["value": "w@x.example"]])
    }

    @Test func `P-18 a part of a missing value makes the value from the filter, leniently`() throws {
        for kind in ["add", "replace"] {
            let operation = #"[{"op":"\#(kind)","path":"emails[type eq \"other\"].value","value":"o@x.example"}]"#
            let emails = try patchUser(operation).attributes["emails"]?.array
            #expect(emails?.last == ["type": "other", "value": "o@x.example"])
            #expect(keyword { try patchUser(operation, profile: .strict) } == .noTarget)
        }
        let vague = #"[{"op":"add","path":"emails[type ne \"a\" and value sw \"zz\"].display","value":"x"}]"#
        #expect(keyword { try patchUser(vague) } == .noTarget)
    }

    @Test func `P-15 an immutable attribute is given a value once`() throws {
        var type = ResourceTypeDefinition.user
        var badge = AttributeDefinition("badge", .string)
        badge.mutability = .immutable
        type.schema.attributes.append(badge)
        let patch = { (operation: PatchOperation, current: SCIMObject) in
            try PatchRequest(operations: [operation]).applied(to: current, as: type)
        }
        let given = try patch(PatchOperation(.add, path: "badge", value: "7"), object(#"{"userName":"a"}"#)).attributes
        #expect(given["badge"] == "7")
        #expect(try !patch(PatchOperation(.replace, path: "badge", value: "7"), given).isChanged)
        #expect(keyword { try patch(PatchOperation(.replace, path: "badge", value: "8"), given) } == .mutability)
        #expect(keyword { try patch(PatchOperation(.remove, path: "badge"), given) } == .mutability)
        let put = try IncomingResource(["userName": "a"], replacing: given, as: type)
        #expect(put.attributes["badge"] == "7")
        #expect(
            keyword { try IncomingResource(["userName": "a", "badge": "8"], replacing: given, as: type) } == .mutability
        )
    }

    @Test(arguments: [
        #"{"op":"replace","path":"active","value":null}"#, #"{"op":"replace","value":{"active":""}}"#,
    ])
    func `a deactivated user stays so when active is cleared`(operation: String) throws {
        let inactive: SCIMObject = ["userName": "a", "active": false]
        #expect(try patchUser("[\(operation)]", inactive).attributes == inactive)
    }

    @Test func `P-10 active is removed like anything else, and no replacement gives it back by itself`() throws {
        let removed = try patchUser(#"[{"op":"remove","path":"active"}]"#, ["userName": "a", "active": true])
        #expect(removed.attributes == ["userName": "a"])
        let put = try IncomingResource(["userName": "a"], replacing: removed.attributes, as: .user)
        #expect(put.attributes == ["userName": "a"])
    }

    @Test func `a reference does not outlive the value it belongs to`() throws {
        let path = "\(enterprise):manager"
        let user = try patchUser(#"[{"op":"replace","path":"\#(path)","value":{"$ref":"../Users/2b","value":"2b"}}]"#)
        #expect(user.attributes[enterprise]?.object?["manager"] == ["value": "2b", "$ref": "../Users/2b"])
        let moved = try patchUser(#"[{"op":"replace","path":"\#(path)","value":{"value":"3c"}}]"#, user.attributes)
        #expect(moved.attributes[enterprise]?.object?["manager"] == ["value": "3c"])
    }

    @Test func `strict profiles refuse what no definition names`() {
        #expect(
            keyword { try patchUser(#"[{"op":"add","path":"nosuch","value":1}]"#, profile: .strict) } == .invalidPath
        )
        #expect(keyword { try patchUser(#"[{"op":"add","value":{"nosuch":1}}]"#, profile: .strict) } == .invalidValue)
        #expect(
            keyword { try patchUser(#"[{"op":"replace","path":"active","value":"True"}]"#, profile: .strict) }
                == .invalidValue
        )
    }
}
