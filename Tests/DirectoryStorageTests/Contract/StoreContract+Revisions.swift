import AccessModel
import DirectoryStorage
import Testing

struct Refusal: Error {}

extension StoreContract {
    static let revisions = [
        StoreContract("a new store is empty, at revision zero of an epoch of its own") { fixture in
            let store = try await fixture.open()
            let head = try await store.head()
            #expect(head.number == 0)
            #expect(head.epoch.rawValue.count == 16)
            #expect(try await store.changes(after: head, limit: 10) == .changeSets([], reachesHead: true))
            #expect(try await store.read { try $0.counts() } == DirectoryCounts())
        },
        StoreContract("every commit that changes something has the next revision, in the order of commits") { fixture in
            let store = try await fixture.open()
            let revisions = try await writeConcurrently(to: store, writers: 8, commits: 25)
            #expect(Set(revisions.map(\.number)) == Set(2...201))
            let sets = try await store.allChanges()
            #expect(sets.map(\.revision.number) == Array(1...201))
            #expect(sets.dropFirst().allSatisfy { $0.changes.count == 1 })
        },
        StoreContract("a commit that changes nothing makes no revision") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let head = try await store.head()
            let commit = try await store.commit { transaction throws in
                try transaction.putConnection(.acme)
                _ = try transaction.replaceUser(UserDocument("ann"), now: .noon + .seconds(9))
                _ = try transaction.replaceGroup(GroupDocument("staff"), uniqueName: true, now: .noon + .seconds(9))
                try transaction.removeMembers([.acme("ann"), .acme("nobody")], from: "grp_staff", now: .noon)
                try transaction.deleteUser("okta|acme|nobody", now: .noon)
                try transaction.putLoginSettings(LoginSettings())
                return try transaction.user(.acme("ann"))
            }
            #expect(!commit.isChange)
            #expect(commit.revision == head)
            #expect(commit.value?.version == 1)
            #expect(commit.value?.lastModified == .noon)
            #expect(try await store.head() == head)
        },
        StoreContract("a body that throws leaves nothing, and its error comes out as it is") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let head = try await store.head()
            await #expect(throws: Refusal.self) {
                try await store.commit { transaction throws in
                    _ = try transaction.createUser(UserDocument("zoe"), now: .noon)
                    throw Refusal()
                }
            }
            #expect(try await store.head() == head)
            #expect(try await store.read { try $0.user(.acme("zoe")) } == nil)
        },
        StoreContract("a body that fails among others leaves their commits whole and their revisions dense") {
            fixture in
            let store = try await fixture.open()
            try await store.commitConnections()
            await withTaskGroup { group in
                for number in 0..<100 { group.addTask { await commitOrRefuse(number, to: store) } }
            }
            let sets = try await store.allChanges()
            #expect(sets.map(\.revision.number) == Array(1...67))
            let names = try await store.read { try $0.users(in: Connection.acme.id, offset: 0, limit: 200) }
                .map(\.userName)
            #expect(Set(names) == Set((0..<100).filter { $0 % 3 != 0 }.map { "user\($0)" }))
        },
        StoreContract("what was committed is there when the store is opened again") { fixture in
            let revision = try await { () async throws -> Revision in
                let store = try await fixture.open()
                try await store.seed()
                return try await store.head()
            }()
            let store = try await fixture.open()
            #expect(try await store.head() == revision)
            #expect(try await store.read { try $0.userCount(in: Connection.acme.id) } == 5)
        },
        StoreContract("two who opened the same store see each other's commits") { fixture in
            let (one, other) = try await (fixture.open(), fixture.open())
            try await one.seed()
            let start = try await other.head()
            #expect(start.number == 1)
            let changes = try await other.changes { try $0.deleteUser(.acme("ann"), now: .noon) }
            #expect(changes == [.deleteUser(.acme("ann"))])
            #expect(try await one.allChanges(after: start).flatMap(\.changes) == changes)
            async let ones = writeConcurrently(to: one, writers: 2, commits: 20, prefix: "one", isShared: true)
            async let others = writeConcurrently(to: other, writers: 2, commits: 20, prefix: "other", isShared: true)
            let numbers = try await (ones + others).map(\.number)
            #expect(Set(numbers) == Set(3...82))
        },
        StoreContract("a renewed epoch keeps the number and the state, and asks followers for a snapshot") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let before = try await store.head()
            let after = try await store.renewEpoch()
            #expect(after.number == before.number)
            #expect(after.epoch != before.epoch)
            #expect(try await store.head() == after)
            #expect(try await store.changes(after: before, limit: 10) == .snapshotRequired)
        },
    ]
}

extension DirectoryStore {
    fileprivate func commitConnections() async throws {
        _ = try await commit { try $0.putConnection(.acme) }
    }
}

/// Creates a user a commit, and returns the revisions.
///
/// - Parameter isShared: whether others have opened the store too; who has waited for them too long tries again.
private func writeConcurrently(
    to store: any DirectoryStore,
    writers: Int,
    commits: Int,
    prefix: String = "user",
    isShared: Bool = false
) async throws -> [Revision] {
    if prefix == "user" { try await store.commitConnections() }
    return try await withThrowingTaskGroup { group in
        for writer in 0..<writers {
            group.addTask {
                var revisions = [Revision]()
                for number in 0..<commits {
                    let name = "\(prefix)\(writer)-\(number)"
                    revisions.append(try await createUser(name, in: store, isShared: isShared))
                }
                #expect(revisions.map(\.number) == revisions.map(\.number).sorted())
                return revisions
            }
        }
        return try await group.reduce(into: []) { $0 += $1 }
    }
}

private func createUser(_ name: String, in store: any DirectoryStore, isShared: Bool) async throws -> Revision {
    while true {
        do {
            return try await store.commit { try $0.createUser(UserDocument(name), now: .noon) }.revision
        } catch StoreError.locked where isShared {
            continue
        }
    }
}

/// Every third commit fails after it has written.
private func commitOrRefuse(_ number: Int, to store: any DirectoryStore) async {
    do {
        _ = try await store.commit { transaction throws in
            _ = try transaction.createUser(UserDocument("user\(number)"), now: .noon)
            if number % 3 == 0 { throw Refusal() }
        }
        #expect(number % 3 != 0)
    } catch {
        #expect(error is Refusal)
        #expect(number % 3 == 0)
    }
}
