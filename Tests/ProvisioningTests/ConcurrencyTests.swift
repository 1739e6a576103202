import AccessModel
import DirectoryStorage
import HTTPTypes
import HummingbirdTesting
import Provisioning
import SCIMProtocol
import Testing

@Suite struct `Requests at once` {
    @Test func `F-7 eight clients add fifty members each, and all are there`() async throws {
        try await TestServer.run { scim in
            let users = try await scim.store.commit { transaction in
                try (0..<400).map { try transaction.makeUser("u\($0)", of: scim.connection).rawValue }
            }.value
            let group = try await scim.makeGroup("g")
            try await withThrowingTaskGroup(of: Void.self) { clients in
                for client in 0..<8 {
                    clients.addTask {
                        for user in users[client * 50..<(client + 1) * 50] {
                            let add = #"{"op":"add","path":"members","value":[{"value":"\#(user)"}]}"#
                            let reply = try await scim.patch("/Groups/\(group)", add)
                            #expect(reply.status == 204)
                        }
                    }
                }
                try await clients.waitForAll()
            }
            #expect(try await scim.members(of: group).sorted() == users.sorted())
            #expect(try await scim.get("/Groups/\(group)").headers[.eTag] == #"W/"401""#)
        }
    }

    @Test func `that change different attributes of one user lose none of them`() async throws {
        try await TestServer.run { scim in
            let path = scim.path(ofUser: try await scim.makeUser("a"))
            let attributes = [
                "nickName", "title", "userType", "locale", "timezone", "displayName", "preferredLanguage",
            ]
            try await withThrowingTaskGroup(of: Void.self) { clients in
                for attribute in attributes {
                    clients.addTask {
                        let add = #"{"op":"add","path":"\#(attribute)","value":"x"}"#
                        let reply = try await scim.patch(path, add)
                        #expect(reply.status == 200)
                    }
                }
                try await clients.waitForAll()
            }
            let user = try await scim.get(path)
            #expect(attributes.allSatisfy { user.body[$0] == "x" })
        }
    }

    @Test func `that create one user make one`() async throws {
        try await TestServer.run { scim in
            let statuses = try await withThrowingTaskGroup(of: Int.self) { clients in
                for _ in 0..<8 {
                    clients.addTask { try await scim.post("/Users", #"{"userName":"a"}"#).status }
                }
                return try await clients.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [201] + Array(repeating: 409, count: 7))
            #expect(try await scim.get("/Users").total == 1)
        }
    }
}
