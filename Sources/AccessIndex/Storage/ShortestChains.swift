/// From some entities along their links to all that can be reached: to each the shortest way, and among equally short
/// ones the first by the entities along it. Cycles are harmless.
struct ShortestChains<Entity> {
    struct Step {
        let ordinal: Ordinal<Entity>
        /// The step before, by its place in ``steps``.
        let previous: Int?
        /// Entities in the chain, both ends included.
        let length: Int
    }

    // INVARIANT (chain order): by length, then by the entities along the way. Steps are taken in this order, and what
    // follows one step is sorted, so that the first way found to an entity is the least.
    private(set) var steps: [Step] = []

    init(
        from starts: [Ordinal<Entity>],
        by precedes: (Ordinal<Entity>, Ordinal<Entity>) -> Bool,
        next: (Ordinal<Entity>) -> [Ordinal<Entity>]
    ) {
        var seen = Set(starts)
        steps = seen.sorted(by: precedes).map { Step(ordinal: $0, previous: nil, length: 1) }
        var index = 0
        while index < steps.count {
            let step = steps[index]
            let found = next(step.ordinal).filter { seen.insert($0).inserted }.sorted(by: precedes)
            steps += found.map { Step(ordinal: $0, previous: index, length: step.length + 1) }
            index += 1
        }
    }

    /// All entities from the start to the step.
    func chain(to step: Int) -> [Ordinal<Entity>] {
        var chain: [Ordinal<Entity>] = []
        var next: Int? = step
        while let index = next {
            chain.append(steps[index].ordinal)
            next = steps[index].previous
        }
        return chain.reversed()
    }
}
