import AccessModel
import DirectoryStorage
import HTTPTypes
import SCIMProtocol
import TestSupport
import Testing

@testable import Provisioning

@Suite struct `Bookmarks of pages` {
    private static func fill(_ scim: TestServer) async throws {
        _ = try await scim.store.commit { transaction in
            for number in 0..<4 { _ = try transaction.makeUser("u\(number)", of: scim.connection) }
        }
    }

    private static func bookmarks(of scim: TestServer) -> PageBookmarks {
        scim.routes.handler.directory.pages.bookmarks
    }

    @Test func `take no more than a token's share, whatever the searches are`() async throws {
        try await TestServer.run { scim in
            try await Self.fill(scim)
            for number in 0..<300 {
                let filter = "userName ne \\\"\(number)\(String(repeating: "x", count: 1_900))\\\""
                let reply = try await scim.post("/Users/.search", #"{"filter":"\#(filter)","count":1}"#)
                #expect(reply.status == 200)
            }
            #expect((1...64 << 10).contains(Self.bookmarks(of: scim).size))
        }
    }

    @Test func `are not kept of what nobody means`() async throws {
        try await TestServer.run { scim in
            try await Self.fill(scim)
            let long = String(repeating: "x", count: 1_000_000)
            let reply = try await scim.post("/Users/.search", #"{"sortBy":"\#(long)","count":1}"#)
            #expect(reply.status == 400 && reply.scimType == "invalidValue")
            #expect(reply.body["detail"]?.string == "`sortBy` is longer than 1024 bytes")
            #expect(Self.bookmarks(of: scim).size == 0)
        }
    }

    @Test func `are each token's own: another's searches push none of them out`() async throws {
        try await TestServer.run { scim in
            try await Self.fill(scim)
            let globex = try await scim.other()
            #expect(try await scim.get("/Users?count=2").names == ["u0", "u1"])
            for number in 0..<300 { _ = try await globex.find("Users", "userName ne \"\(number)\"", "&count=1") }
            #expect(try await scim.delete(scim.path(ofUser: "okta|acme|u0")).status == 204)
            #expect(try await scim.get("/Users?count=2&startIndex=3").names == ["u2", "u3"])
        }
    }

    @Test func `of a token that has not walked for the longest time make room for others`() async throws {
        try await TestServer.run { scim in
            let bookmarks = PageBookmarks(limits: PageBookmarks.Limits(perToken: 1_000, total: 2_000))
            var tokens = [SCIMToken]()
            for connection in [scim, try await scim.other("b"), try await scim.other("c")] {
                tokens += try await scim.store.read { try $0.tokens(of: connection.connection.id) }
            }
            let place = ResourceList.End.place(ResourceList.Place(source: 0, position: RecordPosition(key: 1)))
            let pages = scim.routes.handler.directory.pages
            let all = try ResourceList(of: [], Self.request(scim, SearchRequest()), pages)
            for token in tokens {
                for index in [3, 5, 7] { bookmarks.keep(place, as: index, in: all, for: token) }
            }
            #expect(bookmarks.size <= 2_000)
            #expect(bookmarks.end(before: 7, in: all, for: tokens[0]) == nil)
            #expect(bookmarks.end(before: 7, in: all, for: tokens[2]) != nil)
        }
    }

    private static func request(_ scim: TestServer, _ search: SearchRequest) throws -> ProvisioningRequest {
        var generator = SystemRandomNumberGenerator()
        let token = SCIMToken(
            id: SCIMToken.ID("tok_x"),
            connection: scim.connection.id,
            digest: [],
            scopes: [],
            created: scim.clock.now(),
            expires: nil
        )
        return ProvisioningRequest(
            id: RequestID(given: nil, using: &generator),
            connection: scim.connection.id,
            token: token,
            profile: .lenient,
            search: search,
            body: .null,
            location: ResourceLocation(
                connection: scim.connection.id,
                request: .init(method: .get, scheme: "http", authority: "localhost", path: "/"),
                externalBaseURL: nil
            ),
            instant: scim.clock.now()
        )
    }
}
