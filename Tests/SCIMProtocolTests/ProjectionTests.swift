import SCIMProtocol
import Testing

@Suite struct ProjectionTests {
    private func project(_ attributes: String?, excluding excluded: String? = nil) throws -> SCIMObject {
        try Projection(attributes: attributes, excludedAttributes: excluded, of: .user).applied(to: shownUser())
    }

    private func names(_ object: SCIMObject) -> [String] { object.members.map(\.name) }

    @Test func `by default all that is returned by default is there`() throws {
        #expect(try project(nil) == shownUser())
        #expect(try project("", excluding: " , ") == shownUser())
        var withPassword = try shownUser()
        withPassword["password"] = "secret"
        #expect(Projection(of: .user).applied(to: withPassword)["password"] == nil)
        #expect(
            try Projection(attributes: "password", excludedAttributes: nil, of: .user)
                .applied(to: withPassword)["password"] == nil
        )
    }

    @Test func `Q-16 only what is named, and always id and schemas`() throws {
        #expect(try names(project("userName")) == ["schemas", "id", "userName"])
        #expect(try names(project("USERNAME, nosuch")) == ["schemas", "id", "userName"])
        #expect(try names(project("nosuch")) == ["schemas", "id"])
        #expect(
            try names(project("urn:ietf:params:scim:schemas:core:2.0:User:title,meta")) == ["schemas", "id", "meta"]
        )
    }

    @Test func `Q-16 sub-attributes and extensions can be named`() throws {
        #expect(try project("name.givenName")["name"] == ["givenName": "Mo"])
        #expect(try project("emails.value")["emails"] == [["value": "mo@x.example"], ["value": "mo@home.example"]])
        #expect(try project("\(enterprise):department")[enterprise] == ["department": "Audit"])
        #expect(try project(enterprise)[enterprise] == shownUser()[enterprise])
        #expect(try project("\(enterprise):manager.value")[enterprise] == ["manager": ["value": "2b"]])
        #expect(try project("meta.version,meta.location")["meta"]?.object?.count == 2)
    }

    @Test func `Q-16 what is excluded is gone, and never id and schemas`() throws {
        let shown = try project(
            nil,
            excluding: "id,schemas,userName,name.givenName,emails.type,meta,\(enterprise):manager"
        )
        #expect(
            names(shown)
                == ["schemas", "id", "externalId", "displayName", "active", "name", "emails", enterprise].sorted {
                    (names(shown).firstIndex(of: $0) ?? 99) < (names(shown).firstIndex(of: $1) ?? 99)
                }
        )
        #expect(shown["name"] == ["familyName": "Reyes"])
        #expect(shown["emails"]?.array?.last == ["value": "mo@home.example"])
        #expect(shown[enterprise] == ["department": "Audit"])
        #expect(try project(nil, excluding: enterprise)[enterprise] == nil)
    }

    @Test func `Q-16 both lists at once are refused`() {
        #expect(keyword { try project("userName", excluding: "title") } == .invalidValue)
    }

    @Test func `members are known to be unwanted before they are loaded`() throws {
        #expect(try !Projection(attributes: nil, excludedAttributes: "members", of: .group).includes("members"))
        #expect(try !Projection(attributes: "displayName", excludedAttributes: nil, of: .group).includes("members"))
        #expect(try Projection(attributes: "members.value", excludedAttributes: nil, of: .group).includes("members"))
        #expect(Projection(of: .group).includes("members"))
    }
}
