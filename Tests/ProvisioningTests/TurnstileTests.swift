import Synchronization
import Testing

@testable import Provisioning

/// Counts who is inside, and refuses every third.
private final class Crowd: Sendable {
    struct Refusal: Error {}

    private let counts = Mutex((inside: 0, most: 0, served: 0))

    var most: Int { counts.withLock { $0.most } }
    var served: Int { counts.withLock { $0.served } }

    func visit(_ number: Int) async throws {
        counts.withLock { counts in
            counts.inside += 1
            counts.most = max(counts.most, counts.inside)
        }
        await Task.yield()
        counts.withLock { counts in
            counts.inside -= 1
            counts.served += 1
        }
        if number.isMultiple(of: 3) { throw Refusal() }
    }
}

@Suite struct `A turnstile` {
    @Test func `has no more inside than it may, and lets everybody through in the end`() async throws {
        let turnstile = Turnstile(2)
        let crowd = Crowd()
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<50 {
                group.addTask { try? await turnstile.pass { try await crowd.visit(number) } }
            }
        }
        #expect(crowd.served == 50)
        #expect(crowd.most <= 2)
    }
}
