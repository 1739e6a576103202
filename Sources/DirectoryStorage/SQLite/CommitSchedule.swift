/// The commits that wait for the writer, and which of them are written next.
///
/// - Small commits come in batches, those that take access away first. They leave a quarter of each batch to the others,
///   so that nothing waits for ever.
/// - A large commit is a batch of its own, after a batch of small ones: whoever takes access away waits for one large
///   commit at most.
/// - Dry runs come last, when nothing else waits; or after many batches, so that they come at all.
///
/// Within each of these lanes take turns, so that nobody waits for all that another has sent. A lane's own commits of one
/// kind keep their order. A client that waits for the answer to one commit before it sends the next cannot be overtaken
/// by itself, since a commit is answered only when it is on disk.
struct CommitSchedule<Element> {
    /// Who takes turns with whom: a connection, a client.
    typealias Lane = String

    private enum Kind: CaseIterable {
        case revocation, ordinary, large, dryRun
    }

    /// The most commits in a batch: bounds how long the first of them waits for the last.
    static var batchLimit: Int { 128 }
    /// The rows of a batch, beyond which a commit is large.
    static var rowLimit: Int { 1_024 }
    /// How many batches a dry run waits while others write.
    static var dryRunPatience: Int { 16 }

    private var queues: [Kind: TurnQueue<(element: Element, rowCount: Int)>] = [:]
    private var wasSmall = false
    private var batchesSinceDryRun = 0

    init() {
        for kind in Kind.allCases { queues[kind] = TurnQueue() }
    }

    var isEmpty: Bool { queues.values.allSatisfy(\.isEmpty) }
    var count: Int { queues.values.reduce(0) { $0 + $1.count } }

    mutating func append(_ element: Element, _ priority: CommitPriority, of lane: Lane) {
        let isLarge = priority.rowCount > Self.rowLimit
        let kind: Kind = isLarge ? .large : priority.urgency == .revocation ? .revocation : .ordinary
        queues[kind]?.append((element, max(1, priority.rowCount)), of: lane)
    }

    mutating func append(dryRun element: Element, of lane: Lane) {
        queues[.dryRun]?.append((element, 1), of: lane)
    }

    /// Takes out what is to be written together next; empty only where nothing waits.
    mutating func nextBatch() -> [Element] {
        let hasSmall = !isEmpty(.revocation) || !isEmpty(.ordinary)
        let isDryRunDue = batchesSinceDryRun >= Self.dryRunPatience || (!hasSmall && isEmpty(.large))
        if !isEmpty(.dryRun), isDryRunDue {
            batchesSinceDryRun = 0
            return takeOne(.dryRun)
        }
        batchesSinceDryRun = isEmpty(.dryRun) ? 0 : batchesSinceDryRun + 1
        wasSmall = hasSmall && (isEmpty(.large) || !wasSmall)
        return wasSmall ? smallBatch() : takeOne(.large)
    }

    private mutating func smallBatch() -> [Element] {
        let others =
            isEmpty(.ordinary) ? Room(commits: 0, rows: 0) : Room(commits: Self.batchLimit / 4, rows: Self.rowLimit / 4)
        var room = Room(commits: Self.batchLimit - others.commits, rows: Self.rowLimit - others.rows)
        let urgent = take(.revocation, &room)
        room.commits += others.commits
        room.rows = max(0, room.rows) + others.rows
        return urgent + take(.ordinary, &room)
    }

    private struct Room {
        var commits: Int
        var rows: Int
    }

    /// Takes the next commits in turn while there is room for more.
    private mutating func take(_ kind: Kind, _ room: inout Room) -> [Element] {
        var taken = [Element]()
        while room.commits > 0, room.rows > 0, let next = queues[kind]?.removeFirst() {
            taken.append(next.element)
            room.commits -= 1
            room.rows -= next.rowCount
        }
        return taken
    }

    private mutating func takeOne(_ kind: Kind) -> [Element] {
        (queues[kind]?.removeFirst()).map { [$0.element] } ?? []
    }

    private func isEmpty(_ kind: Kind) -> Bool { queues[kind]?.isEmpty ?? true }
}

/// A queue in which lanes take turns; within a lane, first come, first served.
struct TurnQueue<Element> {
    private struct Line {
        var elements: [Element] = []
        var first = 0

        /// Gives up what has been taken, once that is most of it.
        mutating func compact() {
            guard first > 64, first * 2 > elements.count else { return }
            elements.removeFirst(first)
            first = 0
        }
    }

    private var lines: [String: Line] = [:]
    /// The lanes that wait, the next one first. As a ring: what is before `next` is over.
    private var turns: [String] = []
    private var next = 0
    private(set) var count = 0

    var isEmpty: Bool { count == 0 }

    mutating func append(_ element: Element, of lane: String) {
        count += 1
        if lines[lane] == nil { turns.append(lane) }
        lines[lane, default: Line()].elements.append(element)
    }

    mutating func removeFirst() -> Element? {
        guard next < turns.count else { return nil }
        let lane = turns[next]
        next += 1
        // The line is taken out while it changes, so that it is not copied.
        guard var line = lines.removeValue(forKey: lane) else { return nil }
        count -= 1
        let element = line.elements[line.first]
        line.first += 1
        if line.first < line.elements.count {
            line.compact()
            lines[lane] = line
            turns.append(lane)
        }
        if next > 64, next * 2 > turns.count {
            turns.removeFirst(next)
            next = 0
        }
        return element
    }
}
