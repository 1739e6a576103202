import AccessModel
import DirectoryStorage
import Testing

@testable import Provisioning
@testable import SCIMProtocol

/// What a filter on members means in a PATCH path: what it means in a list. A removal that is acknowledged is done.
@Suite struct `A removal by filter` {
    /// A group with two users, one of whom has a display name, and a group.
    private struct Fixture {
        let group: String
        let ann: String
        let bob: String
        let inner: String

        init(_ scim: TestServer) async throws {
            ann = try await scim.post("/Users", #"{"schemas":[\#(user)],"userName":"a","displayName":"Ann"}"#).id
            bob = try await scim.post("/Users", #"{"schemas":[\#(user)],"userName":"bob"}"#).id
            inner = try await scim.post("/Groups", #"{"schemas":[\#(Self.schema)],"displayName":"Inner"}"#).id
            let members = [ann, bob, inner].map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
            let body = #"{"schemas":[\#(Self.schema)],"displayName":"Outer","members":[\#(members)]}"#
            group = try await scim.post("/Groups", body).id
        }

        private static let schema = #""urn:ietf:params:scim:schemas:core:2.0:Group""#
        private let user = #""urn:ietf:params:scim:schemas:core:2.0:User""#
    }

    private static func run(_ profile: Profile.Name, _ body: @Sendable (TestServer, Fixture) async throws -> Void)
        async throws
    {
        let configuration = ProvisioningConfiguration(profile: Profile(profile))
        try await TestServer.run(configuration: configuration) { scim in
            try await body(scim, try await Fixture(scim))
        }
    }

    private static func remove(_ filter: String, _ scim: TestServer, _ group: String) async throws -> Reply {
        let path = SCIMValue.string("members[\(filter)]").jsonText
        return try await scim.patch("/Groups/\(group)", #"{"op":"remove","path":\#(path)}"#)
    }

    @Test(arguments: Profile.Name.allCases)
    func `selects by every visible part, in every profile`(profile: Profile.Name) async throws {
        try await Self.run(profile) { scim, fixture async throws in
            let all = [fixture.ann, fixture.bob, fixture.inner]
            let add = all.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
            let cases: [(String, [String])] = [
                (#"display eq "Ann""#, [fixture.ann]), (#"display eq "ann""#, [fixture.ann]),
                (#"display co "nn""#, [fixture.ann, fixture.inner]), (#"display sw "B""#, [fixture.bob]),
                (#"display ew "r""#, [fixture.inner]), ("display pr", all),
                (#"display ne "Ann""#, [fixture.bob, fixture.inner]),
                (#"not (display eq "Ann")"#, [fixture.bob, fixture.inner]), (#"type eq "group""#, [fixture.inner]),
                (#"type eq "User" and not (display eq "bob")"#, [fixture.ann]),
                (#"$ref ew "\#(fixture.inner)""#, [fixture.inner]),
                (#"$ref co "/Groups/""#, [fixture.inner]),
                (#"value eq "\#(fixture.bob)" or display eq "Inner""#, [fixture.bob, fixture.inner]),
                (#"(display eq "Ann" or display eq "bob") and value ne "\#(fixture.bob)""#, [fixture.ann]),
                (#"display gt "b""#, [fixture.bob, fixture.inner]), (#"display eq "nobody""#, []),
                ("display eq null", []),
            ]
            for (filter, removed) in cases {
                let reply = try await Self.remove(filter, scim, fixture.group)
                #expect(reply.status == 204, "\(filter)")
                let left = try await scim.members(of: fixture.group)
                #expect(Set(left) == Set(all).subtracting(removed), "\(filter)")
                let refill = #"{"op":"add","path":"members","value":[\#(add)]}"#
                #expect(try await scim.patch("/Groups/\(fixture.group)", refill).status == 204)
            }
        }
    }

    @Test(arguments: Profile.Name.allCases)
    func `that is not understood is refused, and removes nobody`(profile: Profile.Name) async throws {
        try await Self.run(profile) { scim, fixture async throws in
            let cases: [(String, String)] = [
                ("members[value eq '\(fixture.ann)']", "invalidFilter"),
                ("members[value eq \u{201c}x\u{201d}]", "invalidFilter"),
                ("members[value eq `x`]", "invalidFilter"), (#"members[value = "x"]"#, "invalidFilter"),
                (#"members["\#(fixture.ann)"]"#, "invalidFilter"), ("members[value]", "invalidFilter"),
                ("members[]", "invalidFilter"), (#"members[value eq "x""#, "invalidFilter"),
                (#"members[nickname eq "Ann"]"#, "invalidPath"), (#"members[not (nickname eq "Ann")]"#, "invalidPath"),
                (#"members[members.value eq "x"]"#, "invalidPath"),
                (#"members[value eq "x" or name pr]"#, "invalidPath"),
                (#"member[value eq "\#(fixture.ann)"]"#, "invalidPath"), ("member", "invalidPath"),
                ("members.id", "invalidPath"), (#"members[value eq "\#(fixture.ann)"].id"#, "invalidPath"),
                (#"members[value eq "\#(fixture.ann)"].display"#, "mutability"),
            ]
            for (path, keyword) in cases {
                let text = SCIMValue.string(path).jsonText
                let reply = try await scim.patch("/Groups/\(fixture.group)", #"{"op":"remove","path":\#(text)}"#)
                #expect(
                    reply.status == 400 && reply.scimType == keyword,
                    "\(path): \(reply.status) \(reply.scimType ?? "")"
                )
            }
            #expect(try await scim.members(of: fixture.group).count == 3)
        }
    }

    @Test func `names its members in one way`() async throws {
        try await Self.run(.lenient) { scim, fixture async throws in
            let path = #""path":"members[value eq \"\#(fixture.ann)\"]""#
            let other = #"{"op":"remove",\#(path),"value":[{"value":"\#(fixture.bob)"}]}"#
            #expect(try await scim.patch("/Groups/\(fixture.group)", other).scimType == "invalidValue")
            let same = #"{"op":"remove",\#(path),"value":[{"value":"\#(fixture.ann)"}]}"#
            #expect(try await scim.patch("/Groups/\(fixture.group)", same).status == 204)
            #expect(try await scim.members(of: fixture.group) == [fixture.bob, fixture.inner])
        }
    }

    @Test(arguments: [Profile.Name.lenient, .strict])
    func `replaces whom it selects, and strictly needs somebody`(profile: Profile.Name) async throws {
        try await Self.run(profile) { scim, fixture async throws in
            let value = #""value":{"value":"\#(fixture.bob)"}"#
            let ann = #"{"op":"replace","path":"members[display eq \"Ann\"]",\#(value)}"#
            #expect(try await scim.patch("/Groups/\(fixture.group)", ann).status == 204)
            #expect(try await scim.members(of: fixture.group) == [fixture.bob, fixture.inner])
            #expect(try await scim.patch("/Groups/\(fixture.group)", ann).status == (profile == .strict ? 400 : 204))
        }
    }

    @Test func `looks at whom an earlier operation added`() async throws {
        try await Self.run(.lenient) { scim, fixture async throws in
            let late = try await scim.post("/Users", #"{"userName":"late","displayName":"Ann"}"#).id
            let operations = #"""
                {"op":"add","path":"members","value":"\#(late)"},{"op":"remove","path":"members[display eq \"Ann\"]"},
                {"op":"add","path":"members","value":"\#(fixture.ann)"}
                """#
            #expect(try await scim.patch("/Groups/\(fixture.group)", operations).status == 204)
            #expect(Set(try await scim.members(of: fixture.group)) == [fixture.ann, fixture.bob, fixture.inner])
        }
    }

    @Test(arguments: 0..<4)
    func `removes exactly whom the same filter finds in a list`(seed: UInt64) async throws {
        try await TestServer.run { scim in
            var random = RandomFilter(seed: seed)
            let names = ["Ann", "ann", "Bob", "Anna", "Änn", "", "b o b", "İnci"]
            let users = try await scim.store.commit { transaction in
                try (0..<16).map { try transaction.makeUser("u\($0)", of: scim.connection).rawValue }
            }.value
            for (number, user) in users.enumerated() {
                let change = #"{"op":"replace","path":"displayName","value":"\#(names[number % names.count])"}"#
                #expect(try await scim.patch(scim.path(ofUser: user), change).status < 300)
            }
            let all = users + [try await scim.makeGroup("Ann"), try await scim.makeGroup("Ops")]
            let group = try await scim.makeGroup("g", members: all)
            for _ in 0..<60 {
                let shown = try await scim.get("/Groups/\(group)").body["members"]?.array ?? []
                let filter = random.filter(on: shown, depth: 3)
                let list = try ResourceFilter("members[\(filter)]", for: .group)
                let kept = shown.filter { !list.matches(["members": [$0]]) }.compactMap { $0["value"]?.string }
                #expect(try await Self.remove(filter, scim, group).status == 204, "\(filter)")
                #expect(try await scim.members(of: group) == kept, "\(filter)")
                let add = all.shuffled(using: &random.generator).prefix(9).map { #"{"value":"\#($0)"}"# }
                let refill = #"{"op":"add","path":"members","value":[\#(add.joined(separator: ","))]}"#
                #expect(try await scim.patch("/Groups/\(group)", refill).status == 204)
            }
        }
    }

    @Test func `makes a bounded number of tests`() async throws {
        try await TestServer.run { scim in
            let users = try await scim.store.commit { transaction in
                try (0..<1_400).map { try transaction.makeUser("u\($0)", of: scim.connection).rawValue }
            }.value
            let group = try await scim.makeGroup("g", members: users)
            let terms = (0..<150).map { _ in #"type eq x"# }.joined(separator: " or ")
            let path = SCIMValue.string("members[\(terms)]").jsonText
            let remove = #"{"op":"remove","path":\#(path)}"#
            #expect(try await scim.patch("/Groups/\(group)", remove).status == 204)
            // One after the other they look different from the last.
            let other = SCIMValue.string("members[\(terms) or type eq y]").jsonText
            let many = Array(repeating: #"\#(remove),{"op":"remove","path":\#(other)}"#, count: 5).joined(
                separator: ","
            )
            let reply = try await scim.patch("/Groups/\(group)", many + #",{"op":"remove","path":"members"}"#)
            #expect(reply.status == 204, "what a reset makes superfluous is not looked for")
            _ = try await scim.put(
                "/Groups/\(group)",
                #"{"displayName":"g","members":[\#(users.map { #"{"value":"\#($0)"}"# }.joined(separator: ","))]}"#
            )
            let refused = try await scim.patch("/Groups/\(group)", many)
            #expect(refused.status == 400 && refused.scimType == "tooMany")
            #expect(try await scim.store.read { try $0.memberCount(of: Group.ID(group)) } == users.count)
        }
    }
}

/// Filters on the visible parts of members, made of values that some of them have.
private struct RandomFilter {
    var generator: SplitMix64

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
    }

    mutating func filter(on members: [SCIMValue], depth: Int) -> String {
        guard depth > 0, Int.random(in: 0..<3, using: &generator) > 0 else { return test(on: members) }
        let left = filter(on: members, depth: depth - 1)
        let right = filter(on: members, depth: depth - 1)
        return switch Int.random(in: 0..<4, using: &generator) {
        case 0: "not (\(left))"
        case 1: "\(left) and \(right)"
        case 2: "(\(left) or \(right))"
        default: "(\(left)) and not (\(right))"
        }
    }

    private mutating func test(on members: [SCIMValue]) -> String {
        let name = ["value", "display", "type", "$ref", "DISPLAY"].randomElement(using: &generator) ?? ""
        let operators = ["eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le", "pr"]
        let comparison = operators.randomElement(using: &generator) ?? ""
        guard comparison != "pr" else { return "\(name) pr" }
        let whole = members.randomElement(using: &generator)?[name]?.string ?? "x"
        let start = Int.random(in: 0...whole.count, using: &generator)
        let part = comparison == "sw" ? String(whole.prefix(start)) : String(whole.dropFirst(start))
        let text = ["eq", "ne"].contains(comparison) ? whole : part
        return "\(name) \(comparison) \(SCIMValue.string(text).jsonText)"
    }
}
