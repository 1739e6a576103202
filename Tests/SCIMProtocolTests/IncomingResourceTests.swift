import AccessModel
import SCIMProtocol
import Testing

@Suite struct IncomingResourceTests {
    private func user(_ body: String, profile: Profile = .lenient) throws -> IncomingResource {
        try IncomingResource(SCIMValue(json: body), as: .user, profile: profile)
    }

    private func attributes(_ body: String) throws -> SCIMObject { try user(body).attributes }

    @Test func `A-1 A-3 id, meta, groups and schemas of clients are passed over`() throws {
        let body = #"""
            {"schemas":["\#(SchemaDefinition.user.id)"],"id":"mine","meta":{"version":"x"},
             "groups":[{"value":"g"}],"userName":"a"}
            """#
        #expect(try attributes(body) == ["userName": "a", "active": true])
        #expect(try user(body, profile: .strict).attributes == ["userName": "a", "active": true])
    }

    @Test func `A-5 unknown schemas are dropped with a warning, or refused strictly`() throws {
        let body =
            #"{"schemas":["\#(SchemaDefinition.user.id)","urn:scim:schemas:core:1.0","http://x/y"],"userName":"a"}"#
        #expect(try user(body).warnings.count == 1)
        #expect(keyword { try user(body, profile: .strict) } == .invalidValue)
        #expect(keyword { try user(#"{"userName":"a"}"#, profile: .strict) } == .invalidSyntax)
        #expect(keyword { try user(#"{"schemas":[1],"userName":"a"}"#) } == .invalidSyntax)
    }

    @Test(arguments: [
        "[]", #"["\#(SchemaDefinition.user.id)","\#(SchemaDefinition.user.id)"]"#, #"["\#(enterprise)"]"#,
        #"["\#(SchemaDefinition.group.id)"]"#, #""\#(SchemaDefinition.user.id)""#,
    ])
    func `A-5 strict schemas name the resource's own, each once`(schemas: String) throws {
        let body = #"{"schemas":\#(schemas),"userName":"a"}"#
        #expect(status { try user(body, profile: .strict) } == 400)
        #expect(try attributes(body) == ["userName": "a", "active": true])
    }

    @Test func `A-5 strict schemas name the extensions that there are`() throws {
        let data = #""userName":"a","\#(enterprise)":{"division":"x"}}"#
        let missing = #"{"schemas":["\#(SchemaDefinition.user.id)"],\#(data)"#
        #expect(keyword { try user(missing, profile: .strict) } == .invalidSyntax)
        let named = #"{"schemas":["\#(SchemaDefinition.user.id)","\#(enterprise)"],\#(data)"#
        #expect(try user(named, profile: .strict).attributes[enterprise] == ["division": "x"])
        #expect(try user(missing).attributes[enterprise] == ["division": "x"])
    }

    @Test(arguments: ["a\tb", "\u{7f}", "a\u{85}", "a\u{2028}b", "\u{1b}[31m", " ", "\u{a0}\t"])
    func `names have no control characters and can be seen`(name: String) {
        let value = SCIMValue.string(name)
        #expect(keyword { try IncomingResource(["userName": value], as: .user) } == .invalidValue)
        #expect(keyword { try IncomingResource(["userName": "a", "externalId": value], as: .user) } == .invalidValue)
        #expect(keyword { try IncomingResource(["displayName": value], as: .group) } == .invalidValue)
        #expect(
            keyword { try patchGroup(#"[{"op":"replace","path":"externalId","value":\#(value.jsonText)}]"#) }
                == .invalidValue
        )
        #expect(throws: Never.self) { try IncomingResource(["userName": "a", "title": value], as: .user) }
    }

    @Test func `names have a length, and may be in any script`() throws {
        let limit = String(repeating: "é", count: 256)
        #expect(
            try IncomingResource(["displayName": .string(limit)], as: .group).attributes["displayName"]
                == .string(limit)
        )
        #expect(keyword { try IncomingResource(["displayName": .string(limit + "x")], as: .group) } == .invalidValue)
        let long = String(repeating: "x", count: 1_025)
        #expect(keyword { try IncomingResource(["userName": .string(long)], as: .user) } == .invalidValue)
        #expect(
            keyword { try IncomingResource(["userName": "a", "externalId": .string(long)], as: .user) } == .invalidValue
        )
        for name in ["営業部", "مبيعات", "Ops 🛠", "o'neil@x.example", "a b"] {
            #expect(throws: Never.self) { try IncomingResource(["displayName": .string(name)], as: .group) }
        }
    }

    @Test func `A-6 null, the empty array and the empty object are no value`() throws {
        let body = #"{"userName":"a","title":null,"emails":[],"name":{},"roles":[null,{}],"active":null}"#
        #expect(try attributes(body) == ["userName": "a", "active": true])
        #expect(
            try attributes(#"{"userName":"a","title":"","name":{"givenName":""}}"#) == [
                "userName": "a", "active": true,
            ]
        )
    }

    @Test func `A-8 at most one value is primary`() throws {
        let body =
            #"{"schemas":["\#(SchemaDefinition.user.id)"],"userName":"a","emails":[{"value":"x","primary":true},{"value":"y","primary":true}]}"#
        let emails = try attributes(body)["emails"]
        #expect(emails == [["value": "x", "primary": false], ["value": "y", "primary": true]])
        #expect(keyword { try user(body, profile: .strict) } == .invalidValue)
    }

    @Test func `A-9 the same type and value are kept once`() throws {
        let emails = #"[{"value":"x","type":"work"},{"value":"X","type":"Work","display":"d"},{"value":"x"}]"#
        let kept = try attributes(#"{"userName":"a","emails":\#(emails)}"#)["emails"]
        #expect(kept == [["value": "X", "type": "Work", "display": "d"], ["value": "x"]])
    }

    @Test(arguments: [
        #"{"userName":["a","b"],"active":[1]}"#, #"{"userName":{"a":1}}"#,
        #"{"userName":"a","emails":[7]}"#, #"{"userName":"a","name":true}"#, #"{"userName":"a","active":2}"#,
        #"{"userName":true}"#, #"{"userName":"a","\#(enterprise)":"x"}"#, #"{"userName":null}"#, "{}",
    ])
    func `A-10 values of another type are invalidValue`(body: String) {
        #expect(keyword { try user(body) } == .invalidValue)
    }

    @Test(arguments: [
        #""x509Certificates":[{"value":"no base64!"}]"#, #""profileUrl":"no url""#, #""photos":[{"value":"a\nb"}]"#,
    ])
    func `A-10 what is no base64 and no URI is invalidValue, strictly`(member: String) throws {
        let body = #"{"schemas":["\#(SchemaDefinition.user.id)"],"userName":"a",\#(member)}"#
        #expect(keyword { try user(body, profile: .strict) } == .invalidValue)
        #expect(try user(body).attributes.count == 3)
        let good =
            #""x509Certificates":[{"value":"AAEC"}],"profileUrl":"../Users/1","photos":[{"value":"https://x/p"}]"#
        let fine = #"{"schemas":["\#(SchemaDefinition.user.id)"],"userName":"a",\#(good)}"#
        #expect(try user(fine, profile: .strict).attributes.count == 5)
    }

    @Test(arguments: ["[]", "1", "null", "\"x\""])
    func `a body that is no object is invalidSyntax`(body: String) {
        #expect(keyword { try user(body) } == .invalidSyntax)
    }

    @Test func `A-12 a password is accepted and not kept`() throws {
        #expect(try attributes(#"{"userName":"a","password":"secret"}"#)["password"] == nil)
        #expect(keyword { try user(#"{"userName":"a","password":{}, "active":"x"}"#) } == .invalidValue)
    }

    @Test func `A-13 case is kept as given and names become canonical`() throws {
        let stored = try attributes(#"{"USERNAME":"Mo","NAME":{"GIVENNAME":"Mo"},"Emails":[{"VALUE":"X@y"}]}"#)
        #expect(
            stored.jsonText == #"{"userName":"Mo","name":{"givenName":"Mo"},"emails":[{"value":"X@y"}],"active":true}"#
        )
    }

    @Test func `A-17 countries, time zones and profile URLs are any text`() throws {
        let body = #"{"userName":"a","timezone":"?","profileUrl":"no url","addresses":[{"country":"Belize"}]}"#
        #expect(try attributes(body).count == 5)
    }

    @Test func `2-4-2 and 2-4-4 booleans as text and single values for lists are understood`() throws {
        let stored = try attributes(
            #"{"userName":"a","active":"False","emails":{"value":"x","primary":"True"},"roles":"admin"}"#
        )
        #expect(stored["active"] == false)
        #expect(stored["emails"] == [["value": "x", "primary": true]])
        #expect(stored["roles"] == [["value": "admin"]])
        #expect(try attributes(#"{"userName":"a","externalId":12}"#)["externalId"] == "12")
    }

    @Test func `2-4-6 dotted and URN names are understood in bodies`() throws {
        let body = #"""
            {"userName":"a","name.givenName":"Mo","\#(enterprise):department":"Audit",
             "\#(SchemaDefinition.user.id)":{"title":"Boss"},"\#(enterprise)":{"division":"X"}}
            """#
        let stored = try attributes(body)
        #expect(stored["name"] == ["givenName": "Mo"])
        #expect(stored["title"] == "Boss")
        #expect(stored[enterprise] == ["department": "Audit", "division": "X"])
    }

    @Test func `2-4-14 unknown attributes are ignored with a warning, or refused strictly`() throws {
        let body =
            #"{"schemas":["\#(SchemaDefinition.user.id)"],"userName":"a","usrType":"x","name":{"nick":"y"},"manager":"z"}"#
        let incoming = try user(body)
        #expect(incoming.attributes == ["userName": "a", "active": true])
        #expect(incoming.warnings.count == 3)
        #expect(keyword { try user(body, profile: .strict) } == .invalidValue)
    }

    @Test func `C-5 a replacement clears what it leaves out, but never reactivates`() throws {
        let inactive: SCIMObject = ["userName": "a", "title": "Boss", "active": false]
        let replaced = try IncomingResource(["userName": "a"], replacing: inactive, as: .user)
        #expect(replaced.attributes == ["userName": "a", "active": false])
        let revived = try IncomingResource(["userName": "a", "active": "true"], replacing: inactive, as: .user)
        #expect(revived.attributes["active"] == true)
    }

    @Test func `a replacement with what the server showed changes nothing`() throws {
        let replaced = try IncomingResource(.object(shownUser()), replacing: storedUser(), as: .user)
        #expect(try replaced.attributes == storedUser())
        #expect(replaced.warnings.isEmpty)
    }

    @Test func `A-16 a group needs a name, and its members are kept apart`() throws {
        let body = #"""
            {"schemas":["\#(SchemaDefinition.group.id)",
               "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"],
             "displayName":"Ops","externalId":"c0ffee","members":[{"value":"a"},{"value":"b","type":"Group"},{"value":"a"}],
             "meta":{"resourceType":"Group"}}
            """#
        let group = try IncomingResource(SCIMValue(json: body), as: .group)
        #expect(group.attributes == ["displayName": "Ops", "externalId": "c0ffee"])
        #expect(group.members == [MemberReference(value: "a"), MemberReference(value: "b", type: "Group")])
        #expect(try IncomingResource(["displayName": "Ops"], as: .group).members == nil)
        #expect(try IncomingResource(["displayName": "Ops", "members": []], as: .group).members == [])
        #expect(keyword { try IncomingResource(["members": []], as: .group) } == .invalidValue)
    }

    @Test func `A-18 a required extension must be there`() throws {
        var type = ResourceTypeDefinition.user
        type.extensions[0].isRequired = true
        #expect(keyword { try IncomingResource(["userName": "a"], as: type) } == .invalidValue)
        #expect(throws: Never.self) {
            try IncomingResource(["userName": "a", "\(enterprise):division": "x"], as: type)
        }
    }

    @Test func `values of one attribute are limited`() {
        let roles = SCIMValue.array((0..<501).map { .string("r\($0)") })
        #expect(keyword { try IncomingResource(["userName": "a", "roles": roles], as: .user) } == .tooMany)
    }
}
