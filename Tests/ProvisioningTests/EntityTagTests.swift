import AccessModel
import DirectoryStorage
import HTTPTypes
import HummingbirdTesting
import Provisioning
import SCIMProtocol
import Testing

@Suite struct `An entity tag` {
    private static let title = #"{"op":"replace","path":"title","value":"Dr"}"#

    @Test func `E-1 A-4 stands in the header and in the body alike`() async throws {
        try await TestServer.run { scim in
            let user = try await scim.post("/Users", #"{"userName":"a"}"#)
            let group = try await scim.post("/Groups", #"{"displayName":"g"}"#)
            for created in [user, group] {
                #expect(created.headers[.eTag] == #"W/"1""#)
                #expect(created.body["meta"]?["version"]?.string == created.headers[.eTag])
            }
            let path = scim.path(ofUser: user.id)
            for reply in [
                try await scim.get(path), try await scim.patch(path, Self.title),
                try await scim.put(path, #"{"userName":"b"}"#),
            ] {
                #expect(reply.headers[.eTag] != nil && reply.body["meta"]?["version"]?.string == reply.headers[.eTag])
            }
        }
    }

    @Test func `E-2 that the client has already saves the body`() async throws {
        try await TestServer.run { scim in
            let path = scim.path(ofUser: try await scim.makeUser("a"))
            let group = "/Groups/\(try await scim.makeGroup("g"))"
            for path in [path, group] {
                for known in [#"W/"1""#, #""1""#, #"W/"9", W/"1""#, "*"] {
                    let reply = try await scim.with(.ifNoneMatch, known).get(path)
                    #expect(reply.status == 304 && reply.text.isEmpty && reply.headers[.eTag] == #"W/"1""#)
                }
                #expect(try await scim.with(.ifNoneMatch, #"W/"2""#).get(path).status == 200)
                #expect(try await scim.with(.ifMatch, #"W/"2""#).get(path).status == 412)
                #expect(try await scim.with(.ifNoneMatch, "nonsense").get(path).status == 400)
            }
        }
    }

    @Test func `E-3 of another version stops every write`() async throws {
        try await TestServer.run { scim in
            let user = scim.path(ofUser: try await scim.makeUser("a"))
            let group = "/Groups/\(try await scim.makeGroup("g"))"
            let head = try await scim.store.head()
            let stale = scim.with(.ifMatch, #"W/"7""#)
            for path in [user, group] {
                let patch = #"{"op":"replace","path":"displayName","value":"x"}"#
                for reply in [
                    try await stale.patch(path, patch),
                    try await stale.put(path, #"{"userName":"x","displayName":"x"}"#), try await stale.delete(path),
                ] {
                    #expect(reply.status == 412 && reply.isError)
                }
            }
            #expect(try await scim.store.head() == head)
            for current in [#"W/"1""#, "*"] {
                let path = scim.path(ofUser: try await scim.makeUser("u\(current.count)"))
                #expect(try await scim.with(.ifMatch, current).patch(path, Self.title).status == 200)
            }
            #expect(try await scim.with(.ifMatch, "*").delete("/Users/nobody").status == 404)
            #expect(try await scim.with(.ifMatch, #"W/"1""#).delete(group).status == 204)
        }
    }

    @Test func `F-21 E-3 of two writes on one version one is refused`() async throws {
        try await TestServer.run { scim in
            let path = scim.path(ofUser: try await scim.makeUser("a"))
            for version in 1...20 {
                let client = scim.with(.ifMatch, #"W/"\#(version)""#)
                let statuses = try await withThrowingTaskGroup(of: Int.self) { clients in
                    for name in ["x", "y", "z"] {
                        clients.addTask {
                            let change = #"{"op":"replace","path":"title","value":"\#(name)\#(version)"}"#
                            return try await client.patch(path, change).status
                        }
                    }
                    return try await clients.reduce(into: []) { $0.append($1) }
                }
                #expect(statuses.sorted() == [200, 412, 412])
            }
        }
    }

    @Test func `E-4 P-7 stays where a write changes nothing, like the time and the revision`() async throws {
        try await TestServer.run { scim in
            let user = try await scim.makeUser("a")
            let path = scim.path(ofUser: user)
            _ = try await scim.patch(path, Self.title)
            let group = "/Groups/\(try await scim.makeGroup("g", members: [user]))"
            let before = (try await scim.get(path), try await scim.get(group))
            let add = #"{"op":"add","path":"members","value":[{"value":"\#(user)"}]}"#
            let other = #"{"op":"remove","path":"members[value eq \"okta|acme|nobody\"]"}"#
            for reply in [
                try await scim.patch(path, Self.title),
                try await scim.patch(path, #"{"op":"remove","path":"nickName"}"#),
                try await scim.put(path, #"{"title":"Dr","active":true,"userName":"a"}"#),
                try await scim.patch(group, add), try await scim.patch(group, other),
                try await scim.put(group, #"{"displayName":"g","members":[{"value":"\#(user)"}]}"#),
            ] {
                #expect([200, 204].contains(reply.status) && reply.revision == before.1.revision)
            }
            #expect(try await scim.get(path).text == before.0.text)
            #expect(try await scim.get(group).text == before.1.text)
        }
    }

    @Test func `E-4 of a group changes with its members, and a user's does not`() async throws {
        try await TestServer.run { scim in
            let user = try await scim.makeUser("a")
            let group = try await scim.makeGroup("g")
            let add = #"{"op":"add","path":"members","value":[{"value":"\#(user)"}]}"#
            #expect(try await scim.patch("/Groups/\(group)", add).headers[.eTag] == #"W/"2""#)
            #expect(try await scim.get(scim.path(ofUser: user)).headers[.eTag] == #"W/"1""#)
        }
    }
}
