import HummingbirdTesting
import Provisioning
import SCIMProtocol
import Testing

/// The rules of filters and of lists, as a client meets them.
@Suite struct `A filter over HTTP` {
    private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

    private static func fill(_ scim: TestServer) async throws {
        for body in [
            #"{"userName":"ann","title":"Lead","emails":[{"type":"work","value":"a@x"},{"type":"home","value":"h@x"}]}"#,
            #"{"userName":"bob","title":"engineer","active":false,"\#(enterprise)":{"department":"Ops"}}"#,
            #"{"userName":"cat","name":{"familyName":"Reyes"},"nickName":"true"}"#,
        ] {
            #expect(try await scim.post("/Users", body).status == 201)
        }
    }

    @Test(arguments: [
        // Operators, in any case.
        (#"title eq "LEAD""#, "ann"), (#"title NE "lead""#, "bob cat"), (#"title co "GIN""#, "bob"),
        (#"title sw "le""#, "ann"),
        (#"title ew "EER""#, "bob"), (#"title Pr"#, "ann bob"), (#"title gt "engineer""#, "ann"),
        (#"title ge "engineer""#, "ann bob"),
        (#"title lt "lead""#, "bob"), (#"title le "lead""#, "ann bob"),
        // Precedence and brackets.
        (#"userName eq "cat" or userName eq "ann" and title eq "none""#, "cat"),
        (#"(userName eq "cat" or userName eq "ann") and title pr"#, "ann"),
        (#"not (title pr) and active eq true"#, "cat"),
        (#"emails[(type eq "work" or type eq "home") and value sw "h"]"#, "ann"),
        (#"emails[not (type eq "work")]"#, "ann"),
        // Qualified names.
        (#"urn:ietf:params:scim:schemas:core:2.0:User:name.familyName eq "reyes""#, "cat"),
        (#"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department eq "ops""#, "bob"),
        // Values: JSON, null as none, bare words.
        (#"title eq null"#, "cat"), (#"active eq false"#, "bob"), (#"active eq "False""#, "bob"),
        (#"nickName eq true"#, "cat"),
        (#"title eq lead"#, "ann"),
        // One of many is enough, and a complex one counts by its value.
        (#"emails co "h@""#, "ann"), (#"emails.value eq "a@x""#, "ann"),
        (#"emails.type eq "home" and emails.value eq "a@x""#, "ann"),
        (#"emails[type eq "home" and value eq "a@x"]"#, ""),
    ])
    func `Q-5 Q-6 Q-7 Q-8 Q-9 Q-10 2-4-2 2-4-11 finds`(filter: String, names: String) async throws {
        try await TestServer.run { scim in
            try await Self.fill(scim)
            let reply = try await scim.find("Users", filter)
            #expect(reply.status == 200 && reply.names.joined(separator: " ") == names, "\(filter)")
        }
    }

    @Test func `Q-18 beside parameters that nobody knows is a filter still`() async throws {
        try await TestServer.run { scim in
            try await Self.fill(scim)
            let reply = try await scim.find("Users", "title pr", "&sort=down&aadOptscim062020&page=7")
            #expect(reply.names == ["ann", "bob"])
        }
    }

    @Test func `K-4 K-6 K-7 a list by cursor is what the configuration says`() async throws {
        try await TestServer.run { scim in
            try await Self.fill(scim)
            let paging = try await scim.get("/ServiceProviderConfig").body["pagination"]
            #expect(paging?["cursor"] == true && paging?["index"] == true && paging?["maxPageSize"] == 200)
            #expect(paging?["cursorTimeout"] == 3_600 && paging?["defaultPaginationMethod"] == "index")
            let first = try await scim.get("/Users?count=1&cursor")
            let cursor = try #require(first.body["nextCursor"]?.string)
            #expect(cursor.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-._~".contains($0)) })
            #expect(!cursor.contains("ann"))
            let second = try await scim.get("/Users?count=1&cursor=\(cursor)")
            #expect(first.total == 3 && second.total == nil && second.names == ["bob"])
            #expect(try await scim.get("/Users").body["nextCursor"] == nil)
        }
    }
}
