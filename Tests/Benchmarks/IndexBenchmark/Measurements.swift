import AccessIndex
import AccessModel

/// What is measured on one index.
struct Measurements {
    let population: Population
    private let clock = ContinuousClock()
    /// When all questions are asked; nothing of the population ends before.
    private let instant = Timestamp(seconds: 1_800_000_000)

    init(_ population: Population) {
        self.population = population
    }

    func build() -> IndexSnapshot {
        var strings = 0
        let generating = clock.measure { population.forEachChange { if case .putUser = $0 { strings += 1 } } }
        let before = ProcessMemory.resident
        var snapshot = IndexBuilder().snapshot(at: Self.start)
        let building = clock.measure {
            var builder = IndexBuilder()
            population.forEachChange { builder.apply($0) }
            snapshot = builder.snapshot(at: Self.start)
        }
        let counts = snapshot.counts
        Line("build").with("users", counts.users).with("memberships", counts.memberships)
            .with("groups", counts.groups).with("assignments", counts.assignments)
            .with("seconds", (building - generating) / .seconds(1))
            .with("bytes_per_membership", Double(counts.bytes) / Double(counts.memberships))
            .with("rss_bytes_per_membership", Double(ProcessMemory.resident - before) / Double(counts.memberships))
            .print()
        return snapshot
    }

    /// Questions are made a few at a time, so that they are as fresh in the caches as a request just parsed, each is
    /// timed by itself, and what reading the clock takes is subtracted.
    func decide(_ snapshot: IndexSnapshot, inOrganizations: Bool) {
        var generator = SplitMix64(seed: 7)
        var singles = Samples()
        var empty = Samples()
        var batches = Samples()
        var permits = 0
        for round in 0..<2_000 {
            let requests = (0..<128).map { _ in request(inOrganizations, &generator) }
            if round % 2 == 0 {
                for request in requests {
                    empty.measure(clock) {}
                    if singles.measure(clock, { snapshot.decide(request, at: instant) }).isPermit { permits += 1 }
                }
            } else {
                let taken = clock.measure {
                    for request in requests where snapshot.decide(request, at: instant).isPermit { permits += 1 }
                }
                batches.add(taken, dividedBy: requests.count)
            }
        }
        let clockTime = empty.percentile(50)
        Line(inOrganizations ? "decide_in_organization" : "decide").with("users", population.users)
            .with("p50_ns", singles.percentile(50) - clockTime).with("p99_ns", singles.percentile(99) - clockTime)
            .with("batch_mean_p50_ns", batches.percentile(50)).with("clock_ns", clockTime)
            .with("permit_ratio", Double(permits) / 256_000).print()
    }

    private func request(_ inOrganization: Bool, _ generator: inout SplitMix64) -> DecisionRequest {
        let user = Int.random(in: 0..<population.users, using: &generator)
        let customer = population.customer(ofUser: user)
        return DecisionRequest(
            subject: .user(population.userID(user)),
            action: population.permission(Int.random(in: 0..<Population.permissionsPerAPI, using: &generator)),
            resource: Resource(
                type: Entitlement.apiResourceType,
                id: population.api(Int.random(in: 0..<Population.apis, using: &generator))
            ),
            organization: inOrganization ? "customer-\(customer)" : nil
        )
    }

    func login(_ snapshot: IndexSnapshot) {
        var generator = SplitMix64(seed: 8)
        var samples = Samples()
        for _ in 0..<20_000 {
            let user = Int.random(in: 0..<population.users, using: &generator)
            let request = LoginRequest(
                subject: .user(population.userID(user)),
                organization: "customer-\(population.customer(ofUser: user))",
                audience: population.api(Int.random(in: 0..<Population.apis, using: &generator))
            )
            _ = samples.measure(clock) { snapshot.login(request, at: instant) }
        }
        Line("login").with("users", population.users).with("p50_ns", samples.percentile(50))
            .with("p99_ns", samples.percentile(99)).print()
    }

    /// One membership a commit, published, while a reader holds the snapshot before.
    func update(_ first: IndexSnapshot) {
        let publisher = SnapshotPublisher(first, asOf: Timestamp(seconds: 0))
        var reader = publisher.makeReader()
        var generator = SplitMix64(seed: 9)
        var samples = Samples()
        var snapshot = first
        let before = ProcessMemory.resident
        ProcessMemory.resetPeak()
        for number in 0..<20_000 {
            let change = membership(isAdded: number % 2 == 0, &generator)
            let set = ChangeSet(revision: snapshot.revision.next, changes: [change])
            snapshot = samples.measure(clock) {
                let next = snapshot.applying([set])
                publisher.publish(next, asOf: nil)
                return next
            }
            if number % 16 == 0 { _ = reader.snapshot() }
        }
        Line("update").with("users", population.users).with("p50_ns", samples.percentile(50))
            .with("p99_ns", samples.percentile(99))
            .with("peak_rss_ratio", Double(ProcessMemory.peak) / Double(before))
            .with("bytes_ratio", Double(snapshot.counts.bytes) / Double(first.counts.bytes)).print()
    }

    /// What one role for a group of ten would do.
    func preview(_ first: IndexSnapshot) {
        let group = Group(id: .derived(from: "ten"), connection: population.connection(0).id, name: "Ten")
        let members = (0..<10).map { Group.Member.user(population.userID($0 * population.customers)) }
        let changes: [Change] = [.putGroup(group), .addMembers(group.id, members)]
        let snapshot = first.applying([ChangeSet(revision: first.revision.next, changes: changes)])
        var samples = Samples()
        var affected = 0
        for role in 0..<50 {
            let assignment = RoleAssignment(
                role: population.roleID(role),
                holder: .groups(.id(group.id)),
                scope: .tenant,
                origin: .api
            )
            let effects = samples.measure(clock) { snapshot.effects(of: [.addAssignment(assignment)], at: instant) }
            affected = max(affected, effects.gaining)
        }
        Line("preview").with("users", population.users).with("p50_ns", samples.percentile(50))
            .with("p99_ns", samples.percentile(99)).with("affected", affected).print()
    }

    private func membership(isAdded: Bool, _ generator: inout SplitMix64) -> Change {
        let group = Int.random(in: 0..<population.groups, using: &generator)
        let place = Int.random(in: 0..<population.users / population.customers, using: &generator)
        let user = place * population.customers + population.customer(ofGroup: group)
        let members = [Group.Member.user(population.userID(user))]
        return isAdded
            ? .addMembers(population.groupID(group), members) : .removeMembers(population.groupID(group), members)
    }

    private static let start = Revision(epoch: Revision.Epoch("0000000000000000"), number: 1)
}
