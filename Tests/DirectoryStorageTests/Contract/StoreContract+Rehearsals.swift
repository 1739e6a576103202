import AccessModel
import DirectoryStorage
import Testing

extension StoreContract {
    static let rehearsals = [
        StoreContract("a rehearsal says what a commit would change, and changes nothing") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let head = try await store.head()
            let before = try await store.takeSnapshot().changes
            let rehearsal = try await store.rehearse { transaction throws in
                try transaction.addMembers([.acme("ann")], to: "grp_staff", now: .noon)
                try transaction.deleteUser(.acme("bob"), now: .noon)
                return try transaction.memberCount(of: "grp_staff")
            }
            #expect(rehearsal.value == 1)
            #expect(rehearsal.changes == [.addMembers("grp_staff", [.acme("ann")]), .deleteUser(.acme("bob"))])
            #expect(rehearsal.base == head)
            let after = try await store.takeSnapshot().changes
            #expect(after == before)
            #expect(try await store.read { try $0.group("grp_staff")?.version } == 1)
            #expect(try await store.read { try !$0.wasDeleted(.acme("bob"), in: Connection.acme.id) })
            #expect(try await store.changes(after: head, limit: 1) == .changeSets([], reachesHead: true))
        },
        StoreContract("a rehearsal that would change too much is refused, and what it did is undone") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let limit = Rehearsal<Void>.limit
            await #expect(throws: StoreError.dryRunTooLarge(limit: limit)) {
                try await store.rehearse { transaction throws in
                    for number in 0..<40_000 {
                        _ = try transaction.createUser(UserDocument("user\(number)"), now: .noon)
                    }
                }
            }
            #expect(try await store.read { try $0.counts().users } == 5)
        },
        StoreContract("a rehearsal of what is there already changes nothing, and one that is refused says why") {
            fixture in
            let store = try await fixture.open()
            try await store.seed()
            #expect(try await store.rehearse { try $0.putConnection(.acme) }.changes.isEmpty)
            await #expect(throws: StoreError.unknown(.group, "grp_none")) {
                try await store.rehearse { try $0.addMembers([.acme("ann")], to: "grp_none", now: .noon) }
            }
            await #expect(throws: Refusal.self) {
                try await store.rehearse { transaction throws in
                    try transaction.deleteUser(.acme("ann"), now: .noon)
                    throw Refusal()
                }
            }
            #expect(try await store.read { try $0.user(.acme("ann")) } != nil)
        },
        StoreContract("what an operation undid by itself is not among the changes of a rehearsal") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let changes = try await store.rehearse { transaction throws in
                for (name, id) in [("ann", "x"), ("bob", "x")] {
                    var document = UserDocument(name)
                    document.externalID = id
                    _ = try transaction.replaceUser(document, now: .noon)
                }
                var moved = Connection.acme
                moved.userIDAttribute = .externalId
                // Two users would have the provider id `x`.
                _ = try? transaction.putConnection(moved)
            }.changes
            #expect(changes == [.putUser(UserDocument("ann").user), .putUser(UserDocument("bob").user)])
        },
        StoreContract("rehearsals among commits take part in none of them") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            try await withThrowingTaskGroup { group in
                for number in 0..<40 {
                    group.addTask { _ = try await store.commit { try $0.createUser("user\(number)") } }
                    group.addTask { _ = try await store.rehearse { try $0.createUser("user\(number + 100)") } }
                }
                try await group.waitForAll()
            }
            let sets = try await store.allChanges()
            #expect(sets.map(\.revision.number) == Array(1...41))
            #expect(try await store.read { try $0.userCount(in: Connection.acme.id) } == 45)
        },
    ]
}

extension DirectoryTransaction {
    fileprivate func createUser(_ name: String) throws {
        _ = try createUser(UserDocument(name), now: .noon)
    }
}
