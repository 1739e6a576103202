import AccessModel
import SCIMProtocol
import Testing

@Suite struct SchemaTests {
    static let schemas = [SchemaDefinition.user, .enterpriseUser, .group]

    @Test(arguments: schemas)
    func `A-19 a schema shows every characteristic of every attribute`(schema: SchemaDefinition) throws {
        let shown = schema.representation(location: "https://x/Schemas/\(schema.id)")
        #expect(shown["id"] == .string(schema.id))
        let attributes = try #require(shown["attributes"]?.array)
        #expect(attributes.count == schema.attributes.count)
        for attribute in attributes.compactMap(\.object) {
            for name in [
                "name", "type", "multiValued", "required", "caseExact", "mutability", "returned", "uniqueness",
            ] {
                #expect(attribute[name] != nil)
            }
            #expect((attribute["type"] == "complex") == (attribute["subAttributes"] != nil))
            #expect((attribute["type"] == "reference") == (attribute["referenceTypes"] != nil))
        }
    }

    @Test(arguments: schemas)
    func `A-7 no complex attribute holds another`(schema: SchemaDefinition) {
        for attribute in schema.attributes {
            #expect(attribute.subAttributes.allSatisfy { $0.type != .complex && $0.subAttributes.isEmpty })
        }
    }

    @Test func `T-4 an error has its status as text`() {
        let shown = SCIMError.uniqueness("taken").representation
        #expect(
            shown.jsonText
                == #"{"schemas":["\#(SCIMError.schema)"],"status":"409","scimType":"uniqueness","detail":"taken"}"#
        )
        #expect(SCIMError.notFound("gone").representation["scimType"] == nil)
    }

    @Test func `Q-1 a list has numbers for its totals`() {
        let list = ListResponse(totalResults: 7, startIndex: 3, resources: [["id": "a"]]).representation
        #expect(list["totalResults"] == 7)
        #expect(list["startIndex"] == 3)
        #expect(list["itemsPerPage"] == 1)
        #expect(list["Resources"] == [["id": "a"]])
        #expect(ListResponse(totalResults: 0, resources: []).representation["Resources"] == [])
    }

    @Test func `A-3 meta is the server's`() throws {
        let meta = try #require(try shownUser()["meta"])
        #expect(
            meta == [
                "resourceType": "User", "created": "2023-11-14T22:13:20.000Z",
                "lastModified": "2023-11-14T22:15:00.000Z",
                "location": "https://scim.example/Users/7f3a", "version": #"W/"3""#,
            ]
        )
    }
}

@Suite struct CaseFoldingTests {
    @Test(arguments: [
        ("M.Reyes@X.Example", "m.reyes@x.example"), ("STRASSE", "Straße"), ("STRAẞE", "straße"), ("ΣΊΣΥΦΟΣ", "σίσυφος"),
        ("Å", "A\u{30a}"), ("ÉTÉ", "e\u{301}te\u{301}"), ("\u{212a}elvin", "kelvin"),
        ("\u{ff21}\u{ff11}\u{3000}", "a1 "), ("ǅ", "ǆ"), ("ﬀ", "FF"),
    ])
    func `A-14 names that differ in case or composition fold alike`(left: String, right: String) {
        #expect(Array(left.caseFolded.utf8) == Array(right.caseFolded.utf8))
        #expect(Array(left.caseFolded.caseFolded.utf8) == Array(left.caseFolded.utf8))
    }

    @Test(arguments: [("ı", "i"), ("é", "e"), ("İ", "i"), ("ß", "s"), ("a b", "ab")])
    func `names that differ in letters stay apart`(left: String, right: String) {
        #expect(left.caseFolded != right.caseFolded)
    }

    @Test func `folding is idempotent on every scalar`() {
        for value in 0..<UInt32(0x1_1000) {
            guard let scalar = Unicode.Scalar(value) else { continue }
            let folded = String(scalar).caseFolded
            #expect(folded.caseFolded.utf8.elementsEqual(folded.utf8), "U+\(String(value, radix: 16))")
        }
    }
}
