import AccessIndex
import AccessModel

/// Random changes, applied to the rows and to the index step by step, and compared.
struct History {
    let seed: UInt64
    private(set) var world: World
    private(set) var rows = Rows()
    private(set) var snapshot = IndexBuilder().snapshot(at: Revision(epoch: Self.epoch, number: 0))
    private(set) var steps = 0

    private static let epoch = Revision.Epoch("0123456789abcdef")

    /// In a world of its own shape.
    init(seed: UInt64) {
        var generator = SplitMix64(seed: ~seed)
        self.init(seed: seed, World(seed: seed, shape: World.Shape(using: &generator)))
    }

    init(seed: UInt64, _ world: World) {
        self.seed = seed
        self.world = world
    }
}

extension History {
    /// A first step after which there is something to ask about.
    mutating func found() {
        apply([world.founding()])
    }

    /// Applies some change sets in one step.
    mutating func step(changeSets: Int, changesEach: Int) {
        apply((1...changeSets).map { _ in (0..<changesEach).map { _ in world.change() } })
    }

    /// Each of these makes a revision, with what the store's feed has of them.
    private mutating func apply(_ commits: [[Change]]) {
        var sets: [ChangeSet] = []
        for changes in commits {
            let revision = (sets.last?.revision ?? snapshot.revision).next
            sets.append(ChangeSet(revision: revision, changes: rows.commit(changes)))
        }
        snapshot = snapshot.applying(sets)
        steps += 1
    }

    /// A directory is founded, and then changed in a few steps, compared after each with the rows; at the end also what
    /// is built from scratch, and a snapshot from halfway.
    mutating func runShort() throws(Difference) {
        found()
        try compare(questions: 2)
        var kept: (snapshot: IndexSnapshot, rows: Rows)?
        let length = 4 + world.roll(6)
        for number in 0..<length {
            if number == length / 2 { kept = (snapshot, rows) }
            step(changeSets: 1 + world.roll(2), changesEach: 1 + world.roll(3))
            try compare(questions: 2)
        }
        try compareBuilt(questions: 3)
        if let kept { try compare(kept.snapshot, with: kept.rows, questions: 2) }
    }

    mutating func compare(questions: Int) throws(Difference) {
        try compare(snapshot, with: rows, questions: questions)
    }

    /// What is built from the rows as they are now must answer as what came to be step by step.
    mutating func compareBuilt(questions: Int) throws(Difference) {
        var builder = IndexBuilder()
        for change in rows.changes { builder.apply(change) }
        try compare(builder.snapshot(at: snapshot.revision), with: rows, questions: questions)
    }

    mutating func compare(_ snapshot: IndexSnapshot, with rows: Rows, questions: Int) throws(Difference) {
        for _ in 0..<questions {
            let instant = world.instant()
            let counting = rows.counting(at: instant)
            let check = world.decisionRequest()
            let expected = counting.explain(check)
            try require(snapshot.explain(check, at: instant), expected, (check, instant))
            try require(snapshot.decide(check, at: instant), expected.decision, (check, instant))
            let login = world.loginRequest()
            try require(snapshot.login(login, at: instant), counting.login(login), (login, instant))
            try compareHoldings(of: world.subject(), snapshot, with: counting, at: instant)
            try requireNoStrangers(check, snapshot, rows, at: instant)
        }
        var counts = snapshot.counts
        counts.bytes = 0
        try require(counts, rows.counts, "counts")
    }

    /// Nothing that is told of one place names a role of an organization that is another.
    private func requireNoStrangers(
        _ request: DecisionRequest,
        _ snapshot: IndexSnapshot,
        _ rows: Rows,
        at instant: Timestamp
    ) throws(Difference) {
        var roles = snapshot.nearestRoles(to: request, at: instant).map(\.id)
        roles += snapshot.missingLinks(to: request, at: instant).compactMap(\.role?.id)
        roles += snapshot.explain(request, at: instant).chain?.roles.map(\.id) ?? []
        let held = snapshot.effectiveRoles(of: request.subject, organization: request.organization, at: instant)
        if case .roles(let held) = held { roles += (held.tenantRoles + held.organizationRoles).map(\.id) }
        let place = request.organization.flatMap { rows.organization($0) }?.id
        let strangers = roles.filter { rows.roles[$0]?.owner.map { $0 != place } ?? false }
        try require(strangers, [], (request, instant))
    }

    /// Everything that a user has in one context.
    private mutating func compareHoldings(
        of subject: SubjectReference,
        _ snapshot: IndexSnapshot,
        with rows: Rows,
        at instant: Timestamp
    ) throws(Difference) {
        let (organization, api, role) = (world.organizationText(), world.resourceID(), world.roleID())
        try require(
            snapshot.effectiveRoles(of: subject, organization: organization, at: instant),
            rows.effectiveRoles(of: subject, organization: organization),
            (subject, organization, instant)
        )
        try require(
            snapshot.effectivePermissions(of: subject, api: api, organization: organization, at: instant),
            rows.effectivePermissions(of: subject, api: api, organization: organization),
            (subject, api, organization, instant)
        )
        try require(
            snapshot.groupsGiving(role, to: subject, organization: organization, at: instant),
            rows.groupsGiving(role, to: subject, organization: organization),
            (role, subject, organization, instant)
        )
    }

    private func require<Answer: Equatable>(
        _ answer: Answer,
        _ expected: Answer,
        _ question: @autoclosure () -> Any
    ) throws(Difference) {
        if answer == expected { return }
        throw Difference(seed: seed, step: steps, question: "\(question())", "\(expected)", "\(answer)")
    }
}

/// Where the index and the rows differ.
struct Difference: Error, CustomStringConvertible {
    var description: String

    init(seed: UInt64, step: Int, question: String, _ expected: String, _ found: String) {
        description = "seed \(seed), step \(step): \(question)\n  the rows say \(expected)\n  the index says \(found)"
    }
}
