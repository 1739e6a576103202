import AccessIndex
import AccessModel
import Testing

/// The index against an evaluator that is slow and obvious, over random histories.
@Suite struct OracleTests {
    @Test(arguments: Histories.batches)
    func `every step of many short histories answers as the rows do`(seeds: Range<UInt64>) throws {
        for seed in seeds {
            var history = History(seed: seed)
            try history.runShort()
        }
    }

    @Test(arguments: 0..<12)
    func `every step of a long history answers as the rows do`(seed: UInt64) throws {
        var history = History(seed: seed, World(seed: seed))
        for _ in 0..<500 {
            history.step(changeSets: 1, changesEach: 1 + Int(history.snapshot.revision.number % 4))
            try history.compare(questions: 6)
        }
        #expect(history.snapshot.revision.number == 500)
    }

    @Test(arguments: World.Nesting.allCases, 3_000..<3_001)
    func `every step of a history of nested groups answers as the rows do`(
        nesting: World.Nesting,
        seed: UInt64
    ) throws {
        var shape = World.Shape.wide
        (shape.groups, shape.nesting) = (24, nesting)
        var history = History(seed: seed, World(seed: seed, shape: shape))
        history.found()
        for _ in 0..<60 {
            history.step(changeSets: 1, changesEach: 2)
            try history.compare(questions: 4)
        }
        try history.compareBuilt(questions: 20)
    }

    @Test(arguments: 1_000..<1_012)
    func `what is applied step by step is what is built from scratch`(seed: UInt64) throws {
        var history = History(seed: seed, World(seed: seed))
        for _ in 0..<10 {
            history.step(changeSets: 30, changesEach: 2)
            try history.compareBuilt(questions: 30)
            try history.compare(questions: 30)
        }
    }

    @Test(arguments: 2_000..<2_004)
    func `a snapshot stays as it is while others grow out of it`(seed: UInt64) throws {
        var history = History(seed: seed, World(seed: seed))
        var kept: [(IndexSnapshot, Rows)] = []
        for _ in 0..<200 {
            history.step(changeSets: 1, changesEach: 4)
            kept.append((history.snapshot, history.rows))
        }
        for (snapshot, rows) in kept { try history.compare(snapshot, with: rows, questions: 3) }
    }

    @Test func `short histories together reach every outcome`() {
        var reached = Outcomes()
        for seed in 0..<1_600 {
            var history = History(seed: UInt64(seed))
            history.found()
            history.step(changeSets: 4, changesEach: 2)
            var world = history.world
            for _ in 0..<20 { reached.insert(history.rows, &world) }
        }
        for reason in DenialReason.allCases where reason != .stale { #expect(reached.denials[reason] ?? 0 > 20) }
        for reason in LoginRefusal.allCases where reason != .stale && reason != .tooLarge {
            #expect(reached.refusals[reason] ?? 0 > 20)
        }
        #expect(reached.permits > 200)
        #expect(reached.permitsThroughNestedGroups > 20)
        #expect(reached.joins > 20)
        #expect(reached.directPermits > 20)
        #expect(reached.endedPermits > 20)
        #expect(reached.rolesThatEnd > 20)
    }
}

private struct Outcomes {
    var denials: [DenialReason: Int] = [:]
    var refusals: [LoginRefusal: Int] = [:]
    var permits = 0
    var permitsThroughNestedGroups = 0
    var joins = 0
    var directPermits = 0
    /// Permits that there would be, had no assignment ended.
    var endedPermits = 0
    var rolesThatEnd = 0

    mutating func insert(_ rows: Rows, _ world: inout World) {
        let request = world.decisionRequest()
        let counting = rows.counting(at: world.instant())
        let explanation = counting.explain(request)
        if explanation.direct != nil { directPermits += 1 }
        if !explanation.decision.isPermit, rows.explain(request).decision.isPermit { endedPermits += 1 }
        if case .deny(let reason) = explanation.decision { denials[reason, default: 0] += 1 }
        if let chain = explanation.chain {
            permits += 1
            if chain.groups.count > 1 { permitsThroughNestedGroups += 1 }
        }
        switch counting.login(world.loginRequest()) {
        case .permit(let claims): if claims.expires != nil { rolesThatEnd += 1 }
        case .join: joins += 1
        case .refuse(let reason): refusals[reason, default: 0] += 1
        }
    }
}
