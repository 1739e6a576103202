import AccessModel
import DirectoryStorage
import HTTPTypes
import HummingbirdTesting
import SCIMProtocol
import Testing

@testable import Provisioning

@Suite struct `A connection's profile` {
    private static func run(_ profile: Profile, _ body: @Sendable (TestServer) async throws -> Void) async throws {
        let configuration = ProvisioningConfiguration(profiles: [.derived(from: "acme"): profile])
        try await TestServer.run(configuration: configuration, body)
    }

    @Test func `is its own, and others keep theirs`() async throws {
        try await Self.run(.strict) { acme in
            let globex = try await acme.other()
            for (scim, status) in [(acme, 400), (globex, 201)] {
                #expect(try await scim.post("/Users", #"{"userName":"a","misspelled":1}"#).status == status)
                #expect(try await scim.post("/Users/.search", "{}").status == (status == 400 ? 400 : 200))
            }
        }
    }

    @Test func `decides whether groups have names of their own`() async throws {
        for (profile, status) in [(Profile.lenient, 409), (.entra, 409), (.okta, 201), (.strict, 201)] {
            try await Self.run(profile) { scim throws in
                let body = #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"g"}"#
                #expect(try await scim.post("/Groups", body).status == 201)
                #expect(try await scim.post("/Groups", body).status == status)
            }
        }
    }

    @Test func `F-10 6-6 may pass over members that never were`() async throws {
        try await Self.run(Profile.lenient.with { $0.absentMembers = .passOver }) { scim in
            let user = try await scim.makeUser("a")
            let group = try await scim.makeGroup("g")
            let values = #"[{"value":"okta|acme|never"},{"value":"never"},{"value":"\#(user)"}]"#
            let add = #"{"op":"add","path":"members","value":\#(values)}"#
            #expect(try await scim.patch("/Groups/\(group)", add).status == 204)
            #expect(try await scim.members(of: group) == [user])
        }
    }

    @Test func `F-10 6-6 decides whether members that were deleted are passed over`() async throws {
        for (profile, status) in [(Profile.lenient, 204), (.strict, 400)] {
            try await Self.run(profile) { scim in
                let schemas = #""schemas":["urn:ietf:params:scim:schemas:core:2.0:User"]"#
                var users = [String]()
                for name in ["a", "b"] {
                    users.append(try await scim.post("/Users", #"{\#(schemas),"userName":"\#(name)"}"#).id)
                }
                _ = try await scim.delete(scim.path(ofUser: users[0]))
                let group = try await scim.post(
                    "/Groups",
                    #"{"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"g"}"#
                ).id
                let values = users.map { #"{"value":"\#($0)"}"# }.joined(separator: ",")
                let add = #"{"op":"add","path":"members","value":[\#(values)]}"#
                #expect(try await scim.patch("/Groups/\(group)", add).status == status)
                #expect(try await scim.members(of: group) == (status == 204 ? [users[1]] : []))
                let never = #"{"op":"add","path":"members","value":[{"value":"okta|acme|never"}]}"#
                let refused = try await scim.patch("/Groups/\(group)", never)
                #expect(refused.status == 400 && refused.scimType == "invalidValue")
                #expect(refused.body["detail"]?.string?.contains("never") == true)
            }
        }
    }
}
