import AccessIndex
import AccessModel
import CAllocationCount
import Testing

/// What a decision may not do. Counted where it happens, on this thread, by a `malloc` that counts.
@Suite struct AllocationTests {
    @Test func `an allocation is counted`() {
        let before = allocation_count()
        let numbers = (0..<100).map { String($0 + 1_000_000_000) + " is more than fifteen bytes" }
        #expect(allocation_count() - before >= 100)
        #expect(numbers.count == 100)
    }

    @Test(arguments: 0..<40)
    func `deciding allocates nothing, whatever is asked`(seed: UInt64) {
        var history = History(seed: seed, World(seed: seed))
        history.found()
        history.step(changeSets: 1, changesEach: 20)
        var world = history.world
        let requests = (0..<500).map { _ in world.decisionRequest() }
        let snapshot = history.snapshot
        let instant = world.instant()
        _ = snapshot.decide(requests[0], at: instant)
        let before = allocation_count()
        var permits = 0
        for request in requests where snapshot.decide(request, at: instant).isPermit { permits += 1 }
        let after = allocation_count()
        #expect(after == before)
        let rows = history.rows.counting(at: instant)
        #expect(permits == requests.count { rows.explain($0).decision.isPermit })
    }
}
