import AccessModel
import DirectoryStorage
import Testing

extension StoreContract {
    static let waysBack =
        [
            StoreContract("the way back undoes every kind of change") { fixture in
                let store = try await fixture.open()
                _ = try await store.commit { transaction in try commitEveryKind(transaction, deleting: false) }
                let before = try await store.takeSnapshot()
                _ = try await store.commit { transaction in try commitEndings(transaction) }
                _ = try await store.commit { try $0.deleteConnectionWithResources(Connection.acme.id, now: .noon) }
                var model = DirectoryModel(try await store.takeSnapshot().changes)
                for set in try await store.waysBack(to: before.revision) { set.changes.forEach { model.apply($0) } }
                #expect(model == DirectoryModel(before.changes))
            },
            StoreContract("a group and a user that ended come back with all that they had") { fixture in
                let store = try await fixture.open()
                _ = try await store.commit { transaction in
                    try commitEveryKind(transaction, deleting: false)
                    for scope in [RoleAssignment.Scope.tenant, .organization("org_one")] {
                        let holder = RoleAssignment.Holder.groups(.id("grp_staff"))
                        let assignment = RoleAssignment(role: "rol_editor", holder: holder, scope: scope, origin: .api)
                        try transaction.addAssignment(assignment)
                    }
                }
                let before = try await store.takeSnapshot()
                _ = try await store.commit { try $0.deleteGroup("grp_staff", now: .noon) }
                _ = try await store.commit { try $0.deleteUser(.acme("ann"), now: .noon) }
                var model = DirectoryModel(try await store.takeSnapshot().changes)
                #expect(model != DirectoryModel(before.changes))
                for set in try await store.waysBack(to: before.revision) { set.changes.forEach { model.apply($0) } }
                #expect(model == DirectoryModel(before.changes))
            },
            StoreContract("the state at an instant is that of the last revision by then") { fixture in
                let store = try await fixture.open()
                for second in [1, 2, 4, 3] {
                    _ = try await store.commit(by: .system, at: .noon + .seconds(second)) {
                        try $0.putRole(Role("role\(second)"))
                    }
                }
                let numbers = try await store.read { reader throws in
                    try [0, 1, 2, 3, 4, 9].map { try reader.revision(at: .noon + .seconds($0))?.number }
                }
                #expect(numbers == [0, 1, 2, 4, 4, 4])
                let second = Revision(epoch: try await store.head().epoch, number: 2)
                #expect(try await store.read { try $0.instant(of: second) } == .noon + .seconds(2))
                // Instants are shown to the millisecond, and asked about as they are shown.
                _ = try await store.commit(by: .system, at: .noon + .seconds(9) + .microseconds(900)) {
                    try $0.putRole(Role("role9"))
                }
                #expect(try await store.read { try $0.revision(at: .noon + .seconds(9)) }?.number == 5)
            },
            StoreContract("what was pruned, by number or by age, is not led back to nor shown") { fixture in
                let store = try await fixture.open()
                for second in 1...8 {
                    _ = try await store.commit(by: .system, at: .noon + .seconds(second)) {
                        try $0.putRole(Role("role\(second)"))
                    }
                }
                let head = try await store.head()
                try await store.pruneChanges(keeping: 6, since: .noon)
                #expect(try await store.read { try $0.firstRecordedRevision() }.number == 2)
                try await store.pruneChanges(keeping: 6, since: .noon + .seconds(5))
                let first = try await store.read { try $0.firstRecordedRevision() }
                #expect(first.number == 4)
                #expect(try await store.history().map(\.revision?.number) == [8, 7, 6, 5])
                let numbers = try await store.read { reader throws in
                    try [3, 4, 5, 9].map { try reader.revision(at: .noon + .seconds($0))?.number }
                }
                #expect(numbers == [nil, 4, 5, 8])
                #expect(try await store.waysBack(to: first).map(\.revision.number) == [7, 6, 5, 4])
                let third = Revision(epoch: head.epoch, number: 3)
                #expect(try await store.read { try $0.inverses(of: head, downTo: third) } == nil)
                let stranger = Revision(epoch: Revision.Epoch("0000000000000000"), number: 7)
                #expect(try await store.read { try $0.inverses(of: head, downTo: stranger) } == nil)
                try await store.pruneChanges(keeping: 6, since: .noon + .seconds(60))
                #expect(try await store.read { try $0.revision(at: .noon + .seconds(60)) } == head)
                #expect(try await store.history().isEmpty)
            },
            StoreContract("what made no revision is forgotten with its time, too") { fixture in
                let store = try await fixture.open()
                for second in [1, 2] {
                    _ = try await store.commit(by: .system, at: .noon + .seconds(second)) { transaction in
                        try transaction.record(ManagementAction(.tokenCreated, SCIMToken.ID("tok_\(second)")))
                    }
                }
                #expect(try await store.history().count == 2)
                try await store.pruneChanges(keeping: 100, since: .noon + .seconds(2))
                #expect(try await store.history().map { $0.actions.map(\.subject) } == [["tok_2"]])
            },
        ] + seeds

    private static let seeds = (100..<112).map { seed in
        StoreContract("the way back leads through every earlier state (seed \(seed))") { fixture in
            let store = try await fixture.open()
            var history = RandomHistory(seed: UInt64(seed))
            let start = try await store.head()
            for _ in 0..<150 { try await commit(history.nextCommit(), to: store) }
            var model = DirectoryModel()
            var models = [model]
            for set in try await store.allChanges() {
                set.changes.forEach { model.apply($0) }
                models.append(model)
            }
            let sets = try await store.waysBack(to: start)
            #expect(sets.count == models.count - 1)
            for set in sets {
                models.removeLast()
                set.changes.forEach { model.apply($0) }
                #expect(model == models.last, "at \(set.revision)")
            }
        }
    }
}

extension DirectoryStore {
    /// All sets that lead from the head to the revision.
    func waysBack(to end: Revision) async throws -> [ChangeSet] {
        var sets = [ChangeSet]()
        var position = try await head()
        while position != end {
            let page = try await read { [position] in try $0.inverses(of: position, downTo: end) }
            let found = try #require(page)
            sets += found
            position = try #require(found.last).revision
        }
        return sets
    }
}
