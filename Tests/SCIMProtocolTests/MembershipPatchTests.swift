import AccessModel
import SCIMProtocol
import Testing

@Suite struct MembershipPatchTests {
    typealias Step = MembershipPatch.Step

    private func steps(_ operation: String, profile: Profile = .lenient) throws -> [Step] {
        try patchGroup("[\(operation)]", profile: profile).membership.steps
    }

    private func members(_ ids: String...) -> [MemberReference] { ids.map { MemberReference(value: $0) } }

    @Test(arguments: [
        #"{"op":"Add","path":"members","value":[{"$ref":null,"value":"7f3a"},{"$ref":null,"value":"90bc"}]}"#,
        #"{"op":"add","path":"members","value":[{"value":"7f3a","display":"m@x"},{"value":"90bc"}]}"#,
        #"{"op":"add","value":{"members":[{"value":"7f3a"},{"value":"90bc"}]}}"#,
        #"{"op":"add","path":"members","value":["7f3a","90bc"]}"#,
        #"{"op":"add","path":"urn:ietf:params:scim:schemas:core:2.0:Group:members","value":["7f3a",null,"90bc"]}"#,
    ])
    func `2-4-5 members to add come in many spellings`(operation: String) throws {
        #expect(try steps(operation) == [.add(members("7f3a", "90bc"))])
    }

    @Test(arguments: [
        #"{"op":"Remove","path":"members","value":[{"$ref":null,"value":"7f3a"}]}"#,
        #"{"op":"remove","path":"members","value":{"value":"7f3a"}}"#,
        #"{"op":"remove","path":"members","value":"7f3a"}"#,
        #"{"op":"remove","path":"members[value eq \"7f3a\"]"}"#,
        #"{"op":"remove","path":"members[value eq 7f3a]"}"#,
        #"{"op":"remove","path":"MEMBERS[Value EQ \"7f3a\"]"}"#,
    ])
    func `F-1 a removal names its members and removes only them`(operation: String) throws {
        #expect(try steps(operation) == [.remove(["7f3a"])])
        let plan = MembershipPatch(steps: try steps(operation))
        #expect(try plan.applied(to: members("7f3a", "90bc")) == members("90bc"))
    }

    @Test func `2-4-3 a bare removal empties the group, and an empty list names nobody`() throws {
        #expect(try steps(#"{"op":"remove","path":"members"}"#) == [.removeAll])
        #expect(try steps(#"{"op":"remove","path":"members","value":[]}"#) == [.remove([])])
        #expect(try steps(#"{"op":"add","path":"members","value":[]}"#) == [])
        #expect(try steps(#"{"op":"replace","path":"members","value":[]}"#) == [.replaceAll([])])
    }

    @Test func `replacing names all members`() throws {
        let operation = #"{"op":"replace","path":"members","value":[{"value":"a","type":"Group"}]}"#
        #expect(try steps(operation) == [.replaceAll([MemberReference(value: "a", type: "Group")])])
    }

    @Test func `a chain of or names its members, however long`() throws {
        let ids = (0..<10_000).map { "okta|acme|00u\($0)" }
        let chain = ids.map { #"value eq \"\#($0)\""# }.joined(separator: " or ")
        #expect(try steps(#"{"op":"remove","path":"members[\#(chain)]"}"#) == [.remove(ids)])
    }

    @Test func `neighbouring operations become one step, in order`() throws {
        let outcome = try patchGroup(
            #"""
            [{"op":"remove","path":"members[value eq \"a\"]"},{"op":"remove","path":"members[value eq \"b\"]"},
             {"op":"replace","value":{"displayName":"Ops"}},
             {"op":"add","path":"members","value":[{"value":"c"}]},{"op":"add","path":"members","value":[{"value":"d"}]},
             {"op":"remove","path":"members[value eq \"c\"]"}]
            """#
        )
        #expect(outcome.membership.steps == [.remove(["a", "b"]), .add(members("c", "d")), .remove(["c"])])
        #expect(!outcome.membership.needsMembers)
        #expect(!outcome.isChanged)
    }

    @Test func `what precedes a replacement is dropped`() throws {
        let outcome = try patchGroup(
            #"[{"op":"add","path":"members","value":["a"]},{"op":"replace","path":"members","value":["b"]}]"#
        )
        #expect(outcome.membership.steps == [.replaceAll(members("b"))])
    }

    @Test func `P-14 replacing one member is a removal and an addition, and strictly needs the member`() throws {
        let operation = #"{"op":"replace","path":"members[value eq \"a\"]","value":{"value":"b"}}"#
        #expect(try steps(operation) == [.remove(["a"]), .add(members("b"))])
        let strict = try steps(operation, profile: .strict)
        #expect(strict == [.require(["a"]), .remove(["a"]), .add(members("b"))])
        #expect(keyword { try MembershipPatch(steps: strict).applied(to: members("c")) } == .noTarget)
        #expect(try MembershipPatch(steps: strict).applied(to: members("c", "a")) == members("c", "b"))
    }

    @Test(arguments: [
        (#"type eq \"Group\""#, ["b"]), (#"value sw \"a\""#, ["a"]), (#"not (value eq \"a\")"#, ["b", "c"]),
        (#"value eq \"c\" and type eq \"user\""#, ["c"]), (#"display eq \"x\""#, []), (#"value eq \"A\""#, []),
    ])
    func `an unusual filter asks for the members`(filter: String, removed: [String]) throws {
        let outcome = try patchGroup(#"[{"op":"remove","path":"members[\#(filter)]"}]"#)
        #expect(outcome.membership.needsMembers != filter.hasPrefix(#"value eq \"A"#))
        let before = [
            MemberReference(value: "a", type: "User"), MemberReference(value: "b", type: "Group"),
            MemberReference(value: "c", type: "User"),
        ]
        let after = try outcome.membership.applied(to: before)
        #expect(after == before.filter { !removed.contains($0.value) })
    }

    @Test(arguments: [
        (#"{"op":"add","path":"members"}"#, SCIMError.Keyword.invalidValue),
        (#"{"op":"add","path":"members","value":[{"display":"x"}]}"#, .invalidValue),
        (#"{"op":"add","path":"members","value":[7]}"#, .invalidValue),
        (#"{"op":"add","path":"members","value":[""]}"#, .invalidValue),
        (#"{"op":"remove","path":"members[value eq]"}"#, .invalidFilter),
        (#"{"op":"replace","path":"members[value eq \"a\"].value","value":"b"}"#, .mutability),
        (#"{"op":"remove","path":"members.value"}"#, .mutability),
        (#"{"op":"remove","path":"displayName"}"#, .mutability),
        (#"{"op":"remove","path":"members[value eq 'a']"}"#, .invalidFilter),
        (#"{"op":"remove","path":"members[nosuch eq \"a\"]"}"#, .invalidPath),
        (#"{"op":"add","path":"members[nosuch eq \"a\"]","value":"b"}"#, .invalidPath),
        (#"{"op":"replace","path":"members[nosuch pr]","value":"b"}"#, .invalidPath),
        (#"{"op":"remove","path":"members.nosuch"}"#, .invalidPath),
        (#"{"op":"replace","value":{"members[nosuch pr]":"b"}}"#, .invalidPath),
        (#"{"op":"replace","value":{"members.nosuch":"b"}}"#, .invalidPath),
        (#"{"op":"replace","value":{"members[value eq":"b"}}"#, .invalidFilter),
        (#"{"op":"remove","path":"member"}"#, .invalidPath),
    ])
    func `P-16 bad membership operations have their keyword`(operation: String, expected: SCIMError.Keyword) {
        #expect(keyword { try steps(operation) } == expected)
    }

    @Test(arguments: 0..<500)
    func `a plan does what its operations do one by one`(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        var expected: Set<String> = ["m0", "m1", "m2"]
        var operations: [String] = []
        for _ in 0..<Int.random(in: 1..<8, using: &generator) {
            let ids = Set(
                (0..<Int.random(in: 1..<4, using: &generator)).map { _ in "m\(Int.random(in: 0..<6, using: &generator))"
                }
            )
            let list = ids.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
            let chain = ids.map { #"value eq \"\#($0)\""# }.joined(separator: " or ")
            switch Int.random(in: 0..<6, using: &generator) {
            case 0, 1:
                operations.append(#"{"op":"add","path":"members","value":[\#(list)]}"#)
                expected.formUnion(ids)
            case 2:
                operations.append(#"{"op":"remove","path":"members","value":[\#(list)]}"#)
                expected.subtract(ids)
            case 3:
                operations.append(#"{"op":"remove","path":"members[\#(chain)]"}"#)
                expected.subtract(ids)
            case 4:
                operations.append(#"{"op":"replace","value":{"members":[\#(list)]}}"#)
                expected = ids
            default:
                operations.append(#"{"op":"remove","path":"members[not (\#(chain))]"}"#)
                expected.formIntersection(ids)
            }
        }
        let plan = try patchGroup("[\(operations.joined(separator: ","))]").membership
        let after = try plan.applied(to: members("m0", "m1", "m2"))
        #expect(Set(after.map(\.value)) == expected, "\(operations)")
        #expect(after.count == expected.count)
    }
}
