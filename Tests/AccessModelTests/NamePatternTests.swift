import AccessModel
import Testing

@Suite("Group name patterns")
struct NamePatternTests {
    @Test(arguments: [
        ("SG-Finance-*", "SG-Finance-EMEA", true),
        ("SG-Finance-*", "SG-Finance-", true),
        ("SG-Finance-*", "sg-finance-EMEA", false),
        ("*", "", true),
        ("", "", true),
        ("", "a", false),
        ("a*a", "a", false),
        ("a*a", "aa", true),
        ("a*b*c", "a-b-b-c", true),
        ("a*b*c", "a-c-b", false),
        ("**", "anything", true),
        ("*é*", "café au lait", true),
    ])
    func `a star stands for any run of characters`(pattern: String, name: String, expected: Bool) {
        #expect(NamePattern(pattern).matches(name) == expected)
    }

    @Test func `random patterns match as the obvious recursion does`() {
        var generator = SplitMix64(seed: 7)
        for _ in 0..<20_000 {
            let pattern = Self.text(of: "ab*", upTo: 6, using: &generator)
            let name = Self.text(of: "ab", upTo: 8, using: &generator)
            #expect(
                NamePattern(pattern).matches(name) == Self.matches(pattern[...], name[...]),
                "pattern `\(pattern)`, name `\(name)`"
            )
        }
    }

    private static func text(
        of letters: String,
        upTo length: Int,
        using generator: inout SplitMix64
    ) -> String {
        String(
            (0..<Int.random(in: 0...length, using: &generator)).compactMap { _ in
                letters.randomElement(using: &generator)
            }
        )
    }

    private static func matches(_ pattern: Substring, _ name: Substring) -> Bool {
        guard let first = pattern.first else { return name.isEmpty }
        let rest = pattern.dropFirst()
        if first == "*" { return matches(rest, name) || (!name.isEmpty && matches(pattern, name.dropFirst())) }
        return name.first == first && matches(rest, name.dropFirst())
    }
}
