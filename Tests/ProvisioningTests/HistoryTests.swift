import AccessModel
import DirectoryStorage
import HTTPTypes
import HummingbirdTesting
import SCIMProtocol
import Testing

@testable import Provisioning

@Suite struct `The history of a connection` {
    @Test func `says what was asked and why it was refused, without a person's name or a secret`() async throws {
        try await TestServer.run { scim in
            let created = try await scim.post("/Users", #"{"userName":"m.reyes@x.example"}"#)
            _ = try await scim.post("/Users", #"{"userName":"m.reyes@x.example"}"#)
            _ = try await scim.post("/Users", #"{"title":"Captain"}"#)
            _ = try await scim.get("/Users/m.reyes")
            _ = try await scim.find("Users", #"userName zz "m.reyes""#)
            _ = try await scim.delete(scim.path(ofUser: created.id))
            let events = scim.history.events(of: scim.connection.id)
            #expect(events.map(\.status) == [204, 400, 404, 400, 409, 201])
            #expect(events.map(\.path).suffix(3) == ["/Users", "/Users", "/Users"])
            #expect(events.first?.path == "/Users/{id}" && events.first?.method == "DELETE")
            #expect(events[4].scimType == "uniqueness" && events[4].reason?.contains("`…`") == true)
            #expect(events[3].reason == "`userName` is required")
            for event in events {
                #expect(!"\(event)".contains("reyes") && !"\(event)".contains("Captain"))
                #expect(!"\(event)".contains(scim.secret ?? "tok_"))
            }
        }
    }

    @Test func `is its own, keeps the last requests, and begins with a good token`() async throws {
        try await TestServer.run { scim in
            let globex = try await scim.other()
            let stranger = globex.bearing("tok_nobody")
            _ = try await stranger.get("/Users")
            #expect(globex.history.events(of: globex.connection.id).isEmpty)
            _ = try await globex.get("/Users")
            _ = try await stranger.get("/Groups")
            #expect(globex.history.events(of: globex.connection.id).map(\.status) == [401, 200])
            #expect(scim.history.events(of: scim.connection.id).isEmpty)
            for _ in 0..<ProvisioningHistory.limit { _ = try await globex.get("/Users?count=0") }
            let events = globex.history.events(of: globex.connection.id)
            #expect(events.count == ProvisioningHistory.limit && events.allSatisfy { $0.status == 200 })
        }
    }

    @Test func `masks what was quoted, names of attributes apart`() {
        #expect(ProvisioningEvent.masked("userName `anna` is taken") == "userName `…` is taken")
        #expect(ProvisioningEvent.masked("`active` must be a boolean") == "`active` must be a boolean")
        #expect(ProvisioningEvent.masked("`name.givenName` and `x` and `y") == "`name.givenName` and `…` and `…`")
        #expect(ProvisioningEvent.masked("nothing quoted") == "nothing quoted")
    }
}
