import AccessModel
import SCIMProtocol
import Testing

@Suite struct AttributeMappingTests {
    private func mapping(_ strategy: Connection.Strategy) throws -> AttributeMapping {
        try AttributeMapping(AttributeMapping.standard(for: strategy))
    }

    private func error(of entries: AttributeMapping.Entry...) -> SCIMError.Keyword? {
        keyword { try AttributeMapping(entries) }
    }

    @Test func `Okta's default fills a profile`() throws {
        let profile = try mapping(.okta).profile(of: storedUser())
        #expect(
            profile == [
                "preferred_username": "m.reyes@x.example", "email": "mo@x.example", "blocked": false,
                "name": "Mo Reyes", "given_name": "Mo", "family_name": "Reyes",
                "app_metadata": ["external_id": "M.Reyes", "department": "Audit", "manager": "2b"],
            ]
        )
    }

    @Test func `Entra's default takes the work address and names the user by upn`() throws {
        var user = try storedUser()
        user["emails"] = [["type": "home", "value": "h", "primary": true], ["type": "work", "value": "w"]]
        user["phoneNumbers"] = [["type": "work", "value": "1"], ["type": "fax", "value": "2"]]
        user["name"] = ["middleName": "X"]
        let profile = try mapping(.waad).profile(of: user)
        #expect(profile["upn"] == "m.reyes@x.example")
        #expect(profile["email"] == "w")
        #expect(profile["app_metadata"]?.object?["work_phone_number"] == "1")
        #expect(profile["app_metadata"]?.object?["fax_number"] == "2")
        #expect(profile["app_metadata"]?.object?["middle_name"] == nil)
    }

    @Test func `every strategy has a default without contradictions`() throws {
        for strategy in Connection.Strategy.allCases {
            #expect(throws: Never.self) { try mapping(strategy) }
        }
        #expect(AttributeMapping.standard(for: .okta).count == 32)
        #expect(AttributeMapping.standard(for: .oidc) == AttributeMapping.standard(for: .okta))
        #expect(AttributeMapping.standard(for: .samlp).first == AttributeMapping.Entry("userName", "username"))
    }

    @Test(arguments: [true, false])
    func `active is blocked the other way round, both ways`(isActive: Bool) throws {
        let mapping = try mapping(.okta)
        let profile = mapping.profile(of: ["userName": "a", "active": .boolean(isActive)])
        #expect(profile["blocked"] == .boolean(!isActive))
        #expect(try mapping.user(of: profile)["active"] == .boolean(isActive))
        let plain = try AttributeMapping([AttributeMapping.Entry("active", "app_metadata.active")])
        let metadata: SCIMValue = ["active": .boolean(isActive)]
        #expect(plain.profile(of: ["active": .boolean(isActive)]) == ["app_metadata": metadata])
    }

    @Test func `a profile becomes the attributes that it came from`() throws {
        let user = try mapping(.okta).user(
            of: [
                "preferred_username": "a", "email": "a@x", "picture": "https://x/p", "ignored": 1,
                "app_metadata": ["city": "Bern", "country": "CH", "manager": "2b", "title": nil, "other": "x"],
            ]
        )
        #expect(
            user == [
                "userName": "a", "emails": [["primary": true, "value": "a@x"]],
                "photos": [["type": "photo", "value": "https://x/p"]],
                "addresses": [["type": "work", "locality": "Bern", "country": "CH"]],
                "\(enterprise)": ["manager": ["value": "2b"]],
            ]
        )
    }

    @Test(arguments: Connection.Strategy.allCases, 0..<100)
    func `what is mapped there and back is the same`(strategy: Connection.Strategy, seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let mapping = try mapping(strategy)
        var user: SCIMObject = ["userName": "a", "active": .boolean(.random(using: &generator))]
        for name in ["title", "displayName", "externalId", "locale"] where Bool.random(using: &generator) {
            user[name] = .string("v\(UInt8.random(in: 0...9, using: &generator))")
        }
        user["addresses"] = [["type": "work", "locality": "Bern"]]
        let profile = mapping.profile(of: user)
        #expect(try mapping.profile(of: mapping.user(of: profile)) == profile)
        #expect(try mapping.user(of: profile) == user)
    }

    @Test func `many values without brackets are mapped whole`() throws {
        let mapping = try AttributeMapping([AttributeMapping.Entry("roles", "app_metadata.roles")])
        let roles: SCIMValue = [["value": "a"], ["value": "b"]]
        #expect(mapping.profile(of: ["roles": roles]) == ["app_metadata": ["roles": roles]])
        #expect(try mapping.user(of: ["app_metadata": ["roles": roles]]) == ["roles": roles])
    }

    @Test(arguments: [
        ("id", "x"), ("meta.created", "x"), ("password", "x"), ("groups", "x"), ("schemas", "x"), ("nosuch", "x"),
        ("name[givenName pr]", "x"), ("userName", "user_id"), ("userName", ""), ("userName", "a.b"),
        ("userName", "app_metadata"), ("userName", "app_metadata.a.b"), ("userName", "app_metadata."),
        ("userName", "a b"),
    ])
    func `what cannot be mapped is refused`(scim: String, profile: String) {
        #expect(error(of: AttributeMapping.Entry(scim, profile)) == .invalidValue)
    }

    @Test func `paths that cannot be read are refused`() {
        #expect(error(of: AttributeMapping.Entry("a b", "x")) == .invalidPath)
        #expect(error(of: AttributeMapping.Entry("emails[type].value", "x")) == .invalidFilter)
    }

    @Test func `one attribute is mapped to one, however it is spelled`() {
        #expect(
            error(of: AttributeMapping.Entry("title", "a"), AttributeMapping.Entry("TITLE", "b")) == .invalidValue
        )
        #expect(error(of: AttributeMapping.Entry("title", "a"), AttributeMapping.Entry("locale", "a")) == .invalidValue)
        #expect(
            error(
                of: AttributeMapping.Entry("\(SchemaDefinition.user.id):title", "a"),
                AttributeMapping.Entry("title", "b")
            ) == .invalidValue
        )
    }

    @Test func `a profile's value of another type is refused`() throws {
        let mapping = try mapping(.okta)
        #expect(keyword { try mapping.user(of: ["preferred_username": ["a": 1]]) } == .invalidValue)
    }
}
