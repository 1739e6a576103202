import AccessModel

/// Builds an index of seeded users and memberships and measures it; then one of a hundredth of that size; at last what
/// nesting a group costs.
///
/// `IndexBenchmark [USERS] [MEMBERSHIPS]`; one JSON object a line.
let arguments = CommandLine.arguments.dropFirst().compactMap { Int($0) }
let users = arguments.first ?? 1_000_000
let memberships = arguments.count > 1 ? arguments[1] : users * 20

for divisor in [1, 100] {
    let measurements = Measurements(
        Population(users: max(1, users / divisor), memberships: max(1, memberships / divisor))
    )
    let snapshot = measurements.build()
    measurements.decide(snapshot, inOrganizations: false)
    measurements.decide(snapshot, inOrganizations: true)
    measurements.login(snapshot)
    measurements.preview(snapshot)
    measurements.update(snapshot)
}
NestingMeasurements.chain(of: 5_000).run()
NestingMeasurements.dense(of: 150).run()
