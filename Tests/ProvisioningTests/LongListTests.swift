import AccessModel
import DirectoryStorage
import HummingbirdTesting
import SCIMProtocol
import Testing

@testable import Provisioning

/// One after the other: each keeps a processor busy for seconds.
@Suite(.serialized) struct `A list of groups with many members` {
    /// Makes groups of these sizes, each of the first so many users.
    private static func fill(_ scim: TestServer, _ sizes: [Int]) async throws {
        _ = try await scim.store.commit { transaction in
            let users = try (0..<(sizes.max() ?? 0)).map { try transaction.makeUser("u\($0)", of: scim.connection) }
            for (number, size) in sizes.enumerated() {
                var generator = SystemRandomNumberGenerator()
                let group = Group(
                    id: Group.ID.make(using: &generator),
                    connection: scim.connection.id,
                    name: "g\(100 + number)"
                )
                let document = GroupDocument(
                    group: group,
                    foldedName: group.name,
                    attributes: #"{"displayName":"\#(group.name)"}"#
                )
                _ = try transaction.createGroup(document, uniqueName: true, now: Timestamp(seconds: 1_700_000_000))
                let members = users.prefix(size).map { Group.Member.user($0) }
                try transaction.addMembers(members, to: group.id, now: Timestamp(seconds: 1_700_000_000))
            }
        }
    }

    private static func sizes(_ reply: Reply) -> [Int] {
        reply.resources.map { $0["members"]?.array?.count ?? 0 }
    }

    @Test(arguments: [
        "/Groups", "/Groups?sortBy=displayName", "/Groups?sortBy=meta.created", "/Groups?filter=displayName+sw+%22G%22",
    ])
    func `is shown whole, whatever their size`(path: String) async throws {
        let sizes = [3, 1_001, 0, 900, 900, 900, 900, 900, 900, 900, 1_000, 2_500, 5]
        try await TestServer.run { scim in
            try await Self.fill(scim, sizes)
            let reply = try await scim.get(path)
            #expect(reply.status == 200 && reply.text.utf8.count > 1 << 20)
            #expect(Set(Self.sizes(reply)) == Set(sizes) && Self.sizes(reply).count == sizes.count)
            #expect(Set(reply.names) == Set((0..<sizes.count).map { "g\(100 + $0)" }))
            #expect(reply.total == sizes.count && reply.body["itemsPerPage"] == .integer(Int64(sizes.count)))
            #expect(reply.body["startIndex"] == 1)
            let big = reply.resources.first { $0["displayName"] == "g111" }
            let values = big?["members"]?.array?.compactMap { $0["value"]?.string } ?? []
            #expect(Set(values).count == 2_500)
            #expect(big?["members"]?[0]?.object?.members.map(\.name) == ["value", "$ref", "display", "type"])
        }
    }

    @Test func `is read to its end over the network`() async throws {
        let sizes = [3, 1_001, 0]
        try await TestServer.run(.live) { scim in
            try await Self.fill(scim, sizes)
            let reply = try await scim.get("/Groups")
            #expect(reply.status == 200 && Self.sizes(reply) == sizes)
            #expect(try await scim.get("/Groups?count=0").total == sizes.count)
        }
    }

    @Test func `K-1 is paged by cursor as if it were short`() async throws {
        let sizes = Array(repeating: 900, count: 12)
        try await TestServer.run { scim in
            try await Self.fill(scim, sizes)
            var names = [String]()
            var cursor: String? = ""
            while let next = cursor {
                let page = try await scim.get("/Groups?count=10&cursor=\(next)")
                #expect(Self.sizes(page).allSatisfy { $0 == 900 })
                names += page.names
                cursor = page.body["nextCursor"]?.string
            }
            #expect(names == (0..<12).map { "g\(100 + $0)" })
        }
    }

    @Test func `is held part by part, however long it is`() async throws {
        try await TestServer.run { scim in
            try await Self.fill(scim, Array(repeating: 900, count: 12) + [3_000])
            let (body, recorder) = try await scim.record("/Groups")
            #expect(body.resources.count == 13 && body.text.utf8.count > 3 << 19)
            // One group of 900 members is less than 200 KB; nothing that is written at once is more than one resource.
            #expect(recorder.longest < 300_000 && recorder.parts > 13)
        }
    }

    @Test func `leaves out what is deleted before its turn, and says how many there are`() async throws {
        try await TestServer.run { scim in
            try await Self.fill(scim, Array(repeating: 900, count: 12))
            let last = try await scim.find("Groups", #"displayName eq "g111""#, "&attributes=id").resources[0]["id"]
            let (body, _) = try await scim.record("/Groups") {
                _ = try? await scim.store.commit { transaction in
                    try transaction.deleteGroup(Group.ID(last?.string ?? ""), now: Timestamp(seconds: 1_900_000_000))
                }
            }
            #expect(body.names == (0..<11).map { "g\(100 + $0)" })
            #expect(body.body["itemsPerPage"] == 11 && body.total == 12)
        }
    }
}

@Suite struct `A list in an order that no index has` {
    private static let count = 45

    /// Nicknames in another order than that of creation, and some users without.
    private static func fill(_ scim: TestServer) async throws -> [String] {
        for number in 0..<count {
            let name = number.isMultiple(of: 9) ? "" : #","nickName":"n\#(100 + number * 17 % count)""#
            #expect(try await scim.post("/Users", #"{"userName":"u\#(100 + number)"\#(name)}"#).status == 201)
        }
        let named = (0..<count).filter { !$0.isMultiple(of: 9) }.sorted { $0 * 17 % count < $1 * 17 % count }
        let missing = (0..<count).filter { $0.isMultiple(of: 9) }
        return (named + missing).map { "u\(100 + $0)" }
    }

    /// With room for ten places, so that a place further down takes several passes.
    private static var configuration: ProvisioningConfiguration {
        var configuration = ProvisioningConfiguration()
        configuration.sortCapacity = 10
        return configuration
    }

    @Test func `Q-15 begins anywhere, and holds a bounded number of places`() async throws {
        try await TestServer.run(configuration: Self.configuration) { scim in
            let names = try await Self.fill(scim)
            for start in [1, 2, 10, 11, 12, 20, 21, 22, 31, 40, 45, 46, 47, 1_000, Int.max] {
                for count in [1, 7, 45] {
                    let page = try await scim.get("/Users?sortBy=nickName&startIndex=\(start)&count=\(count)")
                    #expect(page.names == Array(names.dropFirst(start - 1).prefix(count)), "\(start) \(count)")
                    #expect(page.total == Self.count && page.body["startIndex"] == .integer(Int64(start)))
                }
            }
            let filtered = try await scim.get(
                "/Users?sortBy=nickName&sortOrder=descending&startIndex=25&filter=nickName+pr"
            )
            #expect(filtered.total == 40 && filtered.names == Array(names.prefix(40).reversed().dropFirst(24)))
        }
    }

    @Test func `F-17 Q-4 goes on where it was, whatever is deleted meanwhile`() async throws {
        try await TestServer.run(configuration: Self.configuration) { scim in
            let names = try await Self.fill(scim)
            var seen = [String]()
            var deleted = Set<String>()
            while true {
                let page = try await scim.get("/Users?sortBy=nickName&startIndex=\(seen.count + 1)&count=4")
                guard !page.names.isEmpty else { break }
                seen += page.names
                guard let gone = page.names.first else { break }
                deleted.insert(gone)
                let id = User.ID(connection: scim.connection, providerUserID: gone)
                #expect(try await scim.delete(scim.path(ofUser: id.rawValue)).status == 204)
            }
            #expect(seen == names && deleted.count > 10)
        }
    }
}
