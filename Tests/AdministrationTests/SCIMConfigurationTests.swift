import AccessModel
import DirectoryStorage
import HTTPTypes
import SCIMProtocol
import StrictJSON
import Testing

@testable import Administration

@Suite struct `The SCIM configuration of a connection` {
    private static let acme = Connection(id: .init("con_1"), name: "acme", strategy: .okta, origin: .api)
    private static let path = "connections/con_1/scim-configuration"

    private static func run(
        _ connections: [Connection] = [acme],
        scopes: Set<String>? = nil,
        _ body: @escaping @Sendable (TestAPI) async throws -> Void
    ) async throws {
        try await TestAPI.run(scopes: scopes) { api in
            try await api.commit { transaction in
                for connection in connections { try transaction.putConnection(connection) }
            }
            try await body(api)
        }
    }

    private static func mapping(_ pairs: (String, String)...) -> JSONValue {
        .array(pairs.map { ["scim": .string($0), "auth0": .string($1)] })
    }

    @Test func `is made with what is usual, once, and ended`() async throws {
        try await Self.run { api in
            let missing = try await api.ask(.get, Self.path)
            #expect(
                missing.status == .notFound && missing["errorCode"] == nil && missing.text("message") == "Not Found"
            )
            let made = try await api.ask(.post, Self.path)
            #expect(made.status == .created)
            #expect(made.text("connection_id") == "con_1" && made.text("connection_name") == "acme")
            #expect(made.text("strategy") == "okta" && made.text("user_id_attribute") == "externalId")
            #expect(made.text("tenant_name") == "rollcall" && made.text("created_at") == made.text("updated_on"))
            #expect(made.texts("scim", in: "mapping") == AttributeMapping.standard(for: .okta).map(\.scim))
            #expect(try await api.ask(.get, Self.path).body == made.body)
            #expect(try await api.ask(.post, Self.path).status == .badRequest)
            #expect(try await api.ask(.delete, Self.path).status == .noContent)
            #expect(try await api.ask(.delete, Self.path).status == .notFound)
            #expect(try await api.ask(.get, "\(Self.path)/tokens").status == .notFound)
            #expect(try await api.ask(.post, "\(Self.path)/tokens", [:]).status == .notFound)
        }
    }

    @Test func `changes as a whole, and moves what users are called by`() async throws {
        try await Self.run { api in
            let before = try await api.ask(.post, Self.path)
            let mapping = Self.mapping(("userName", "username"), ("emails[primary eq true].value", "email"))
            let change: JSONValue = ["user_id_attribute": "userName", "mapping": mapping]
            let changed = try await api.ask(.patch, Self.path, change)
            #expect(changed.status == .ok && changed["mapping"] == mapping)
            #expect(changed.text("user_id_attribute") == "userName")
            #expect(changed.text("created_at") == before.text("created_at"))
            #expect(changed.text("updated_on") != before.text("updated_on"))
            let attribute = try await api.store.read { try $0.connection(Self.acme.id)?.userIDAttribute }
            #expect(attribute == .userName)
            for part in [["mapping": mapping], ["user_id_attribute": "userName"]] as [JSONValue] {
                let refused = try await api.ask(.patch, Self.path, part)
                #expect(refused.status == .badRequest && refused.text("errorCode") == "invalid_body")
            }
        }
    }

    @Test func `was changed when its connection calls users by something else`() async throws {
        try await Self.run { api in
            let before = try await api.ask(.post, Self.path)
            let mapping = try #require(before["mapping"])
            let change: JSONValue = ["user_id_attribute": "userName", "mapping": mapping]
            let changed = try await api.ask(.patch, Self.path, change)
            let updated = try #require(changed.text("updated_on"))
            #expect(changed.text("user_id_attribute") == "userName" && updated != before.text("updated_on"))
            #expect(try await api.ask(.patch, Self.path, change).text("updated_on") == updated)
        }
    }

    @Test func `restricts nothing when the usual mapping is sent back`() async throws {
        try await Self.run { api in
            let usual = try #require(try await api.ask(.get, "\(Self.path)/default-mapping")["mapping"])
            guard case .array(let entries) = usual else { throw ManagementError.invalidBody("'no list'") }
            let shuffled = JSONValue.array(entries.reversed())
            _ = try await api.ask(.post, Self.path, ["mapping": Self.mapping(("title", "app_metadata.t"))])
            #expect(try await api.configuration()?.mapping?.count == 1)
            let change: JSONValue = ["user_id_attribute": "externalId", "mapping": shuffled]
            #expect(try await api.ask(.patch, Self.path, change).status == .ok)
            let configuration = try #require(try await api.configuration())
            #expect(configuration.mapping == nil)
        }
    }

    @Test(arguments: [
        ("id", "app_metadata.x"), ("meta.created", "app_metadata.x"), ("password", "app_metadata.x"),
        ("nosuch", "app_metadata.x"), ("userName", "user_id"), ("userName", "a b"),
    ])
    func `refuses what cannot be mapped`(scim: String, profile: String) async throws {
        try await Self.run { api in
            let refused = try await api.ask(.post, Self.path, ["mapping": Self.mapping((scim, profile))])
            #expect(refused.status == .badRequest && refused.text("errorCode") == "invalid_body")
            #expect(refused.text("message")?.hasSuffix("on property mapping") == true)
            #expect(try await api.configuration() == nil)
        }
    }

    @Test func `keeps policy's attribute, and names the file`() async throws {
        var declared = Self.acme
        declared.origin = .policy(file: "acme.yaml")
        try await Self.run([]) { [declared] api in
            try await api.commit { _ = try $0.apply(RoleModel(connections: [declared])) }
            #expect(try await api.ask(.post, Self.path).status == .created)
            let mapping = Self.mapping(("userName", "username"))
            let other = try await api.ask(.patch, Self.path, ["user_id_attribute": "userName", "mapping": mapping])
            #expect(other.status == .conflict && other.text("message")?.contains("acme.yaml") == true)
            #expect(try await api.configuration()?.mapping == nil)
            let same = try await api.ask(.patch, Self.path, ["user_id_attribute": "externalId", "mapping": mapping])
            #expect(same.status == .ok)
        }
    }

    @Test func `is listed page by page, by connections that have one`() async throws {
        let others = (2...4).map { Connection(id: .init("con_\($0)"), name: "c\($0)", strategy: .samlp, origin: .api) }
        try await Self.run([Self.acme] + others) { api in
            for id in [1, 2, 4] { _ = try await api.ask(.post, "connections/con_\(id)/scim-configuration") }
            let first = try await api.ask(.get, "connections-scim-configurations?take=2")
            #expect(first.texts("connection_id", in: "scim_configurations") == ["con_1", "con_2"])
            let next = try #require(first.text("next"))
            let second = try await api.ask(.get, "connections-scim-configurations?take=2&from=\(next)")
            #expect(second.texts("connection_id", in: "scim_configurations") == ["con_4"] && second["next"] == nil)
        }
    }

    @Test func `is asked for with scopes, and of connections that there are`() async throws {
        let unknown = "connections/con_none/scim-configuration"
        try await Self.run { api in
            let calls: [(HTTPRequest.Method, String, JSONValue?)] = [
                (.get, "", nil), (.post, "", nil), (.delete, "", nil), (.get, "/default-mapping", nil),
                (.get, "/log", nil),
                (.patch, "", ["user_id_attribute": "userName", "mapping": []]), (.get, "/tokens", nil),
                (.post, "/tokens", nil),
            ]
            for (method, path, body) in calls {
                let answer = try await api.ask(method, unknown + path, body)
                #expect(answer.status == .notFound && answer.text("errorCode") == "inexistent_connection", "\(path)")
            }
        }
        try await Self.run(scopes: ["read:scim_config"]) { api in
            let listed = try await api.ask(.get, "connections-scim-configurations")
            #expect(listed.status == .ok)
            #expect(try await api.ask(.post, Self.path).status == .forbidden)
            #expect(try await api.ask(.delete, Self.path).status == .forbidden)
            #expect(try await api.ask(.get, "\(Self.path)/log").status == .ok)
        }
    }

    @Test func `has two tokens at most, whose secrets are shown once`() async throws {
        try await Self.run { api in
            _ = try await api.ask(.post, Self.path)
            let made = try await api.ask(.post, "\(Self.path)/tokens")
            #expect(made.status == .created && made.text("token")?.hasPrefix("tok_") == true)
            _ = try await api.ask(.post, "\(Self.path)/tokens", ["token_lifetime": .null])
            let third = try await api.ask(.post, "\(Self.path)/tokens")
            #expect(third.status == .conflict)
            #expect(third.text("message") == "Maximum of 2 tokens already issued for this connection")
            let listed = try await api.ask(.get, "\(Self.path)/tokens")
            #expect(listed.texts("token_id").count == 2 && listed.texts("token").isEmpty)
            _ = try await api.ask(.delete, Self.path)
            _ = try await api.ask(.post, Self.path)
            #expect(try await api.ask(.get, "\(Self.path)/tokens").body == [])
        }
    }

    @Test func `shows the log of its requests`() async throws {
        try await Self.run { api in
            let event = ProvisioningEvent(
                time: "2030-01-01T00:00:00.000Z",
                requestID: "r1",
                method: "POST",
                path: "/Users",
                status: 409,
                isAuthenticated: true,
                scimType: "uniqueness",
                reason: "userName `…` is taken"
            )
            try await api.commit { try $0.recordEvents([event], of: Self.acme.id) }
            let answer = try await api.ask(.get, "\(Self.path)/log")
            #expect(answer.text(0, "request_id") == "r1" && answer.text(0, "scim_type") == "uniqueness")
            #expect(answer[0, "authenticated"] == true && answer[0, "skipped_members"] == nil)
        }
    }
}

@Suite struct `The profile of a user` {
    @Test func `is what the connection's mapping makes of the document, now`() async throws {
        let connection = Connection(id: .init("con_1"), name: "acme", strategy: .okta, origin: .api)
        let attributes = #"""
            {"userName":"mo","active":false,"displayName":"Mo R","name":{"givenName":"Mo","familyName":"Reyes"},
            "emails":[{"value":"a@x","type":"home"},{"value":"b@x","primary":true}],"title":"Captain",
            "nickName":"m","photos":[{"type":"photo","value":"https://x/p"}],
            "addresses":[{"type":"work","locality":"Bern"}]}
            """#
        try await TestAPI.run { api in
            let user = User(id: .init("okta|acme|mo"), connection: connection.id, providerUserID: "mo", isActive: false)
            let document = UserDocument(user: user, userName: "mo", foldedUserName: "mo", attributes: attributes)
            let mapping = [MappedAttribute("title", "user_metadata.job"), MappedAttribute("userName", "name")]
            try await api.commit { transaction in
                try transaction.putConnection(connection)
                let record = try transaction.createUser(document, now: Timestamp(seconds: 1))
                for entries in [nil, mapping] {
                    let wanted = SCIMConfiguration(of: connection.id, mapping: entries, now: Timestamp(seconds: 2))
                    try transaction.putSCIMConfiguration(wanted)
                    var profiles = UserProfiles(transaction, of: .user)
                    let profile = try profiles.profile(of: record)
                    if entries == nil {
                        #expect(profile.email == "b@x" && profile.name == "Mo R" && profile.nickname == "m")
                        #expect(profile.givenName == "Mo" && profile.familyName == "Reyes")
                        #expect(profile.picture == "https://x/p" && profile.attributes["preferred_username"] == "mo")
                        #expect(profile.appMetadata == ["title": "Captain", "city": "Bern"])
                        #expect(profile.attributes["blocked"] == nil)
                    } else {
                        #expect(profile.name == "mo" && profile.email == nil && profile.appMetadata.isEmpty)
                        #expect(profile.userMetadata == ["job": "Captain"])
                    }
                }
            }
        }
    }
}

extension TestAPI {
    fileprivate func configuration() async throws -> SCIMConfiguration? {
        try await store.read { try $0.scimConfiguration(of: Connection.ID("con_1")) }
    }
}
