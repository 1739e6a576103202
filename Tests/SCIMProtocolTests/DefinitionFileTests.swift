import AccessModel
import SCIMProtocol
import Testing

/// Schemas and resource types from an operator's files.
@Suite struct DefinitionFileTests {
    private static let device = #"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Schema"],"id":"urn:example:scim:Device","name":"Device",
         "description":"A device.",
         "attributes":[
           {"name":"serialNumber","type":"string","required":true,"uniqueness":"server","mutability":"immutable",
            "caseExact":true},
           {"name":"level","type":"integer"},{"name":"tags","type":"string","multiValued":true},
           {"name":"owner","type":"complex","subAttributes":[
             {"name":"value","type":"string"},{"name":"$ref","type":"reference","referenceTypes":["User"]}]},
           {"name":"certificate","type":"binary"},{"name":"secret","returned":"never","mutability":"writeOnly"}]}
        """#
    private static let deviceType = #"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],"id":"Device","name":"Device",
         "endpoint":"/Devices","description":"Devices","schema":"urn:example:scim:Device",
         "schemaExtensions":[{"schema":"urn:example:scim:Badge","required":true}]}
        """#
    private static let badge = #"""
        {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Schema"],"id":"urn:example:scim:Badge","name":"Badge",
         "attributes":[{"name":"color","type":"string","canonicalValues":["red","green"]}]}
        """#

    private func load(_ files: (name: String, json: String)...) throws -> ResourceTypeSet {
        try ResourceTypeSet(files: files.map { DefinitionFile(name: $0.name, json: Array($0.json.utf8)) })
    }

    private func diagnostics(_ files: (name: String, json: String)...) -> [String] {
        do {
            _ = try ResourceTypeSet(files: files.map { DefinitionFile(name: $0.name, json: Array($0.json.utf8)) })
            return []
        } catch {
            return error.diagnostics.map(\.description)
        }
    }

    private func devices() throws -> ResourceTypeDefinition {
        let set = try load(("b.json", Self.deviceType), ("c.json", Self.device), ("a.json", Self.badge))
        return try #require(set.type(at: "Devices"))
    }

    @Test func `a type with its schemas is served beside users and groups, whatever the order of the files`() throws {
        let set = try load(("b.json", Self.deviceType), ("c.json", Self.device), ("a.json", Self.badge))
        #expect(set.types.map(\.name) == ["User", "Group", "Device"])
        #expect(set.schemas.map(\.name) == ["User", "EnterpriseUser", "Group", "Device", "Badge"])
        let one = try load(("all.json", "[\(Self.badge),\(Self.deviceType),\(Self.device)]"))
        #expect(one == set)
        let list = #"{"schemas":["x"],"Resources":[\#(Self.device),\#(Self.badge),\#(Self.deviceType)]}"#
        #expect(try load(("list.json", list)) == set)
        #expect(try load() == .standard)
    }

    @Test func `its resources are validated, patched, filtered and projected like users`() throws {
        let type = try devices()
        let body = #"""
            {"schemas":["urn:example:scim:Device"],"SERIALNUMBER":"A1","level":"7","tags":["a","b","a"],
             "owner":{"value":"u1","$ref":"../Users/u1"},"secret":"x","urn:example:scim:Badge":{"color":"red"}}
            """#
        let stored = try IncomingResource(SCIMValue(json: body), as: type).attributes
        #expect(
            stored == [
                "serialNumber": "A1", "level": 7, "tags": ["a", "b"], "owner": ["value": "u1", "$ref": "../Users/u1"],
                "urn:example:scim:Badge": ["color": "red"],
            ]
        )
        let patch = try PatchRequest(
            SCIMValue(
                json: #"""
                    {"Operations":[{"op":"remove","path":"tags[value eq \"a\"]"},{"op":"add","path":"tags","value":"c"},
                      {"op":"replace","path":"urn:example:scim:Badge:color","value":"green"}]}
                    """#
            )
        ).applied(to: stored, as: type)
        #expect(patch.attributes["tags"] == ["b", "c"])
        #expect(patch.attributes["urn:example:scim:Badge"] == ["color": "green"])
        #expect(try ResourceFilter("level ge 7 and tags eq \"b\"", for: type).matches(stored))
        #expect(try ResourceFilter("urn:example:scim:Badge:color eq \"RED\"", for: type).matches(stored))
        let projection = try Projection(attributes: "owner.value", excludedAttributes: nil, of: type)
        #expect(projection.applied(to: stored) == ["owner": ["value": "u1"]])
        #expect(
            keyword {
                try PatchRequest(operations: [PatchOperation(.replace, path: "serialNumber", value: "B2")])
                    .applied(to: stored, as: type)
            } == .mutability
        )
    }

    @Test func `A-18 what the files require is required`() throws {
        let type = try devices()
        #expect(keyword { try IncomingResource(["serialNumber": "A1"], as: type) } == .invalidValue)
        #expect(
            keyword { try IncomingResource(["urn:example:scim:Badge": ["color": "red"]], as: type) } == .invalidValue
        )
    }

    @Test func `A-13 unique attributes are told with their values in the form in which they compare`() throws {
        let type = try devices()
        #expect(type.uniqueTerms(of: ["serialNumber": "A1"]) == [EqualityTerm(attribute: "serialNumber", value: "A1")])
        #expect(type.uniqueTerms(of: [:]).isEmpty)
        let user = ResourceTypeDefinition.user.uniqueTerms(of: ["userName": "M.Reyes"])
        #expect(user == [EqualityTerm(attribute: "userName", value: "m.reyes")])
    }

    @Test func `users get an extension, and its attributes are theirs`() throws {
        let user = #"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],"name":"User","endpoint":"/Users",
             "schema":"urn:ietf:params:scim:schemas:core:2.0:User",
             "schemaExtensions":[
               {"schema":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User","required":true},
               {"schema":"urn:example:scim:Badge"}]}
            """#
        let set = try load(("user.json", user), ("badge.json", Self.badge))
        let type = try #require(set.type(named: "User"))
        #expect(type.extensions.map(\.isRequired) == [true, false])
        #expect(type.extensions.map(\.schema.name) == ["EnterpriseUser", "Badge"])
        #expect(set.types.count == 2)
    }

    @Test(arguments: ResourceTypeSet.standard.schemas)
    func `A-19 what the server shows of a schema is what the files understand`(schema: SchemaDefinition) throws {
        var shown = schema.representation(location: "https://x")
        shown["id"] = "urn:example:scim:Copy"
        let type = #"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],"name":"User",
             "schema":"urn:ietf:params:scim:schemas:core:2.0:User","schemaExtensions":[{"schema":"urn:example:scim:Copy"}]}
            """#
        // The required attributes of users and groups are strings that clients write: nothing stands in the way.
        let set = try load(("copy.json", shown.jsonText), ("type.json", type))
        let copy = try #require(set.schema("urn:example:scim:Copy"))
        #expect(copy.representation(location: "https://x")["attributes"] == shown["attributes"])
    }

    @Test func `mistakes are told all at once, with file and place`() {
        let broken = #"""
            {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Schema"],"id":"urn:example:scim:X","name":"X","colour":1,
             "attributes":[
               {"name":"a b"},{"name":"t","type":"text"},{"name":"T"},{"name":"c","type":"complex"},
               {"name":"s","subAttributes":[{"name":"x"}]},{"name":"r","required":true,"mutability":"readOnly"},
               {"name":"d","type":"complex","subAttributes":[{"name":"e","type":"complex"},{"name":"f","required":"no"}]},
               {"name":"u","type":"integer","uniqueness":"server"},{"mutabilty":"readOnly"},{"name":"k","multivalued":1}]}
            """#
        #expect(
            diagnostics(("x.json", broken)) == [
                "x.json: colour: a schema has no `colour`",
                "x.json: attributes[0].name: `a b` is not an attribute name",
                "x.json: attributes[1].type: it must be one of `string`, `boolean`, `decimal`, `integer`, `dateTime`, "
                    + "`binary`, `reference`, `complex`",
                "x.json: attributes[2]: there are two attributes `T`",
                "x.json: attributes[3]: a complex attribute needs `subAttributes`",
                "x.json: attributes[4].subAttributes: only a complex attribute has `subAttributes`",
                "x.json: attributes[5]: a read-only attribute cannot be required",
                "x.json: attributes[6].subAttributes[0].type: a sub-attribute cannot be complex",
                "x.json: attributes[6].subAttributes[1].required: it must be true or false",
                "x.json: attributes[7].uniqueness: only a single text outside of other attributes can be unique",
                "x.json: attributes[8].mutabilty: an attribute has no `mutabilty`",
                "x.json: attributes[8]: it needs a `name`, which is text",
                "x.json: attributes[9].multiValued: it must be true or false",
                "x.json: no resource type has the schema `urn:example:scim:X`",
            ]
        )
    }

    @Test(arguments: [
        ("{", "f.json: the JSON ends too early"),
        ("7", "f.json: its `schemas` must name"),
        (#"[{"schemas":[]}]"#, "f.json: [0].schemas: its `schemas` must name"),
        (schemaJSON(#""id":"x","name":"n","attributes":[{"name":"a"}]"#), "f.json: id: `x` is not a URN"),
        (
            schemaJSON(#""id":"urn:ietf:params:scim:api:x","name":"n","attributes":[{"name":"a"}]"#),
            "f.json: id: `urn:ietf:params:scim:api:x` is the URN of a message"
        ),
        (
            schemaJSON(#""id":"URN:ietf:params:scim:schemas:core:2.0:User","name":"n","attributes":[{"name":"a"}]"#),
            "f.json: id: the server has a schema"
        ),
        (schemaJSON(#""id":"urn:a:b","name":"n","attributes":[]"#), "f.json: attributes: it needs `attributes`"),
        (typeJSON(#""name":"X","endpoint":"/Xs","schema":"urn:a:b""#), "f.json: schema: there is no schema `urn:a:b`"),
        (
            typeJSON(#""name":"X","endpoint":"/Bulk","schema":"urn:a:b""#),
            "f.json: endpoint: `/Bulk` means something else"
        ),
        (typeJSON(#""name":"X","endpoint":"/a/b","schema":"urn:a:b""#), "f.json: endpoint: it must be like"),
        (typeJSON(#""name":"X","schema":"urn:a:b""#), "f.json: it needs an `endpoint`"),
        (
            typeJSON(#""name":"X","endpoint":"/users","schema":"urn:a:b""#),
            "f.json: there are two resource types at `/users`"
        ),
        (
            typeJSON(#""name":"User","endpoint":"/People","schema":"\#(SchemaDefinition.user.id)""#),
            "f.json: endpoint: the"
        ),
        (typeJSON(#""name":"Group","schema":"urn:a:b""#), "f.json: schema: the schema of `Group` is"),
        (
            typeJSON(
                #""name":"User","schema":"\#(SchemaDefinition.user.id)","schemaExtensions":[{"schema":"urn:a:b"}]"#
            ),
            "f.json: schemaExtensions[0].schema: there is no schema"
        ),
        (typeJSON(#""name":"X","endpoint":"/Xs""#), "f.json: it needs a `schema`"),
    ])
    func `a mistake has its place`(json: String, message: String) {
        let told = diagnostics(("f.json", json))
        #expect(told.contains { $0.hasPrefix(message) }, "\(told)")
    }

    @Test func `attributes of every resource cannot be declared again`() {
        let clash = Self.schemaJSON(#""id":"urn:a:b","name":"n","attributes":[{"name":"ID"}]"#)
        let type = Self.typeJSON(#""name":"X","endpoint":"/Xs","schema":"urn:a:b""#)
        #expect(
            diagnostics(("a.json", clash), ("b.json", type))
                == ["b.json: schema: every resource has a `ID` of the server's own"]
        )
    }

    private static func schemaJSON(_ members: String) -> String {
        #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Schema"],\#(members)}"#
    }

    private static func typeJSON(_ members: String) -> String {
        #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:ResourceType"],\#(members)}"#
    }
}
