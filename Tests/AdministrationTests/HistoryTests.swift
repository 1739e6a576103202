import AccessIndex
import AccessModel
import DirectoryStorage
import HTTPTypes
import StrictJSON
import Testing

@testable import Administration

private let acme = Connection(id: Connection.ID("con_acme"), name: "acme", strategy: .okta, origin: .api)
private let editor = Role(id: Role.ID("rol_editor"), name: "editor", origin: .api)
private let staff = Group(id: Group.ID("grp_staff"), connection: acme.id, name: "staff")
private let ann = User(id: User.ID("okta|acme|ann"), connection: acme.id, providerUserID: "ann", isActive: true)
private let toStaff = RoleAssignment(role: editor.id, holder: .groups(.id(staff.id)), scope: .tenant, origin: .api)
private let base = Timestamp(seconds: 1_700_000_000)

extension TestAPI {
    /// Revision 1: a connection, a role, a group, and the role given to it. 2: a user. 3: the user in the group, by
    /// SCIM. 4: the user out of it, ten seconds later. Each ten seconds after the one before.
    fileprivate func makeHistory() async throws {
        try await commit(.policy, 0) { transaction throws in
            try transaction.putConnection(acme)
            try transaction.putSCIMConfiguration(SCIMConfiguration(of: acme.id, now: base))
            try transaction.putRole(editor)
            let document = GroupDocument(group: staff, foldedName: "staff", attributes: "{}")
            _ = try transaction.createGroup(document, uniqueName: true, now: base)
            try transaction.addAssignment(toStaff)
        }
        let provider = Author.connection(acme.id, token: Identifier("tok_1"))
        try await commit(provider, 10) { transaction throws in
            let document = UserDocument(user: ann, userName: "ann", foldedUserName: "ann", attributes: "{}")
            _ = try transaction.createUser(document, now: base)
        }
        try await commit(provider, 20) { try $0.addMembers([.user(ann.id)], to: staff.id, now: base) }
        try await commit(provider, 30) { try $0.removeMembers([.user(ann.id)], from: staff.id, now: base) }
    }

    private func commit(
        _ author: Author,
        _ second: Int,
        _ body: @escaping @Sendable (any DirectoryTransaction) throws -> Void
    ) async throws {
        let commit = try await store.commit(by: author, at: base + .seconds(second), body)
        try await publisher.reached(commit.revision)
    }
}

@Suite struct `The audit trail` {
    @Test func `says who changed what, when and by which path, newest first`() async throws {
        try await TestAPI.run { api in
            try await api.makeHistory()
            let answer = try await api.ask(.get, "audit")
            #expect(answer.status == .ok)
            #expect(answer.texts("date", in: "commits").first == "2023-11-14T22:13:50.000Z")
            #expect(answer.text("commits", 0, "author", "path") == "connection")
            #expect(answer.text("commits", 0, "author", "connection_id") == "con_acme")
            #expect(answer.text("commits", 0, "author", "token_id") == "tok_1")
            #expect(answer.text("commits", 0, "changes", 0, "type") == "group.member.deleted")
            #expect(
                answer.text("commits", 0, "changes", 0, "description") == "removed okta|acme|ann from group staff"
            )
            #expect(answer["commits", 0, "changes", 0, "members"] == ["okta|acme|ann"])
            #expect(answer.text("commits", 3, "author", "path") == "policy")
            #expect(
                answer.text("commits", 3, "changes", 3, "description") == "assigned role editor to group grp_staff"
            )
            #expect(answer.text("commits", 3, "changes", 3, "type") == "group.role.assigned")
        }
    }

    @Test func `is found by its filters, and by names where there are names`() async throws {
        try await TestAPI.run { api in
            try await api.makeHistory()
            let counts = [
                "path=policy": 1, "path=policy&path=connection": 4, "user=okta%7Cacme%7Cann": 3, "role=editor": 1,
                "connection=acme": 2, "group=grp_staff": 3, "from_revision=2&to_revision=3": 2,
                "since=2023-11-14T22:13:40Z": 2, "until=2023-11-14T22:13:40Z": 2, "role=nobody": 0,
            ]
            for (query, count) in counts {
                let answer = try await api.ask(.get, "audit?\(query)")
                #expect(answer.texts("date", in: "commits").count == count, "\(query)")
            }
            for query in ["path=nobody", "since=yesterday", "from_revision=3&to_revision=2", "actor=x"] {
                #expect(try await api.ask(.get, "audit?\(query)").status == .badRequest, "\(query)")
            }
        }
    }

    @Test func `comes in pages`() async throws {
        try await TestAPI.run { api in
            try await api.makeHistory()
            let first = try await api.ask(.get, "audit?take=3")
            let next = try #require(first.text("next"))
            let second = try await api.ask(.get, "audit?take=3&from=\(next)")
            #expect(first.texts("date", in: "commits").count == 3)
            #expect(second.texts("date", in: "commits") == ["2023-11-14T22:13:20.000Z"])
            #expect(second["next"] == nil)
            #expect(try await api.ask(.get, "audit?take=3&path=policy&from=\(next)").status == .badRequest)
        }
    }

    @Test func `has what was done through the API, by whom and in which request, and never a secret`() async throws {
        try await TestAPI.run { api in
            try await api.makeHistory()
            let path = "connections/con_acme/scim-configuration/tokens"
            let made = try await api.ask(.post, path)
            let (id, secret) = (try #require(made.text("token_id")), try #require(made.text("token")))
            try await api.ask(.delete, "\(path)/\(id)")
            let answer = try await api.ask(.get, "audit?take=2")
            #expect(answer.text("commits", 0, "changes", 0, "description") == "deleted SCIM token \(id)")
            #expect(answer.text("commits", 1, "changes", 0, "type") == "scim_token.created")
            #expect(answer.text("commits", 1, "changes", 0, "token_id") == id)
            #expect(answer["commits", 1, "author", "uid"] == 0)
            #expect(answer.text("commits", 1, "request_id") != nil)
            #expect(answer["commits", 1, "revision"] == nil)
            #expect(!"\(answer.body)".contains(secret.suffix(32)))
        }
    }

    @Test func `needs its scope`() async throws {
        try await TestAPI.run(scopes: ["read:users"]) { api in
            let answer = try await api.ask(.get, "audit")
            #expect(answer.status == .forbidden)
        }
    }
}

@Suite struct `Past roles` {
    private static let path = "users/okta%7Cacme%7Cann/roles/history"

    @Test func `are those of the revision or the instant that is asked about`() async throws {
        try await TestAPI.run { api in
            try await api.makeHistory()
            let epoch = try await api.store.head().epoch
            let expected: [(String, [String]?)] = [
                ("revision=1", nil), ("revision=2", []), ("revision=3", ["editor"]), ("revision=\(epoch):4", []),
                ("at=2023-11-14T22:13:30Z", []), ("at=2023-11-14T22:13:40Z", ["editor"]),
                ("at=2023-11-14T22:13:49.999Z", ["editor"]), ("at=2023-11-14T22:13:50Z", []), ("revision=0", nil),
            ]
            for (query, roles) in expected {
                let answer = try await api.ask(.get, "\(Self.path)?\(query)")
                #expect(answer.status == .ok, "\(query)")
                #expect(answer.text("outcome") == (roles == nil ? "deny" : "permit"), "\(query)")
                #expect(answer.texts("name", in: "tenant_roles") == roles ?? [], "\(query)")
            }
            let third = try await api.ask(.get, "\(Self.path)?revision=3")
            #expect(third["tenant_roles", 0, "sources", 0, "group_names"] == ["staff"])
            #expect(third.text("revision") == "\(epoch):3")
            #expect(third.text("as_of") == "2023-11-14T22:13:40.000Z")
            #expect(try await api.ask(.get, "users/ann/roles/history?connection=acme&revision=3")["user"] != nil)
        }
    }

    @Test func `inside an organization need the scope of its members' roles`() async throws {
        try await TestAPI.run(scopes: ["read:user_effective_roles"]) { api in
            try await api.makeHistory()
            #expect(try await api.ask(.get, "\(Self.path)?revision=3").status == .ok)
            let inside = try await api.ask(.get, "\(Self.path)?revision=3&organization=acme")
            #expect(inside.status == .forbidden && inside.text("errorCode") == "insufficient_scope")
        }
    }

    @Test func `are refused where the history has ended, and where there is no history yet`() async throws {
        try await TestAPI.run { api in
            try await api.makeHistory()
            try await api.store.pruneChanges(keeping: 1, since: base)
            let statuses: [(String, HTTPResponse.Status)] = [
                ("revision=2", .gone), ("revision=3", .ok), ("revision=5", .badRequest), ("revision=x", .badRequest),
                ("revision=0123456789abcdef:3", .gone), ("revision=0123456789abcdef:9", .gone),
                ("at=2023-11-14T22:13:35Z", .gone),
                ("at=2023-11-14T22:13:45Z", .ok), ("at=2100-01-01T00:00:00Z", .badRequest), ("", .badRequest),
                ("at=2023-11-14T22:13:45Z&revision=3", .badRequest),
            ]
            for (query, status) in statuses {
                #expect(try await api.ask(.get, "\(Self.path)?\(query)").status == status, "\(query)")
            }
        }
    }
}
