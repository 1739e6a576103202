import SCIMProtocol
import Testing

/// The rules of queries that the grammar and the evaluation of filters keep, one by one.
@Suite struct FilterRuleTests {
    private func matches(_ filter: String) throws -> Bool {
        try ResourceFilter(filter, for: .user).matches(shownUser())
    }

    @Test(arguments: [
        (#"displayName EQ "mo reyes""#, true), (#"displayName Ne "mo reyes""#, false), (#"displayName cO "rey""#, true),
        (#"displayName SW "mo""#, true), (#"displayName eW "yes""#, true), ("displayName PR", true),
        (#"displayName gt "mn""#, true), (#"displayName ge "mo reyes""#, true), (#"displayName lt "mo reyes""#, false),
        (#"displayName le "mo reyes""#, true), (#"NOT (displayName pr)"#, false),
        (#"displayName pr AND title pr"#, false), (#"displayName pr Or title pr"#, true),
        (#"(title pr or displayName pr) and (active eq true)"#, true), (#"EMAILS[TYPE EQ "work"]"#, true),
    ])
    func `Q-5 every operator is there, in any case`(filter: String, holds: Bool) throws {
        #expect(try matches(filter) == holds)
    }

    @Test(arguments: [
        (#"members eq "A""#, ["A"]), (#"members.value eq "A" and id eq "g""#, ["A"]), (#"id eq "g""#, []),
        (#"not (members[value eq "A"]) or members.value eq "B""#, ["A", "B"]), ("members pr", nil),
        (#"members.value sw "A""#, nil), (#"members.value eq "A" and members.type eq "User""#, nil),
        (#"members[value eq "A" and type eq "User"]"#, nil), (#"members.value ne "A""#, nil),
    ])
    func `the values that alone decide are those that are asked for and nothing else`(
        filter: String,
        values: [String]?
    ) throws {
        #expect(try ResourceFilter(filter, for: .group).decidingValues(of: "members") == values)
    }

    @Test func `Q-7 brackets hold whole expressions, but no brackets`() throws {
        #expect(try matches(#"emails[(type eq "home" or type eq "fax") and not (primary eq true)]"#))
        #expect(try !matches(#"emails[type eq "home" and primary eq true or type eq "fax"]"#))
        #expect(keyword { try matches(#"emails[type[value pr]]"#) } == .invalidFilter)
    }

    @Test(arguments: [
        (#"displayName eq "\u004do Reyes""#, true), ("active eq true", true), ("active eq FALSE", false),
        ("title eq null", true), ("displayName eq null", false), ("displayName ne null", true),
        ("externalId eq M.Reyes", true), ("externalId eq 12", false), ("externalId eq -1.5e3", false),
    ])
    func `Q-9 values are JSON, null is no value, and words may stand bare`(filter: String, holds: Bool) throws {
        #expect(try matches(filter) == holds)
    }

    @Test func `Q-10 one of many values is enough, and a complex one counts by its value`() throws {
        #expect(try matches(#"emails.value eq "mo@home.example""#))
        #expect(try matches(#"emails co "home.example""#))
        #expect(try matches(#"emails.value ne "mo@home.example""#))
        #expect(try !matches(#"not (emails.value eq "mo@home.example")"#))
    }

    @Test func `Q-11 what stands in brackets holds for one value, what does not may hold for several`() throws {
        #expect(try !matches(#"emails[type eq "work" and value co "home.example"]"#))
        #expect(try matches(#"emails.type eq "work" and emails.value co "home.example""#))
        #expect(try matches(#"emails[type eq "home" and value co "home.example"]"#))
        #expect(try matches(#"emails[type eq "home"].value co "home.example""#))
        #expect(try !matches(#"emails[type eq "work"].value co "home.example""#))
    }

    @Test func `integers compare exactly, whatever their size`() throws {
        var type = ResourceTypeDefinition.user
        type.schema.attributes.append(AttributeDefinition("level", .integer))
        let resource: SCIMObject = ["level": .integer(9_007_199_254_740_993)]
        let matches = { (filter: String) in try ResourceFilter(filter, for: type).matches(resource) }
        #expect(try matches("level eq 9007199254740993"))
        #expect(try !matches("level eq 9007199254740992"))
        #expect(try matches("level gt 9007199254740992"))
        #expect(try matches("level gt 1.5"))
        #expect(try matches(#"level lt "1e300""#))
    }
}
