import AccessModel
import SCIMProtocol
import Testing

/// The rules of attributes that hold for every way of writing them.
@Suite struct AttributeRuleTests {
    @Test func `A-2 an externalId is the client's: kept to the letter, and never made up`() throws {
        #expect(try IncomingResource(["userName": "a"], as: .user).attributes["externalId"] == nil)
        let given = try IncomingResource(["userName": "a", "externalId": "Ab\u{df}"], as: .user).attributes
        #expect(given["externalId"] == "Ab\u{df}")
        #expect(try !ResourceFilter(#"externalId eq "abß""#, for: .user).matches(given))
        #expect(ResourceTypeDefinition.user.uniqueTerms(of: given).map(\.attribute) == ["userName"])
    }

    @Test func `A-11 mutability decides who writes, and when`() throws {
        var type = ResourceTypeDefinition.user
        type.schema.attributes += [
            AttributeDefinition("serial").with(.immutable), AttributeDefinition("state").with(.readOnly),
            AttributeDefinition("pin").with(.writeOnly),
        ]
        let body: SCIMValue = ["userName": "a", "serial": "1", "state": "x", "pin": "0000"]
        let created = try IncomingResource(body, as: type).attributes
        #expect(created == ["userName": "a", "active": true, "serial": "1"])
        let replaced = try IncomingResource(body, replacing: created, as: type).attributes
        #expect(replaced == created)
        let patch = { (path: String) in
            try PatchRequest(operations: [PatchOperation(.replace, path: path, value: "2")]).applied(
                to: created,
                as: type
            )
        }
        #expect(keyword { try patch("state") } == .mutability)
        #expect(keyword { try patch("serial") } == .mutability)
        #expect(try !patch("pin").isChanged)
    }

    @Test func `A-15 a user's groups change through the groups alone`() throws {
        let groups: SCIMValue = [["value": "g"]]
        #expect(try IncomingResource(["userName": "a", "groups": groups], as: .user).attributes["groups"] == nil)
        let pathless = PatchRequest(operations: [PatchOperation(.add, value: ["groups": groups])])
        #expect(try !pathless.applied(to: storedUser(), as: .user).isChanged)
        let path = PatchRequest(operations: [PatchOperation(.add, path: "groups", value: groups)])
        #expect(keyword { try path.applied(to: storedUser(), as: .user) } == .mutability)
    }

    @Test func `C-6 a replacement sets what is immutable once, and needs what is required`() throws {
        var type = ResourceTypeDefinition.user
        type.schema.attributes.append(AttributeDefinition("serial").with(.immutable))
        let bare: SCIMObject = ["userName": "a", "active": true]
        let set = try IncomingResource(["userName": "a", "serial": "1"], replacing: bare, as: type).attributes
        #expect(set["serial"] == "1")
        let other: SCIMValue = ["userName": "a", "serial": "2"]
        #expect(keyword { try IncomingResource(other, replacing: set, as: type) } == .mutability)
        #expect(keyword { try IncomingResource(["serial": "1"], replacing: set, as: type) } == .invalidValue)
        let readOnly: SCIMValue = ["userName": "a", "id": "x", "meta": ["created": "x"], "groups": []]
        #expect(try IncomingResource(readOnly, replacing: bare, as: type).attributes == bare)
    }

    @Test func `T-6 errors have the keywords of the RFCs`() {
        let errors: [(SCIMError, Int, String)] = [
            (.invalidFilter(""), 400, "invalidFilter"), (.tooMany(""), 400, "tooMany"),
            (.mutability(""), 400, "mutability"), (.invalidSyntax(""), 400, "invalidSyntax"),
            (.invalidPath(""), 400, "invalidPath"), (.noTarget(""), 400, "noTarget"),
            (.invalidValue(""), 400, "invalidValue"), (.uniqueness(""), 409, "uniqueness"),
            (.invalidCursor(""), 400, "invalidCursor"), (.expiredCursor(""), 400, "expiredCursor"),
            (.invalidCount(""), 400, "invalidCount"),
        ]
        for (error, status, keyword) in errors {
            #expect(error.status == status)
            #expect(error.representation["scimType"] == .string(keyword))
        }
    }

    @Test(arguments: [
        ("userName", true), ("$ref", true), ("x-y_1", true), ("name.$ref", true), ("a1", true), ("1a", false),
        ("_a", false), ("-a", false), ("", false), ("a.", false), ("a b", false), ("$", false), ("é", false),
        ("a.b.c", false), ("urn:x:y:a", true), (":a", false),
    ])
    func `T-12 a name is a letter and then letters, digits, hyphens and underscores, after a dollar if need be`(
        text: String,
        isName: Bool
    ) {
        #expect((AttributePath(text) != nil) == isName)
    }
}

extension AttributeDefinition {
    fileprivate func with(_ mutability: Mutability) -> Self {
        var copy = self
        copy.mutability = mutability
        return copy
    }
}
