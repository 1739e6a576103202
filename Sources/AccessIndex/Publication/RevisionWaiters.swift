import AccessModel

/// Those who wait until a revision is published. A publication looks at those that it satisfies and at no others.
struct RevisionWaiters {
    typealias Continuation = CheckedContinuation<Void, any Error>

    struct Ticket: Hashable {
        fileprivate let number: UInt64
    }

    private var last: UInt64 = 0
    private var waiting: [Ticket: Continuation] = [:]
    private var queues: [Revision.Epoch: WaitingQueue] = [:]
    /// Places in all queues; some of waiters that are gone.
    private var places = 0
    /// Epochs of earlier publications, which nobody needs to wait for any more.
    private var passed: Set<Revision.Epoch> = []

    mutating func makeTicket() -> Ticket {
        last += 1
        return Ticket(number: last)
    }

    mutating func add(_ continuation: Continuation, for revision: Revision, _ ticket: Ticket) {
        waiting[ticket] = continuation
        queues[revision.epoch, default: WaitingQueue()].insert((revision.number, ticket))
        places += 1
    }

    /// Its place in the queue stays until its turn comes, or until most of the places are of such as are gone.
    mutating func remove(_ ticket: Ticket) -> Continuation? {
        guard let continuation = waiting.removeValue(forKey: ticket) else { return nil }
        if places > 2 * waiting.count + 64 { removeAbandonedPlaces() }
        return continuation
    }

    func isReached(_ wanted: Revision, by published: Revision) -> Bool {
        wanted.epoch == published.epoch ? wanted.number <= published.number : passed.contains(wanted.epoch)
    }

    /// Those who have what they wait for once `published` follows `former`.
    mutating func removeReached(by published: Revision, after former: Revision) -> [Continuation] {
        passed.insert(former.epoch)
        var reached = queues[published.epoch]?.removeAll(through: published.number) ?? []
        if former.epoch != published.epoch { reached += queues[former.epoch]?.removeAll(through: .max) ?? [] }
        for epoch in [former.epoch, published.epoch] where queues[epoch]?.count == 0 { queues[epoch] = nil }
        places -= reached.count
        return reached.compactMap { waiting.removeValue(forKey: $0) }
    }

    private mutating func removeAbandonedPlaces() {
        queues = queues.mapValues { queue in queue.filter { waiting[$0] != nil } }.filter { $0.value.count > 0 }
        places = waiting.count
    }
}

/// Tickets by the number that they wait for: a binary heap, the least first.
private struct WaitingQueue {
    typealias Place = (number: UInt64, ticket: RevisionWaiters.Ticket)

    private var places: [Place] = []

    var count: Int { places.count }

    mutating func insert(_ place: Place) {
        places.append(place)
        var child = places.count - 1
        while child > 0, places[child].number < places[(child - 1) / 2].number {
            places.swapAt(child, (child - 1) / 2)
            child = (child - 1) / 2
        }
    }

    mutating func removeAll(through number: UInt64) -> [RevisionWaiters.Ticket] {
        var removed: [RevisionWaiters.Ticket] = []
        while let first = places.first, first.number <= number {
            removed.append(first.ticket)
            removeFirst()
        }
        return removed
    }

    func filter(_ isWanted: (RevisionWaiters.Ticket) -> Bool) -> Self {
        var kept = Self()
        for place in places where isWanted(place.ticket) { kept.insert(place) }
        return kept
    }

    private mutating func removeFirst() {
        places.swapAt(0, places.count - 1)
        places.removeLast()
        var parent = 0
        while true {
            var least = parent
            for child in 2 * parent + 1...2 * parent + 2 where child < places.count {
                if places[child].number < places[least].number { least = child }
            }
            if least == parent { return }
            places.swapAt(parent, least)
            parent = least
        }
    }
}
