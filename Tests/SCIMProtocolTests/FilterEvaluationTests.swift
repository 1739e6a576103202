import AccessModel
import SCIMProtocol
import Testing

@Suite struct FilterEvaluationTests {
    private func matches(_ filter: String) throws -> Bool {
        try ResourceFilter(filter, for: .user).matches(shownUser())
    }

    @Test(arguments: [
        #"userName eq "M.REYES@x.example""#, #"USERNAME Eq "m.reyes@x.example""#, #"externalId eq "M.Reyes""#,
        #"externalId eq M.Reyes"#, #"name.familyName co "EYE""#, #"userName sw "m.""#, #"userName ew ".example""#,
        #"displayName co """#, #"userName gt "a""#, #"userName le "m.reyes@x.example""#, "active eq true",
        #"active eq "True""#, "title eq null", "not (title pr)", "name pr", "emails pr", "active ne false",
        #"emails co "home.example""#, #"emails.type eq "work""#, #"emails[type eq "work" and primary eq true]"#,
        #"emails[type eq "work"].value eq "MO@x.example""#, #"emails.type eq "work" and emails.value co "home""#,
        #"emails[not (primary eq true)]"#, #"emails[primary eq "True"]"#, #"title ne "Boss""#,
        #"\#(enterprise):department eq "audit""#, #"\#(enterprise):manager.value eq "2b""#,
        #"\#(enterprise):manager eq "2b""#, #"urn:ietf:params:scim:schemas:core:2.0:User:userName sw "M""#,
        #"schemas eq "\#(enterprise)""#, #"id eq "okta|acme|7f3a""#, #"meta.resourceType eq "User""#,
        #"meta.lastModified gt "2023-11-14T22:14:59.9Z""#, #"meta.created eq "2023-11-14T23:13:20.000+01:00""#,
        #"meta.created sw "2023-11-14T22""#, "nosuch eq null", #"nosuch ne "a""#,
    ])
    func `Q-14 these match`(filter: String) throws {
        #expect(try matches(filter))
    }

    @Test(arguments: [
        #"externalId eq "m.reyes""#, #"id eq "OKTA|acme|7f3a""#, #"userName eq "m.reyes""#, "active eq false",
        #"emails[type eq "work" and value co "home"]"#, #"emails[primary eq true and type eq "home"]"#, "title pr",
        #"title eq "Boss""#, #"title gt "A""#, #"\#(enterprise):manager.value eq "2B""#, "nosuch pr",
        #"nosuch eq "a""#, #"meta.lastModified lt "2023-11-14T22:15:00.000Z""#, "title ne null",
        #"department eq "Audit""#,
        #"\#(enterprise):manager.value ne "2b""#, #"emails[nosuch eq "x"]"#, "userName ne \"M.Reyes@X.example\"",
    ])
    func `Q-14 these do not match`(filter: String) throws {
        #expect(try !matches(filter))
    }

    @Test(arguments: [
        "active gt true", #"active co "t""#, "active eq 1", #"active eq "yes""#, #"password eq "x""#, "password pr",
        #"x509Certificates.value gt "a""#, #"meta.created gt "yesterday""#, #"name eq "Mo""#, "userName gt null",
        "nosuch gt null",
    ])
    func `Q-12 operators and values must suit the attribute`(filter: String) {
        #expect(keyword { try matches(filter) } == .invalidFilter)
    }

    @Test func `Q-13 instants compare as instants whatever their zone and fraction`() throws {
        for text in ["2023-11-14T22:13:20Z", "2023-11-14T22:13:20.0000Z", "2023-11-15T00:13:20+02:00"] {
            #expect(try matches(#"meta.created eq "\#(text)""#))
            #expect(try !matches(#"meta.created lt "\#(text)""#))
        }
        #expect(try matches(#"meta.created lt "2023-11-14T22:13:20.000000001Z""#))
    }

    @Test func `A-12 a password cannot be guessed by filter`() {
        #expect(keyword { try ResourceFilter(#"password sw "a""#, for: .user) } == .invalidFilter)
    }

    @Test(arguments: 0..<2_000)
    func `a filter's matches are those of a plain scan`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let users = (0..<8).map { _ in PlainUser.random(using: &generator) }
        let (text, holds) = PlainUser.randomFilter(depth: 3, using: &generator)
        let filter = try ResourceFilter(text, for: .user)
        for user in users { #expect(filter.matches(user.document) == holds(user), "\(text) on \(user)") }
    }
}

@Suite struct EqualityTermTests {
    @Test(arguments: [
        (#"userName eq "M.Reyes""#, "userName", "m.reyes"),
        (#"externalId eq "M.Reyes""#, "externalId", "M.Reyes"),
        ("externalId eq 12", "externalId", "12"),
        (#"id eq "grp_X""#, "id", "grp_X"),
        (#"members.value eq "u1""#, "members.value", "u1"),
        (#"members[value eq "u1"]"#, "members.value", "u1"),
        (#"members eq "u1""#, "members.value", "u1"),
        (#"displayName eq "OPS""#, "displayName", "ops"),
    ])
    func `what an index finds is told`(text: String, attribute: String, value: String) throws {
        let type = text.hasPrefix("userName") ? ResourceTypeDefinition.user : .group
        let filter = try ResourceFilter(text, for: type)
        #expect(filter.onlyEqualityTerm == EqualityTerm(attribute: attribute, value: value))
        #expect(filter.equalityTerms == [EqualityTerm(attribute: attribute, value: value)])
    }

    @Test func `conjuncts narrow, and what remains is evaluated`() throws {
        let filter = try ResourceFilter(#"displayName eq "Ops" and (members pr or not (id eq "x"))"#, for: .group)
        #expect(filter.onlyEqualityTerm == nil)
        #expect(filter.equalityTerms == [EqualityTerm(attribute: "displayName", value: "ops")])
        #expect(filter.mentions("members"))
        #expect(try !ResourceFilter(#"displayName eq "Ops""#, for: .group).mentions("members"))
    }

    @Test func `each part of what stands in brackets narrows`() throws {
        let filter = try ResourceFilter(
            #"emails[type eq "work"].value eq "M@x.example" and userName sw "m""#,
            for: .user
        )
        #expect(
            filter.equalityTerms == [
                EqualityTerm(attribute: "emails.type", value: "work"),
                EqualityTerm(attribute: "emails.value", value: "m@x.example"),
            ]
        )
        #expect(filter.onlyEqualityTerm == nil)
        let either = try ResourceFilter(#"emails[type eq "work" or value eq "m"]"#, for: .user)
        #expect(either.equalityTerms.isEmpty)
    }

    @Test(
        arguments: [
            (#"meta.lastModified ge "2023-11-14T22:13:20Z""#, 1_700_000_000, nil),
            (#"meta.lastModified gt "2023-11-14T23:13:20+01:00" and active eq true"#, 1_700_000_000, nil),
            (#"meta.lastModified lt "2023-11-14T22:13:20Z""#, nil, 1_700_000_000),
            (#"meta.lastModified eq "2023-11-14T22:13:20Z""#, 1_700_000_000, 1_700_000_000),
            (
                #"active eq true and (meta.lastModified ge "2023-11-14T22:13:20Z" and meta.lastModified le "2023-11-14T22:13:21Z")"#,
                1_700_000_000, 1_700_000_001
            ),
        ] as [(String, Int64?, Int64?)]
    )
    func `the range of instants that matches lie in is told`(text: String, lower: Int64?, upper: Int64?) throws {
        let expected = InstantRange(
            attribute: "meta.lastModified",
            lower: lower.map { Timestamp(seconds: $0) },
            upper: upper.map { Timestamp(seconds: $0) }
        )
        #expect(try ResourceFilter(text, for: .user).instantRanges == [expected])
    }

    @Test func `instants beyond what can be told narrow nothing wrongly`() throws {
        let filter = try ResourceFilter(
            #"meta.created lt "9999-12-31T00:00:00Z" and meta.created gt "0001-01-01T00:00:00Z""#,
            for: .user
        )
        let range = try #require(filter.instantRanges.first)
        #expect(range.upper == Timestamp(nanoseconds: .max))
        #expect(range.lower == Timestamp(nanoseconds: .min))
        #expect(
            try ResourceFilter(#"meta.created ne "2023-11-14T22:13:20Z" or id pr"#, for: .user).instantRanges.isEmpty
        )
    }

    @Test(arguments: [
        #"userName ne "a""#, #"not (userName eq "a")"#, "userName eq null", #"userName sw "a""#, "active eq true",
    ])
    func `other tests are left to evaluation`(text: String) throws {
        #expect(try ResourceFilter(text, for: .user).equalityTerms.isEmpty)
    }
}
