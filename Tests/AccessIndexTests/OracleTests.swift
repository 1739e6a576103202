import AccessIndex
import AccessModel
import Testing

/// The index against an evaluator that is slow and obvious, over random histories.
@Suite struct OracleTests {
    private static let epoch = Revision.Epoch("0123456789abcdef")

    @Test(arguments: 0..<40)
    func `every answer after every step is that of the rows`(seed: Int) throws {
        var world = World(seed: UInt64(seed))
        var rows = Rows()
        var snapshot = IndexBuilder().snapshot(at: Revision(epoch: Self.epoch, number: 0))
        for step in 0..<500 {
            let changes = (0...world.roll(3)).map { _ in world.change() }
            for change in changes { rows.apply(change) }
            snapshot = snapshot.applying([ChangeSet(revision: snapshot.revision.next, changes: changes)])
            try compare(snapshot, with: rows, questions: 6, &world, "step \(step) of seed \(seed)")
        }
        #expect(snapshot.revision.number == 500)
    }

    @Test(arguments: 0..<40)
    func `what is applied step by step is what is built from scratch`(seed: Int) throws {
        var world = World(seed: UInt64(1_000 + seed))
        var rows = Rows()
        var snapshot = IndexBuilder().snapshot(at: Revision(epoch: Self.epoch, number: 0))
        for step in 0..<10 {
            let sets = (0..<30).map { number in
                let revision = Revision(epoch: Self.epoch, number: snapshot.revision.number + UInt64(number) + 1)
                return ChangeSet(revision: revision, changes: [world.change(), world.change()])
            }
            for change in sets.flatMap(\.changes) { rows.apply(change) }
            snapshot = snapshot.applying(sets)
            var builder = IndexBuilder()
            for change in rows.changes { builder.apply(change) }
            let built = builder.snapshot(at: snapshot.revision)
            try compare(built, with: rows, questions: 30, &world, "built at \(step) of seed \(seed)")
            try compare(snapshot, with: rows, questions: 30, &world, "applied at \(step) of seed \(seed)")
        }
    }

    @Test(arguments: 0..<10)
    func `a snapshot stays as it is while others grow out of it`(seed: Int) throws {
        var world = World(seed: UInt64(2_000 + seed))
        var kept: [(IndexSnapshot, Rows)] = []
        var rows = Rows()
        var snapshot = IndexBuilder().snapshot(at: Revision(epoch: Self.epoch, number: 0))
        for _ in 0..<200 {
            let changes = (0..<4).map { _ in world.change() }
            for change in changes { rows.apply(change) }
            snapshot = snapshot.applying([ChangeSet(revision: snapshot.revision.next, changes: changes)])
            kept.append((snapshot, rows))
        }
        for (snapshot, rows) in kept { try compare(snapshot, with: rows, questions: 3, &world, "kept") }
    }

    @Test func `random histories reach every outcome`() {
        var world = World(seed: 7)
        var rows = Rows()
        var decisions: Set<Decision> = []
        var refusals: Set<LoginRefusal> = []
        var permits = 0
        var joins = 0
        for _ in 0..<4_000 {
            rows.apply(world.change())
            for _ in 0..<4 {
                let explanation = rows.explain(world.decisionRequest())
                decisions.insert(explanation.decision)
                if explanation.chain != nil { permits += 1 }
                switch rows.login(world.loginRequest()) {
                case .permit: continue
                case .join: joins += 1
                case .refuse(let reason): refusals.insert(reason)
                }
            }
        }
        for reason in DenialReason.allCases where reason != .stale { #expect(decisions.contains(.deny(reason))) }
        #expect(refusals == Set(LoginRefusal.allCases).subtracting([.stale]))
        #expect(permits > 200)
        #expect(joins > 20)
    }

    private func compare(
        _ snapshot: IndexSnapshot,
        with rows: Rows,
        questions: Int,
        _ world: inout World,
        _ place: String
    ) throws {
        for _ in 0..<questions {
            let check = world.decisionRequest()
            let expected = rows.explain(check)
            try #require(snapshot.explain(check) == expected, "\(place): \(check)")
            try #require(snapshot.decide(check) == expected.decision, "\(place): \(check)")
            let login = world.loginRequest()
            try #require(snapshot.login(login) == rows.login(login), "\(place): \(login)")
            let subject = world.subject()
            let organization = world.organizationText()
            try #require(
                snapshot.effectiveRoles(of: subject, organization: organization)
                    == rows.effectiveRoles(of: subject, organization: organization),
                "\(place): \(subject) in \(organization ?? "the tenant")"
            )
        }
        var counts = snapshot.counts
        counts.bytes = 0
        try #require(counts == rows.counts, "\(place)")
    }
}
