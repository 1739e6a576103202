import AccessModel
import DirectoryStorage
import HTTPTypes
import HummingbirdTesting
import SCIMProtocol
import TestSupport
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
            let events = try await scim.journal.events(of: scim.connection.id)
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

    @Test func `is its own, and shows who has no good token without losing what others did`() async throws {
        try await TestServer.run { scim in
            let globex = try await scim.other()
            let stranger = globex.bearing("tok_nobody")
            _ = try await stranger.get("/Users")
            _ = try await globex.get("/Users")
            #expect(try await globex.journal.events(of: globex.connection.id).map(\.status) == [200, 401])
            #expect(try await scim.journal.events(of: scim.connection.id).isEmpty)
            for _ in 0..<ProvisioningEvent.limit { _ = try await globex.get("/Groups?count=0") }
            // Each a stranger of its own: one alone is soon held up, and noted no more.
            for number in 0..<ProvisioningEvent.limit {
                _ = try await globex.bearing("tok_nobody\(number)").get("/Users")
            }
            let events = try await globex.journal.events(of: globex.connection.id)
            #expect(events.filter(\.isAuthenticated).map(\.path) == Array(repeating: "/Groups", count: 200))
            #expect(events.count { !$0.isAuthenticated } == ProvisioningEvent.strangerLimit)
        }
    }

    @Test func `is written at most every few seconds, without a revision, and is there after a restart`() async throws {
        try await TestServer.run { scim in
            _ = try await scim.post("/Users", #"{"title":"Captain"}"#)
            _ = try await scim.get("/Users")
            let connection = scim.connection.id
            let before = try await scim.store.head()
            #expect(try await scim.store.read { try $0.provisioningEvents(of: connection) }.isEmpty)
            try await scim.journal.flush()
            #expect(try await scim.store.head() == before)
            let restarted = ProvisioningJournal(scim.store, now: { scim.clock.now() })
            #expect(try await restarted.events(of: connection).map(\.status) == [200, 400])
        }
    }

    @Test func `is written at the end of the process`() async throws {
        try await TestServer.run { scim in
            let running = Task { await scim.journal.run(every: .seconds(3_600)) { Issue.record($0) } }
            _ = try await scim.get("/Users")
            running.cancel()
            await running.value
            let connection = scim.connection.id
            #expect(try await scim.store.read { try $0.provisioningEvents(of: connection) }.count == 1)
        }
    }

    @Test func `is written at the end of a process that ends at once`() async throws {
        try await TestServer.run { scim in
            _ = try await scim.get("/Users")
            let running = Task {
                while !Task.isCancelled { await Task.yield() }
                await scim.journal.run(every: .seconds(3_600)) { Issue.record($0) }
            }
            running.cancel()
            await running.value
            let connection = scim.connection.id
            #expect(try await scim.store.read { try $0.provisioningEvents(of: connection) }.count == 1)
        }
    }

    @Test func `is kept in order while it cannot be written, and leaves no trace of invented connections`() async throws
    {
        try await TestServer.run { scim in
            let journal = ProvisioningJournal(scim.store, now: { scim.clock.now() })
            let connection = scim.connection.id
            for number in 0..<3 { journal.note(event(number), of: connection) }
            // The store does nothing for a task that is cancelled.
            let failing = Task {
                while !Task.isCancelled { await Task.yield() }
                try await journal.flush()
            }
            failing.cancel()
            await #expect(throws: CancellationError.self) { try await failing.value }
            journal.note(event(3), of: connection)
            for name in ["", "con_1111111111111111", String(repeating: "x", count: 10_000)] {
                journal.note(event(4, isAuthenticated: false), of: Connection.ID(name))
            }
            let kept = try await journal.events(of: connection)
            #expect(kept.map(\.requestID) == ["3", "2", "1", "0"])
            #expect(try await journal.events(of: Connection.ID("con_1111111111111111")).isEmpty)
        }
    }

    @Test func `masks what was quoted, names of attributes apart`() {
        #expect(ProvisioningEvent.masked("userName `anna` is taken") == "userName `…` is taken")
        #expect(ProvisioningEvent.masked("`active` must be a boolean") == "`active` must be a boolean")
        #expect(ProvisioningEvent.masked("`name.givenName` and `x` and `y") == "`name.givenName` and `…` and `…`")
        #expect(ProvisioningEvent.masked("nothing quoted") == "nothing quoted")
    }
}

private func event(_ number: Int, isAuthenticated: Bool = true) -> ProvisioningEvent {
    ProvisioningEvent(
        time: "",
        requestID: "\(number)",
        method: "GET",
        path: "/Users",
        status: 200,
        isAuthenticated: isAuthenticated
    )
}
