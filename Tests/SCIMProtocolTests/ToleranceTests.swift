import SCIMProtocol
import Testing

/// What every profile but the strict one puts up with. Named after the tolerances that providers need; those of other
/// suites have the same names, and those of the transport are tested where it is.
@Suite struct ToleranceTests {
    static let tolerant = Profile.Name.allCases.filter { $0 != .strict }.map(Profile.init)

    private func user(_ members: String, _ profile: Profile) throws -> IncomingResource {
        let schemas = #""schemas":["\#(SchemaDefinition.user.id)"]"#
        return try IncomingResource(SCIMValue(json: "{\(schemas),\(members)}"), as: .user, profile: profile)
    }

    private func matches(_ filter: String) throws -> Bool {
        try ResourceFilter(filter, for: .user).matches(shownUser())
    }

    @Test(arguments: tolerant + [.strict])
    func `2-4-1 an op is read in any case`(profile: Profile) throws {
        let patch = #"[{"op":"REPLACE","path":"title","value":"Boss"}]"#
        #expect(try patchUser(patch, profile: profile).attributes["title"] == "Boss")
    }

    @Test(arguments: tolerant)
    func `2-4-2 booleans come as text, in bodies, patches and filters`(profile: Profile) throws {
        #expect(try user(#""userName":"a","active":"False""#, profile).attributes["active"] == false)
        let patch = #"[{"op":"replace","path":"active","value":"FALSE"}]"#
        #expect(try patchUser(patch, profile: profile).attributes["active"] == false)
        #expect(try matches(#"active eq "True""#))
        #expect(try matches(#"emails[primary eq "true"]"#))
        #expect(keyword { try user(#""userName":"a","active":"False""#, .strict) } == .invalidValue)
    }

    @Test(arguments: tolerant)
    func `2-4-3 a removal of members by value array removes only those`(profile: Profile) throws {
        let patch = #"[{"op":"Remove","path":"members","value":[{"$ref":null,"value":"a"}]}]"#
        #expect(try patchGroup(patch, profile: profile).membership.steps == [.remove(["a"])])
        let all = #"[{"op":"Remove","path":"members"}]"#
        #expect(try patchGroup(all, profile: profile).membership.steps == [.removeAll])
    }

    @Test(arguments: tolerant)
    func `2-4-4 one value stands for a list of one`(profile: Profile) throws {
        let emails = try user(#""userName":"a","emails":{"value":"x"}"#, profile).attributes["emails"]
        #expect(emails == [["value": "x"]])
        let patch = #"[{"op":"add","path":"members","value":{"value":"a"}}]"#
        #expect(try patchGroup(patch, profile: profile).membership.steps == [.add([MemberReference(value: "a")])])
        #expect(keyword { try user(#""userName":"a","emails":{"value":"x"}"#, .strict) } == .invalidValue)
    }

    @Test(arguments: tolerant)
    func `2-4-4 a list or an object of one value stands for the value`(profile: Profile) throws {
        for shape in [#"[{"value":"1"}]"#, #"{"value":"1"}"#, #"["1"]"#, #"[{"value":["1"]}]"#] {
            #expect(try user(#""userName":"a","title":\#(shape)"#, profile).attributes["title"] == "1", "\(shape)")
            let patch = #"[{"op":"replace","path":"title","value":\#(shape)}]"#
            #expect(try patchUser(patch, profile: profile).attributes["title"] == "1", "\(shape)")
            let member = #"[{"op":"remove","path":"members","value":\#(shape)}]"#
            #expect(try patchGroup(member, profile: profile).membership.steps == [.remove(["1"])], "\(shape)")
        }
        let manager = try user(#""userName":"a","\#(enterprise)":{"manager":[{"value":"7"}]}"#, profile)
        #expect(manager.attributes[enterprise]?.object?["manager"] == ["value": "7"])
        let off = #"[{"op":"replace","path":"active","value":[{"value":"False"}]}]"#
        #expect(try patchUser(off, profile: profile).attributes["active"] == false)
        #expect(keyword { try user(#""userName":"a","title":[{"value":"1"}]"#, .strict) } == .invalidValue)
    }

    @Test(arguments: tolerant + [.strict])
    func `2-4-5 members carry references, displays and types`(profile: Profile) throws {
        let patch = #"[{"op":"add","path":"members","value":[{"value":"a","$ref":null,"display":"A","type":"User"}]}]"#
        let expected = MemberReference(value: "a", type: "User")
        #expect(try patchGroup(patch, profile: profile).membership.steps == [.add([expected])])
    }

    @Test(arguments: tolerant + [.strict])
    func `2-4-6 names without a path are dotted or qualified`(profile: Profile) throws {
        let patch = #"[{"op":"replace","value":{"name.givenName":"Mona","\#(enterprise):department":"Sales"}}]"#
        let outcome = try patchUser(patch, profile: profile).attributes
        #expect(outcome["name"]?.object?["givenName"] == "Mona")
        #expect(outcome[enterprise]?.object?["department"] == "Sales")
    }

    @Test(arguments: tolerant + [.strict])
    func `2-4-7 read-only keys are passed over, and a read-only path is an error`(profile: Profile) throws {
        let keys = #""id":"x","meta":{"created":"y"},"groups":[{"value":"g"}]"#
        #expect(try user(#""userName":"a",\#(keys)"#, profile).attributes == ["userName": "a", "active": true])
        #expect(try !patchUser(#"[{"op":"replace","value":{\#(keys),"schemas":[]}}]"#, profile: profile).isChanged)
        let path = #"[{"op":"replace","path":"groups","value":[{"value":"g"}]}]"#
        #expect(keyword { try patchUser(path, profile: profile) } == .mutability)
    }

    @Test(arguments: tolerant)
    func `2-4-8 unknown schemas are dropped with a warning`(profile: Profile) throws {
        let foreign = "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group"
        let body: SCIMValue = [
            "schemas": [.string(SchemaDefinition.group.id), .string(foreign)], "displayName": "Ops", "members": [],
        ]
        let group = try IncomingResource(body, as: .group, profile: profile)
        #expect(group.attributes == ["displayName": "Ops"])
        #expect(group.warnings.count == 1)
        #expect(keyword { try IncomingResource(body, as: .group, profile: .strict) } == .invalidValue)
    }

    @Test(arguments: tolerant)
    func `2-4-9 a part of a value that is not there makes the value`(profile: Profile) throws {
        for op in ["add", "replace"] {
            let patch = #"[{"op":"\#(op)","path":"phoneNumbers[type eq \"work\"].value","value":"1"}]"#
            let phones = try patchUser(patch, profile: profile).attributes["phoneNumbers"]
            #expect(phones == [["type": "work", "value": "1"]])
            #expect(keyword { try patchUser(patch, profile: .strict) } == .noTarget)
        }
    }

    @Test(arguments: tolerant, ["\"9\"", #"{"value":"9"}"#, #"[{"value":"9"}]"#])
    func `2-4-10 a manager is text, an object or an array, and may be nobody's id`(
        profile: Profile,
        value: String
    ) throws {
        let patch = #"[{"op":"replace","path":"\#(enterprise):manager","value":\#(value)}]"#
        let set = try patchUser(patch, profile: profile).attributes
        #expect(set[enterprise]?.object?["manager"] == ["value": "9"])
        let clearing = #"[{"op":"replace","path":"\#(enterprise):manager","value":""}]"#
        let cleared = try patchUser(clearing, set, profile: profile).attributes
        #expect(cleared[enterprise]?.object?["manager"] == nil)
    }

    @Test(arguments: ["externalId eq M.Reyes", "meta.created le 2099-01-01T00:00:00Z", "userName sw m.reyes@"])
    func `2-4-11 values of filters come without quotation marks`(filter: String) throws {
        #expect(try matches(filter))
    }

    @Test(arguments: tolerant)
    func `2-4-13 messages come without their schemas`(profile: Profile) throws {
        let patch: SCIMValue = ["Operations": [["op": "add", "path": "title", "value": "x"]]]
        #expect(try PatchRequest(patch, profile: profile).operations.count == 1)
        #expect(try SearchRequest(["count": 1], profile: profile).count == 1)
        #expect(try BulkRequest(["Operations": []], limits: BulkLimits(), profile: profile).operations.isEmpty)
        #expect(try IncomingResource(["userName": "a"], as: .user, profile: profile).attributes["userName"] == "a")
        #expect(keyword { try PatchRequest(patch, profile: .strict) } == .invalidSyntax)
    }

    @Test(arguments: tolerant)
    func `2-4-14 unknown attributes are dropped with a warning`(profile: Profile) throws {
        let incoming = try user(#""userName":"a","usreType":"x""#, profile)
        #expect(incoming.attributes == ["userName": "a", "active": true])
        #expect(incoming.warnings.count == 1)
        let patch = try patchUser(#"[{"op":"add","path":"usreType","value":"x"}]"#, profile: profile)
        #expect(!patch.isChanged)
        #expect(patch.warnings.count == 1)
    }

    @Test(arguments: tolerant)
    func `2-4-15 a PATCH without operations changes nothing`(profile: Profile) throws {
        #expect(try !patchUser("[]", profile: profile).isChanged)
        #expect(try patchGroup("[]", profile: profile).membership.isEmpty)
        #expect(keyword { try patchUser("[]", profile: .strict) } == .invalidSyntax)
    }

    @Test(arguments: tolerant + [.strict])
    func `2-4-16 the old name of the schemas means the new one`(profile: Profile) throws {
        let body: SCIMValue = [
            "schemas": ["urn:scim:schemas:core:1.0", .string(SchemaDefinition.user.id)], "userName": "a",
        ]
        #expect(try IncomingResource(body, as: .user, profile: profile).warnings.isEmpty)
    }

    @Test(
        arguments: tolerant,
        ["12345678901234567890", "12345678901234567891", "1.50", "10000.0000000000005", "1e2", "7"]
    )
    func `a number that stands for a text is the text that was written`(profile: Profile, number: String) throws {
        let written = try user("\"userName\":\"a\",\"externalId\":\(number)", profile).attributes["externalId"]
        #expect(written == .string(number))
        let patch = "[{\"op\":\"replace\",\"path\":\"externalId\",\"value\":\(number)}]"
        #expect(try patchUser(patch, profile: profile).attributes["externalId"] == .string(number))
    }

    @Test func `a profile is chosen by its name`() {
        #expect(Profile(.lenient) == .lenient)
        #expect(Profile(.strict) == .strict)
        #expect(Profile(.entra).groupNamesAreUnique)
        #expect(!Profile(.okta).groupNamesAreUnique)
        #expect(Profile.Name.allCases.map(\.rawValue) == ["lenient", "strict", "entra", "okta"])
    }
}
