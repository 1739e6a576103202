import AccessModel
import DirectoryStorage
import Testing

extension StoreContract {
    static let feed = [
        StoreContract("the feed has every kind of change as it was made") { fixture in
            let store = try await fixture.open()
            let changes = try await store.changes { transaction in try commitEveryKind(transaction) }
            #expect(changes == everyKind)
        },
        StoreContract("a page holds at most as many change sets as asked, and the next goes on after it") { fixture in
            let store = try await fixture.open()
            for number in 0..<10 {
                _ = try await store.commit { try $0.putRole(Role("role\(number)")) }
            }
            let start = try await Revision(epoch: store.head().epoch, number: 0)
            #expect(try await store.changes(after: start, limit: 3).numbers == [1, 2, 3])
            let third = Revision(epoch: start.epoch, number: 3)
            #expect(try await store.changes(after: third, limit: 100).numbers == Array(4...10))
            #expect(try await store.changes(after: third, limit: 0).numbers == [])
            #expect(try await store.changes(after: third, limit: .max).numbers == Array(4...10))
        },
        StoreContract("a page says whether it reaches the head, and does not where its count or its size ended it") {
            fixture in
            let store = try await fixture.open()
            let start = try await store.head()
            #expect(try await store.changes(after: start, limit: 9).reachesHead == true)
            for number in 0..<8 {
                _ = try await store.commit { transaction in
                    var role = Role("role\(number)")
                    role.description = String(repeating: "x", count: 1 << 20)
                    try transaction.putRole(role)
                }
            }
            for limit in [1, 7, 8, 100] {
                let page = try await store.changes(after: start, limit: limit)
                #expect(page.reachesHead == false)
                #expect(try #require(page.numbers?.last) < 8)
            }
            let sixth = Revision(epoch: start.epoch, number: 6)
            #expect(try await store.changes(after: sixth, limit: 0).reachesHead == false)
            #expect(try await store.changes(after: sixth, limit: 1).reachesHead == false)
            #expect(try await store.changes(after: sixth, limit: 2).reachesHead == true)
            #expect(try await store.changes(after: sixth, limit: 3).reachesHead == true)
        },
        StoreContract("who is of another epoch, ahead, or before what is kept must take a snapshot") { fixture in
            let store = try await fixture.open()
            for number in 0..<10 {
                _ = try await store.commit { try $0.putRole(Role("role\(number)")) }
            }
            let head = try await store.head()
            let stranger = Revision(epoch: Revision.Epoch("0000000000000000"), number: 3)
            #expect(try await store.changes(after: stranger, limit: 9) == .snapshotRequired)
            #expect(try await store.changes(after: head.next, limit: 9) == .snapshotRequired)
            let far = Revision(epoch: head.epoch, number: .max)
            #expect(try await store.changes(after: far, limit: 9) == .snapshotRequired)
            try await store.pruneChanges(keeping: 4, since: .noon)
            let fifth = Revision(epoch: head.epoch, number: 5)
            #expect(try await store.changes(after: fifth, limit: 9) == .snapshotRequired)
            #expect(try await store.changes(after: fifth.next, limit: 9).numbers == [7, 8, 9, 10])
            try await store.pruneChanges(keeping: 0, since: .noon)
            #expect(try await store.changes(after: head, limit: 9) == .changeSets([], reachesHead: true))
            try await store.pruneChanges(keeping: 100, since: .noon)
            #expect(try await store.changes(after: fifth.next, limit: 9) == .snapshotRequired)
            #expect(try await store.commit { try $0.putRole(Role("last")) }.revision == head.next)
            #expect(try await store.changes(after: head, limit: 9).numbers == [11])
        },
        StoreContract("a listener is woken by a commit that changes something, and ends when it is cancelled") {
            fixture in
            let store = try await fixture.open()
            let hints = store.hints()
            _ = try await store.commit { try $0.putRole(Role("one")) }
            var iterator = hints.makeAsyncIterator()
            #expect(await iterator.next() != nil)
            let task = Task { for await _ in store.hints() {} }
            task.cancel()
            await task.value
        },
        StoreContract("a snapshot names what is referred to before what refers to it") { fixture in
            let store = try await fixture.open()
            _ = try await store.commit { transaction in try commitEveryKind(transaction, deleting: false) }
            _ = try await store.commit { transaction throws in
                try transaction.putRole(Role("base"))
                try transaction.putRole(Role("editor", inherits: ["rol_base"]))
            }
            let changes = try await store.takeSnapshot().changes
            expectReferencesFirst(changes)
            let followed = DirectoryModel(try await store.allChanges().flatMap(\.changes))
            #expect(DirectoryModel(changes) == followed)
        },
        StoreContract("a snapshot holds members in batches that one change may name") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            try await store.createUsers(2_500)
            _ = try await store.commit { transaction throws in
                try transaction.addMembers(numbered(2_500), to: "grp_staff", now: .noon)
            }
            let batches = try await store.takeSnapshot().changes.compactMap { change in
                if case .addMembers(_, let members) = change { members } else { nil }
            }
            #expect(batches.map(\.count) == [1_000, 1_000, 500])
            #expect(Set(batches.joined()) == Set(numbered(2_500)))
        },
        StoreContract("a snapshot is one state, whatever is written while it is taken") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            let writing = Task {
                for round in 0..<60 {
                    let added = round % 2 == 0
                    _ = try await store.commit { transaction in try moveAll(to: added, transaction) }
                }
            }
            for _ in 0..<20 {
                let (revision, changes) = try await store.takeSnapshot()
                let start = Revision(epoch: revision.epoch, number: 0)
                let replayed = try await store.allChanges(after: start).prefix { $0.revision.number <= revision.number }
                #expect(DirectoryModel(changes) == DirectoryModel(replayed.flatMap(\.changes)))
            }
            try await writing.value
        },
        StoreContract("what a snapshot's receiver throws ends the snapshot and comes out as it is") { fixture in
            let store = try await fixture.open()
            try await store.seed()
            await #expect(throws: Refusal.self) { try await store.snapshot { _ in throw Refusal() } }
            #expect(try await store.takeSnapshot().revision.number == 1)
        },
    ]
}

extension ChangeFeedPage {
    /// The numbers of its revisions; nil where there are none to have.
    fileprivate var numbers: [UInt64]? {
        switch self {
        case .changeSets(let sets, _): sets.map(\.revision.number)
        case .snapshotRequired: nil
        }
    }

    fileprivate var reachesHead: Bool? {
        switch self {
        case .changeSets(_, let reachesHead): reachesHead
        case .snapshotRequired: nil
        }
    }
}

extension DirectoryStore {
    func createUsers(_ count: Int) async throws {
        _ = try await commit { transaction throws in
            for number in 0..<count { _ = try transaction.createUser(UserDocument("user\(number)"), now: .noon) }
        }
    }
}

func numbered(_ count: Int) -> [Group.Member] { (0..<count).map { .acme("user\($0)") } }

/// Every user is in exactly one of two groups, in every state.
private func moveAll(to staff: Bool, _ transaction: any DirectoryTransaction) throws {
    let everyone = ["ann", "bob", "cat", "dan", "eve"].map(Group.Member.acme)
    try transaction.addMembers(everyone, to: staff ? "grp_staff" : "grp_admins", now: .noon)
    try transaction.removeMembers(everyone, from: staff ? "grp_admins" : "grp_staff", now: .noon)
}

private func expectReferencesFirst(_ changes: [Change]) {
    var model = DirectoryModel()
    for change in changes {
        switch change {
        case .putUser(let user): #expect(model.connections[user.connection] != nil)
        case .putGroup(let group): #expect(model.connections[group.connection] != nil)
        case .addMembers(let group, let members):
            #expect(model.groups[group] != nil)
            #expect(members.allSatisfy { model.exists($0) })
        case .putRole(let role):
            #expect(role.inherits.allSatisfy { model.roles[$0] != nil })
            if let owner = role.owner { #expect(model.organizations[owner] != nil) }
        case .putOrganizationConnection(let link):
            #expect(model.organizations[link.organization] != nil)
            #expect(model.connections[link.connection] != nil)
        case .addOrganizationMember(let member):
            #expect(model.organizations[member.organization] != nil)
            #expect(model.users[member.user] != nil)
        case .addAssignment(let assignment): #expect(model.roles[assignment.role] != nil)
        case .addPermissionAssignment(let assignment):
            #expect(model.users[assignment.user] != nil)
            #expect(model.apis[assignment.api] != nil)
        default: break
        }
        model.apply(change)
    }
}

extension DirectoryModel {
    fileprivate func exists(_ member: Group.Member) -> Bool {
        switch member {
        case .user(let id): users[id] != nil
        case .group(let id): groups[id] != nil
        }
    }
}
