import AccessIndex
import AccessModel
import Testing

@Suite struct RevisionWaiterTests {
    @Test(.timeLimit(.minutes(2)), arguments: 0..<60 as Range<UInt64>)
    func `those who wait are let go by what they wait for, and by nothing before it`(_ seed: UInt64) async throws {
        var scene = WaitingScene(seed: seed)
        for _ in 0..<80 { try await scene.step() }
        try await scene.finish()
    }
}

/// Random waiting, cancelling and publishing.
private struct WaitingScene {
    private struct Waiter {
        let wanted: Revision
        let task: Task<Revision, any Error>
        var isCancelled = false
    }

    private var generator: SplitMix64
    private let publisher: SnapshotPublisher
    private var revision = Revision(epoch: Self.epochs[0], number: 10)
    private var waiters: [Waiter] = []
    private var epoch = 0

    private static let epochs = (0..<100).map { Revision.Epoch("00000000000000" + String(10 + $0)) }

    init(seed: UInt64) {
        generator = SplitMix64(seed: seed)
        publisher = SnapshotPublisher(IndexBuilder().snapshot(at: revision), asOf: Timestamp(seconds: 0))
    }

    mutating func step() async throws {
        switch Int.random(in: 0..<20, using: &generator) {
        case 0..<12: wait()
        case 12..<15: cancel()
        case 15: try await publish(nextEpoch())
        default:
            let number = revision.number + .random(in: 1...4, using: &generator)
            try await publish(Revision(epoch: revision.epoch, number: number))
        }
    }

    mutating func finish() async throws {
        try await publish(Revision(epoch: revision.epoch, number: .max))
        #expect(waiters.isEmpty)
    }

    private mutating func wait() {
        let number = revision.number + .random(in: 0...9, using: &generator)
        let wanted = Revision(epoch: revision.epoch, number: number)
        let task = Task { [publisher] in
            try await publisher.reached(wanted)
            return publisher.current.revision
        }
        waiters.append(Waiter(wanted: wanted, task: task))
    }

    private mutating func cancel() {
        guard let index = waiters.indices.randomElement(using: &generator) else { return }
        waiters[index].isCancelled = true
        waiters[index].task.cancel()
    }

    private mutating func nextEpoch() -> Revision {
        epoch += 1
        return Revision(epoch: Self.epochs[epoch], number: .random(in: 0...5, using: &generator))
    }

    /// Whoever has what it waits for comes back, or this never ends.
    private mutating func publish(_ next: Revision) async throws {
        publisher.publish(IndexBuilder().snapshot(at: next), asOf: nil)
        revision = next
        var rest: [Waiter] = []
        for waiter in waiters {
            if waiter.isCancelled {
                await expectEnd(of: waiter)
            } else if waiter.wanted.epoch == next.epoch, waiter.wanted.number > next.number {
                rest.append(waiter)
            } else {
                let found = try await waiter.task.value
                #expect(found.epoch != waiter.wanted.epoch || found.number >= waiter.wanted.number)
            }
        }
        waiters = rest
    }

    /// It may have been reached before it was cancelled.
    private func expectEnd(of waiter: Waiter) async {
        do {
            let found = try await waiter.task.value
            #expect(found.epoch != waiter.wanted.epoch || found.number >= waiter.wanted.number)
        } catch {
            #expect(error is CancellationError)
        }
    }
}
