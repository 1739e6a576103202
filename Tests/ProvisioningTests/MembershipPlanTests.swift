import AccessModel
import DirectoryStorage
import SCIMProtocol
import StrictJSON
import Testing

@testable import Provisioning

@Suite struct `A plan for members` {
    /// SplitMix64, so that a failure can be seen again.
    private struct Seeded: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = state
            mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    private static func operation(on ids: [String], _ generator: inout Seeded) -> String {
        let id = ids.randomElement(using: &generator) ?? ""
        let other = ids.randomElement(using: &generator) ?? ""
        let forms = [
            #"{"op":"add","path":"members","value":[{"value":"\#(id)"},{"value":"\#(other)"}]}"#,
            #"{"op":"add","path":"members","value":"\#(id)"}"#,
            #"{"op":"remove","path":"members","value":[{"value":"\#(id)"}]}"#,
            #"{"op":"remove","path":"members[value eq \"\#(id)\" or value eq \"\#(other)\"]"}"#,
            #"{"op":"remove","path":"members[value ew \"\#(id.suffix(1))\"]"}"#,
            #"{"op":"remove","path":"members[value gt \"\#(id)\"]"}"#,
            #"{"op":"replace","path":"members[value eq \"\#(id)\"]","value":{"value":"\#(other)"}}"#,
            #"{"op":"replace","path":"members","value":[{"value":"\#(id)"}]}"#,
        ]
        // Emptying the group says little about what came before.
        return forms.dropLast(Int.random(in: 0..<8, using: &generator) == 0 ? 0 : 1).randomElement(using: &generator)
            ?? ""
    }

    @Test func `comes to what its steps come to one after the other`() async throws {
        try await TestServer.run { scim in
            let ids = try await scim.store.commit { transaction in
                try (0..<12).map { try transaction.makeUser("u\($0)", of: scim.connection).rawValue }
            }.value
            let group = try await scim.makeGroup("g")
            var generator = Seeded(state: 7)
            var expected = [MemberReference]()
            for _ in 0..<150 {
                let count = Int.random(in: 1...6, using: &generator)
                let operations = (0..<count).map { _ in Self.operation(on: ids, &generator) }.joined(separator: ",")
                let body = try SCIMValue(json: #"{"Operations":[\#(operations)]}"#, limits: JSONLimits())
                let plan = try PatchRequest(body).applied(to: ["displayName": "g"], as: .group).membership
                expected = try plan.applied(to: expected)
                #expect(try await scim.patch("/Groups/\(group)", operations).status == 204, "\(operations)")
                let members = try await scim.members(of: group).sorted()
                #expect(members == expected.map(\.value).sorted(), "\(operations)")
            }
        }
    }

    @Test func `has few filters that look at every member`() async throws {
        try await TestServer.run { scim in
            let user = try await scim.makeUser("a")
            let group = try await scim.makeGroup("g", members: [user])
            let add = #"{"op":"add","path":"members","value":"\#(user)"}"#
            let filter = #"{"op":"remove","path":"members[type eq \"User\"]"}"#
            let few = Array(repeating: "\(add),\(filter)", count: 10).joined(separator: ",")
            #expect(try await scim.patch("/Groups/\(group)", few).status == 204)
            let many = Array(repeating: "\(add),\(filter)", count: 11).joined(separator: ",")
            let refused = try await scim.patch("/Groups/\(group)", many)
            #expect(refused.status == 400 && refused.scimType == "tooMany")
        }
    }
}
