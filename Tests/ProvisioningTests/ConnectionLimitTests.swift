import AccessModel
import DirectoryStorage
import SCIMProtocol
import Testing

@testable import Provisioning

@Suite struct `A connection that has as much as it may` {
    private static func configuration(_ set: (inout ConnectionLimits) -> Void) -> ProvisioningConfiguration {
        var configuration = ProvisioningConfiguration()
        set(&configuration.connectionLimits)
        return configuration
    }

    @Test func `gets no more users, groups or members, and loses what it wants to`() async throws {
        let configuration = Self.configuration {
            $0.users = 3
            $0.groups = 2
            $0.members = 3
        }
        try await TestServer.run(configuration: configuration) { scim in
            var users = [String]()
            for name in ["a", "b", "c"] { users.append(try await scim.makeUser(name)) }
            let group = try await scim.makeGroup("g", members: users)
            let other = try await scim.makeGroup("h")
            let before = try await scim.store.head()
            for refused in [
                try await scim.post("/Users", #"{"userName":"d"}"#),
                try await scim.post("/Groups", #"{"displayName":"i"}"#),
                try await scim.patch(
                    "/Groups/\(other)",
                    #"{"op":"add","path":"members","value":[{"value":"\#(users[0])"}]}"#
                ),
            ] {
                #expect(refused.status == 409 && refused.isError && refused.scimType == nil)
                #expect(refused.body["detail"]?.string?.contains("limits.") == true)
            }
            #expect(try await scim.store.head() == before)
            let settings = ["groups", "members", "users"].map { "limits.\($0)_per_connection" }
            #expect(scim.limits.reports.map(\.limit) == settings)
            let globex = try await scim.other()
            #expect(try await globex.post("/Users", #"{"userName":"d"}"#).status == 201)
            let removal = #"{"op":"remove","path":"members[value eq \"\#(users[0])\"]"}"#
            #expect(try await scim.patch("/Groups/\(group)", removal).status == 204)
            #expect(try await scim.delete(scim.path(ofUser: users[1])).status == 204)
            #expect(try await scim.post("/Users", #"{"userName":"d"}"#).status == 201)
        }
    }

    @Test func `keeps what it has beyond the limit, and may make it less`() async throws {
        let configuration = Self.configuration { $0.documentBytes = 600 }
        try await TestServer.run(configuration: configuration) { scim in
            let path = scim.path(ofUser: try await scim.makeUser("a"))
            let long = String(repeating: "é", count: 200)
            let refused = try await scim.patch(path, #"{"op":"add","path":"title","value":"\#(long)"}"#)
            #expect(refused.status == 409)
            #expect(try await scim.patch(path, #"{"op":"replace","path":"active","value":false}"#).status == 200)
        }
    }
}
