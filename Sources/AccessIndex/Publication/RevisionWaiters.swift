import AccessModel

/// Those who wait until a revision is published.
struct RevisionWaiters {
    typealias Continuation = CheckedContinuation<Void, any Error>

    struct Ticket: Hashable {
        fileprivate let number: UInt64
    }

    private var last: UInt64 = 0
    private var waiting: [Ticket: (revision: Revision, continuation: Continuation)] = [:]
    /// Epochs of earlier publications, which nobody needs to wait for any more.
    private var passed: Set<Revision.Epoch> = []

    mutating func makeTicket() -> Ticket {
        last += 1
        return Ticket(number: last)
    }

    mutating func add(_ continuation: Continuation, for revision: Revision, _ ticket: Ticket) {
        waiting[ticket] = (revision, continuation)
    }

    mutating func remove(_ ticket: Ticket) -> Continuation? {
        waiting.removeValue(forKey: ticket)?.continuation
    }

    mutating func note(_ epoch: Revision.Epoch) {
        passed.insert(epoch)
    }

    func isReached(_ wanted: Revision, by published: Revision) -> Bool {
        wanted.epoch == published.epoch ? wanted.number <= published.number : passed.contains(wanted.epoch)
    }

    mutating func removeReached(by published: Revision) -> [Continuation] {
        let reached = waiting.filter { isReached($0.value.revision, by: published) }
        for ticket in reached.keys { waiting[ticket] = nil }
        return reached.values.map(\.continuation)
    }
}
