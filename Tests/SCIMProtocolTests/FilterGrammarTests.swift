import AccessModel
import SCIMProtocol
import Testing

@Suite struct FilterGrammarTests {
    @Test(arguments: 0..<2_000)
    func `a filter that is printed and parsed is the same`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        let filter = Filter.random(depth: 4, isInElement: false, using: &generator)
        let parsed = try Filter(filter.description)
        #expect(parsed == filter)
        #expect(parsed.description == filter.description)
    }

    @Test(arguments: [
        ("a pr and b pr or c pr", "a pr and b pr or c pr"),
        ("a pr or b pr and c pr", "a pr or b pr and c pr"),
        ("(a pr or b pr) and c pr", "(a pr or b pr) and c pr"),
        ("a pr and (b pr and c pr)", "a pr and b pr and c pr"),
        ("not(a pr) and b pr", "not (a pr) and b pr"),
        ("NOT  (a PR AND b Pr)", "not (a pr and b pr)"),
        (#"emails[type eq "work" and value co "@x"]"#, #"emails[type eq "work" and value co "@x"]"#),
        (#"emails[type eq "work"].value eq "m@x""#, #"emails[type eq "work" and value eq "m@x"]"#),
        (#"emails[type eq "a" or type eq "b"].value pr"#, #"emails[(type eq "a" or type eq "b") and value pr]"#),
        ("externalId eq m.reyes", #"externalId eq "m.reyes""#),
        ("externalId eq 007", #"externalId eq "007""#),
        ("externalId eq 1e5", "externalId eq 1e5"),
        ("active eq True", "active eq true"),
        ("manager eq null", "manager eq null"),
        ("meta.lastModified ge 2020-01-01T00:00:00Z", #"meta.lastModified ge "2020-01-01T00:00:00Z""#),
    ])
    func `Q-6 not binds closest, then and, then or`(text: String, printed: String) throws {
        #expect(try Filter(text).description == printed)
    }

    @Test func `Q-8 the last colon ends the URN, and the dot of its version begins no sub-attribute`() throws {
        let path = AttributePath(schema: enterprise, "manager", subAttribute: "value")
        #expect(try Filter("\(enterprise):manager.value pr") == .present(path))
    }

    @Test(arguments: [
        "", "   ", "userName", "userName eq", "userName xx \"a\"", "eq \"a\"", "(a pr", "a pr)", "a pr b pr",
        "a pr and",
        "or a pr", "not a pr", "a[b pr", "a[b pr]]", "a]b", "a[b[c pr]]", "a[]", "()", "a eq \"b", "a eq (b)",
        "1a pr", "a.b.c pr", "a..b pr", ".a pr", "a. pr", "a eq b\"c", "a[b pr].c.d eq 1", "a[b pr].c",
        "\"a\" eq \"b\"",
        "a eq \"\\u0000\"", "a\u{0}b pr", "urn: pr", ":a pr", "é pr",
    ])
    func `Q-12 what is malformed is invalidFilter`(text: String) {
        #expect(keyword { try Filter(text) } == .invalidFilter)
    }

    @Test func `Q-19 length and depth are limited`() throws {
        let nested = { (depth: Int) in
            String(repeating: "(", count: depth) + "a pr" + String(repeating: ")", count: depth)
        }
        #expect(try Filter(nested(FilterLimits.depth)) == .present(AttributePath("a")))
        #expect(keyword { try Filter(nested(FilterLimits.depth + 1)) } == .invalidFilter)
        #expect(keyword { try Filter(String(repeating: "(", count: 2_000)) } == .invalidFilter)
        #expect(keyword { try Filter(String(repeating: "a pr or ", count: 300) + "a pr") } == .invalidFilter)
    }
}

extension Filter {
    static func random(depth: Int, isInElement: Bool, using generator: inout some RandomNumberGenerator) -> Filter {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 3), using: &generator) {
        case 0, 1:
            let comparison = ComparisonOperator.allCases.randomElement(using: &generator) ?? .eq
            return .comparison(.random(using: &generator), comparison, .random(using: &generator))
        case 2: return .present(.random(using: &generator))
        case 3: return .not(random(depth: depth - 1, isInElement: isInElement, using: &generator))
        case 4 where !isInElement:
            return .element(.random(using: &generator), random(depth: depth - 1, isInElement: true, using: &generator))
        case 5:
            let operands = randomOperands(depth: depth, isInElement: isInElement, using: &generator)
            return .and(operands.flatMap { if case .and(let inner) = $0 { inner } else { [$0] } })
        default:
            let operands = randomOperands(depth: depth, isInElement: isInElement, using: &generator)
            return .or(operands.flatMap { if case .or(let inner) = $0 { inner } else { [$0] } })
        }
    }

    private static func randomOperands(
        depth: Int,
        isInElement: Bool,
        using generator: inout some RandomNumberGenerator
    ) -> [Filter] {
        (0..<Int.random(in: 2..<4, using: &generator)).map { _ in
            random(depth: depth - 1, isInElement: isInElement, using: &generator)
        }
    }
}

extension AttributePath {
    static func random(using generator: inout some RandomNumberGenerator) -> AttributePath {
        let names = ["userName", "name", "$ref", "x-y_1", "not", "and", "or", "pr", "eq", "emails"]
        let name = names.randomElement(using: &generator) ?? "id"
        let schema = Bool.random(using: &generator) ? nil : "urn:ietf:params:scim:schemas:core:2.0:User"
        let sub = Bool.random(using: &generator) ? nil : "value"
        return AttributePath(schema: schema, name, subAttribute: sub)
    }
}

extension FilterValue {
    static func random(using generator: inout some RandomNumberGenerator) -> FilterValue {
        switch Int.random(in: 0..<5, using: &generator) {
        case 0: .null
        case 1: .boolean(.random(using: &generator))
        case 2: .number(["0", "-12", "1.50", "1e5"].randomElement(using: &generator) ?? "0")
        default: .string(.random(using: &generator))
        }
    }
}
