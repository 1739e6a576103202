import AccessModel
import DirectoryStorage
import HTTPTypes
import HummingbirdTesting
import Provisioning
import SCIMProtocol
import Testing

@Suite struct `A list` {
    private static func fill(_ scim: TestServer, _ count: Int) async throws {
        _ = try await scim.store.commit { transaction in
            for number in 0..<count { _ = try transaction.makeUser("u\(number)", of: scim.connection) }
        }
    }

    @Test func `is paged in one order, each resource once`() async throws {
        try await TestServer.run { scim in
            try await Self.fill(scim, 25)
            for filter in ["", "&filter=active+eq+true", "&filter=userName+sw+%22U%22"] {
                var names = [String]()
                for start in stride(from: 1, through: 31, by: 10) {
                    let page = try await scim.get("/Users?startIndex=\(start)&count=10\(filter)")
                    #expect(page.total == 25)
                    #expect(page.body["startIndex"] == .integer(Int64(start)))
                    #expect(page.body["itemsPerPage"] == .integer(Int64(page.resources.count)))
                    names += page.names
                }
                #expect(names == (0..<25).map { "u\($0)" })
            }
        }
    }

    @Test(arguments: [
        ("startIndex=0&count=2", 1, ["u0", "u1"]), ("startIndex=-7&count=2", 1, ["u0", "u1"]),
        ("startIndex=4&count=-1", 4, []), ("count=0", 1, []), ("startIndex=99", 99, []),
        ("startIndex=5", 5, ["u4"]), ("startIndex=&count=", 1, ["u0", "u1", "u2", "u3", "u4"]),
        ("startIndex=9223372036854775807&count=9223372036854775807", Int.max, []),
    ])
    func `takes any number for its page`(query: String, start: Int, names: [String]) async throws {
        try await TestServer.run { scim in
            try await Self.fill(scim, 5)
            for suffix in ["", "&filter=active+eq+true", "&filter=userName+pr"] {
                let page = try await scim.get("/Users?\(query)\(suffix)")
                #expect(page.status == 200 && page.total == 5 && page.names == names)
                #expect(page.body["startIndex"] == .integer(Int64(start)))
            }
        }
    }

    @Test(arguments: ["startIndex=x", "count=1.5", "count=99999999999999999999"])
    func `refuses what is no number`(query: String) async throws {
        try await TestServer.run { scim in
            let reply = try await scim.get("/Users?\(query)")
            #expect(reply.status == 400 && reply.isError)
        }
    }

    @Test func `is never longer than the server's page`() async throws {
        try await TestServer.run(configuration: ProvisioningConfiguration(maximumPageSize: 7)) { scim in
            try await Self.fill(scim, 20)
            for query in ["/Users", "/Users?count=1000", "/Users?filter=active+eq+true&count=1000"] {
                let page = try await scim.get(query)
                #expect(page.resources.count == 7 && page.total == 20)
            }
            let configuration = try await scim.get("/ServiceProviderConfig")
            #expect(configuration.body["filter"]?["maxResults"] == 7)
        }
    }

    /// Each filter is answered by an index, by a scan, or by both, and the answers must be those of the filter alone.
    @Test(arguments: [
        (#"userName eq "U3@X.example""#, ["u3@x.example"]), (#"externalId eq "e3""#, ["u3@x.example"]),
        (#"externalId eq "E3""#, []), (#"externalId eq e3"#, ["u3@x.example"]),
        (#"id eq "okta|acme|u3@x.example""#, ["u3@x.example"]),
        (#"userName eq "u3@x.example" and active eq false"#, []),
        (#"active eq true and userName eq "u3@x.example""#, ["u3@x.example"]),
        (#"userName eq "u3@x.example" or externalId eq "e4""#, ["u3@x.example", "u4@x.example"]),
        (#"not (userName co "x.example")"#, []), (#"title eq "captain""#, ["u1@x.example", "u2@x.example"]),
        (#"emails[type eq "work" and value co "u2"]"#, ["u2@x.example"]),
        (#"emails[type eq "home" and value co "u2"]"#, []), (#"emails.value eq "U2@mail.example""#, ["u2@x.example"]),
        (#"active eq "True" and title eq "Captain""#, ["u1@x.example", "u2@x.example"]),
        (#"urn:ietf:params:scim:schemas:core:2.0:User:userName eq "u1@x.example""#, ["u1@x.example"]),
        (#"meta.resourceType eq "Group""#, []), (#"nickName pr"#, []), (#"misspelled eq "x""#, []),
    ])
    func `finds what its filter says`(filter: String, names: [String]) async throws {
        try await TestServer.run { scim in
            for number in 0..<5 {
                let title = 1...2 ~= number ? #","title":"Captain""# : ""
                let email = #""emails":[{"type":"work","value":"u\#(number)@mail.example"}]"#
                let identity = #""userName":"u\#(number)@x.example","externalId":"e\#(number)""#
                _ = try await scim.post("/Users", "{\(identity),\(email)\(title)}")
            }
            let reply = try await scim.find("Users", filter)
            #expect(reply.status == 200)
            #expect(reply.names == names && reply.total == names.count)
        }
    }

    @Test(arguments: [
        "userName", "userName zz \"a\"", "(userName eq \"a\"", "userName eq", "active gt true", "userName eq \"a",
        "emails[type eq \"work\"", "and", "userName eq \"a\" or", "\u{1}", "password eq \"x\"",
    ])
    func `refuses a malformed filter`(filter: String) async throws {
        try await TestServer.run { scim in
            let reply = try await scim.find("Users", filter)
            #expect(reply.status == 400 && reply.isError && reply.scimType == "invalidFilter")
        }
    }

    @Test func `refuses a filter that is too long or too deep`() async throws {
        try await TestServer.run { scim in
            let long = "userName eq \"\(String(repeating: "a", count: 3_000))\""
            let first = try await scim.find("Users", long)
            #expect(first.status == 400 && first.scimType == "invalidFilter")
            let depth = 50
            let deep = String(repeating: "(", count: depth) + "active pr" + String(repeating: ")", count: depth)
            let second = try await scim.find("Users", deep)
            #expect(second.status == 400 && second.scimType == "invalidFilter")
        }
    }

    @Test func `of users is found by group, and looks at no others`() async throws {
        try await TestServer.run { scim in
            let users = [try await scim.makeUser("a"), try await scim.makeUser("b"), try await scim.makeUser("c")]
            let group = try await scim.makeGroup("g", members: [users[0], users[2]])
            let other = try await scim.makeGroup("h", members: [users[1], group])
            let cases: [(String, [String])] = [
                (#"groups.value eq "\#(group)""#, ["a", "c"]), (#"groups[value eq "\#(group)"]"#, ["a", "c"]),
                (#"groups eq "\#(other)""#, ["b"]), (#"groups.value eq "grp_none""#, []),
                (#"groups.value eq "\#(group)" and userName eq "c""#, ["c"]),
            ]
            for (filter, names) in cases {
                let reply = try await scim.find("Users", filter)
                #expect(reply.names == names && reply.total == names.count, "\(filter)")
                let first = try await scim.find("Users", filter, "&count=1")
                #expect(first.names == Array(names.prefix(1)), "\(filter)")
            }
            let filter = try ResourceFilter(#"groups.value eq "\#(group)""#, for: .user)
            #expect(filter.onlyEqualityTerm?.attribute == "groups.value")
        }
    }

    @Test func `of groups is found by name, external id, member and type of member`() async throws {
        try await TestServer.run { scim in
            let user = try await scim.makeUser("a")
            let inner = try await scim.makeGroup("Inner", members: [user])
            _ = try await scim.post("/Groups", #"{"displayName":"Outer","externalId":"o","members":["\#(inner)"]}"#)
            _ = try await scim.makeGroup("Empty")
            for (filter, names) in [
                (#"displayName eq "INNER""#, ["Inner"]), (#"externalId eq "o""#, ["Outer"]),
                (#"members.value eq "\#(user)""#, ["Inner"]), (#"members[value eq "\#(inner)"]"#, ["Outer"]),
                (#"displayName eq "inner" and members eq "\#(user)""#, ["Inner"]),
                (#"displayName eq "outer" and members eq "\#(user)""#, []),
                (#"not (members eq "\#(user)" or members[value eq "\#(inner)"])"#, ["Empty"]),
                (#"members eq "\#(user)" and members.type eq "Group""#, []),
                (#"members.type eq "Group""#, ["Outer"]), ("not (members pr)", ["Empty"]),
                (#"displayName sw "e" or members.value eq "\#(user)""#, ["Inner", "Empty"]),
            ] {
                let reply = try await scim.find("Groups", filter, "&excludedAttributes=members")
                #expect(reply.names == names, "\(filter)")
                #expect(!reply.text.contains(#""members""#))
            }
            let list = try await scim.get("/Groups")
            #expect(list.resources.first?["members"]?[0]?["value"]?.string == user)
        }
    }

    @Test func `shows the attributes that were asked for`() async throws {
        try await TestServer.run { scim in
            let body = #"{"userName":"a","displayName":"A","name":{"givenName":"G","familyName":"F"}}"#
            let user = try await scim.post("/Users", body).id
            let group = try await scim.makeGroup("g", members: [user])
            let some = try await scim.get("/Users?attributes=name.givenName")
            #expect(some.resources.first?.object?.members.map(\.name).sorted() == ["id", "name", "schemas"])
            #expect(some.resources.first?["name"] == ["givenName": "G"])
            let others = try await scim.get(scim.path(ofUser: user) + "?excludedAttributes=name,meta,groups")
            #expect(others.body["name"] == nil && others.body["meta"] == nil && others.body["groups"] == nil)
            #expect(others.body["displayName"] == "A")
            let both = try await scim.get("/Users?attributes=name&excludedAttributes=meta")
            #expect(both.status == 400 && both.isError)

            let named = try await scim.get("/Users?attributes=groups")
            #expect(named.resources.first?["groups"]?[0]?["value"]?.string == group)
            let one = try await scim.get(scim.path(ofUser: user))
            #expect(one.body["groups"]?[0]?["display"] == "g" && one.body["groups"]?[0]?["type"] == "direct")
            let members = try await scim.get("/Groups/\(group)?attributes=members.value")
            #expect(members.body["members"] == [["value": .string(user)]])
            let created = try await scim.post("/Users?attributes=userName", #"{"userName":"b","displayName":"B"}"#)
            #expect(created.body["displayName"] == nil && created.body["userName"] == "b")
        }
    }
}
