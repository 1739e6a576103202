import AccessModel
import DirectoryStorage
import Testing

private let provider = Author.connection(Connection.acme.id, token: Identifier("tok_1"))

extension StoreContract {
    static let commits = [
        StoreContract("the history says of every revision who made it, when, in which request, and what it changed") {
            fixture in
            let store = try await fixture.open()
            try await store.seed()
            let request = RequestID("r-1")
            _ = try await store.commit(by: provider, at: .noon + .seconds(1), request: request) {
                try $0.addMembers([.acme("ann")], to: "grp_staff", now: .noon)
            }
            _ = try await store.commit(by: .login(.acme("ann")), at: .noon + .seconds(2)) {
                _ = try $0.replaceUser(UserDocument("ann", isActive: false), now: .noon)
            }
            let records = try await store.history()
            #expect(records.map(\.revision?.number) == [3, 2, 1])
            #expect(records.map(\.author) == [.login(.acme("ann")), provider, .system])
            #expect(records.map(\.instant) == [.noon + .seconds(2), .noon + .seconds(1), .noon])
            #expect(records.map(\.request) == [nil, request, nil])
            let former = Change.putUser(UserDocument("ann").user)
            #expect(
                records[0].changes == [.init(.putUser(UserDocument("ann", isActive: false).user), former: former)]
            )
            #expect(records[1].changes == [.init(.addMembers("grp_staff", [.acme("ann")]))])
            #expect(records[2].changeCount == 9)
        },
        StoreContract("a commit that changes nothing, or is refused, leaves no trace in the history") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            _ = try await store.commit(by: provider, at: .noon) { try $0.putConnection(.acme) }
            await store.expect(.unknown(.group, "grp_none")) { transaction throws in
                try transaction.deleteUser(.acme("ann"), now: .noon)
                try transaction.addMembers([.acme("bob")], to: "grp_none", now: .noon)
            }
            #expect(try await store.history().map(\.author) == [.system])
        },
        StoreContract("what makes no revision is in the history where it was done, without its secret") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let token = SCIMToken(
                id: "tok_2",
                connection: Connection.acme.id,
                digest: Array(repeating: 7, count: 32),
                scopes: [],
                created: .noon
            )
            let peer = Author.peer(uid: 1_000)
            _ = try await store.commit(by: peer, at: .noon) { try $0.createToken(token, now: .noon) }
            _ = try await store.commit { try $0.putRole(Role("reader")) }
            _ = try await store.commit(by: peer, at: .noon) { transaction throws in
                try transaction.recordUse(of: token.id, at: .noon)
            }
            _ = try await store.commit(by: peer, at: .noon) { try $0.revokeToken("tok_2") }
            let records = try await store.history()
            #expect(records.map(\.revision?.number) == [nil, 2, nil, 1])
            #expect(records.map(\.author) == [peer, .system, peer, .system])
            #expect(records[0].actions == [ManagementAction(.tokenDeleted, token.id, of: token.connection)])
            #expect(records[2].actions == [ManagementAction(.tokenCreated, token.id, of: token.connection)])
            let ofConnection = try await store.history(CommitQuery(subjects: [.connection(Connection.acme.id)]))
            #expect(ofConnection.map(\.actions.count) == [1, 1, 1])
        },
        StoreContract("the history is found by author, subject, revision and time") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            for (second, name) in ["ann", "bob", "cat"].enumerated() {
                let author: Author = name == "bob" ? .policy : provider
                _ = try await store.commit(by: author, at: .noon + .seconds(second + 1)) {
                    try $0.addMembers([.acme(name), .acme("dan")], to: "grp_staff", now: .noon)
                }
            }
            func revisions(_ query: CommitQuery) async throws -> [UInt64?] {
                try await store.history(query).map(\.revision?.number)
            }
            #expect(try await revisions(CommitQuery(paths: [.connection])) == [4, 2])
            #expect(try await revisions(CommitQuery(paths: [.policy, .system])) == [3, 1])
            #expect(try await revisions(CommitQuery(subjects: [.user(.acme("bob"))])) == [3, 1])
            #expect(try await revisions(CommitQuery(subjects: [.user("okta|acme|bo")])) == [])
            #expect(try await revisions(CommitQuery(subjects: [.group("grp_staff")])) == [4, 3, 2, 1])
            #expect(try await revisions(CommitQuery(subjects: [.group("grp_staff"), .user(.acme("cat"))])) == [4])
            #expect(try await revisions(CommitQuery(revisions: 2...3)) == [3, 2])
            #expect(try await revisions(CommitQuery(since: .noon + .seconds(2))) == [4, 3])
            #expect(try await revisions(CommitQuery(until: .noon + .seconds(2))) == [2, 1])
            let seeding = try await store.history(CommitQuery(subjects: [.user(.acme("eve"))]))
            #expect(seeding.map(\.changes) == [[.init(.putUser(UserDocument("eve").user))]])
        },
        StoreContract("the history of a subject tells of what took something of it along") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let odd = "böb\\ \"\n"
            _ = try await store.commit { transaction throws in
                _ = try transaction.createUser(UserDocument(odd), now: .noon)
                try transaction.putRole(Role("reader"))
                try transaction.addMembers([.acme("ann")], to: "grp_staff", now: .noon)
            }
            _ = try await store.commit { try $0.addAssignment(RoleAssignment("reader", to: .user(.acme(odd)))) }
            _ = try await store.commit { try $0.deleteGroup("grp_staff", now: .noon) }
            _ = try await store.commit { try $0.deleteRole("rol_reader") }
            let ofAnn = try await store.history(CommitQuery(subjects: [.user(.acme("ann"))]))
            #expect(ofAnn.first?.changes.first?.change == .deleteGroup("grp_staff"))
            #expect(ofAnn.first?.changes.first?.former == .putGroup(GroupDocument("staff").group))
            let ofOdd = try await store.history(CommitQuery(subjects: [.user(.acme(odd))]))
            #expect(ofOdd.map(\.revision?.number) == [5, 3, 2])
        },
        StoreContract("the history comes in pages that neither repeat nor leave out, while commits go on") { fixture in
            let store = try await fixture.open()
            for number in 0..<10 { _ = try await store.commit { try $0.putRole(Role("role\(number)")) } }
            var (position, numbers) = (ListPosition?.none, [UInt64?]())
            repeat {
                let page = try await store.read { [position] in try $0.commits(CommitQuery(), after: position, limit: 3)
                }
                numbers += page.elements.map(\.revision?.number)
                position = page.next
                _ = try await store.commit { [count = numbers.count] in try $0.putRole(Role("new\(count)")) }
            } while position != nil
            #expect(numbers == (1...10).reversed())
        },
        StoreContract("a record names the first changes of a large commit, and how many there are") { fixture in
            let store = try await fixture.open()
            _ = try await store.commit { transaction throws in
                for number in 0..<250 { try transaction.putRole(Role("role\(number)")) }
            }
            let record = try #require(try await store.history().first)
            #expect(record.changeCount == 250)
            #expect(record.changes.count == CommitRecord.changeLimit)
        },
    ]
}

extension DirectoryStore {
    func history(_ query: CommitQuery = CommitQuery()) async throws -> [CommitRecord] {
        try await read { try $0.commits(query, after: nil, limit: 1_000).elements }
    }
}
