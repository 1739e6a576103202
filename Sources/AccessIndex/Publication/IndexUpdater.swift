package import AccessModel

/// Keeps the published snapshot at the head of the feed. The one writer.
package struct IndexUpdater: Sendable {
    /// What happened, for logs and metrics.
    package enum Event: Sendable {
        /// Change sets up to `revision` are published.
        case applied(Revision, changeSets: Int)
        /// The feed cannot continue from `revision`: a gap, another epoch, or older than what is retained.
        case rebuilding(from: Revision)
        /// A snapshot taken anew is published.
        case rebuilt(Revision)
        /// The feed failed; it is asked again after a pause, and until then `asOf` stands still.
        case failed(any Error, retryAfter: Duration)
    }

    private let feed: any ChangeFeed
    private let publisher: SnapshotPublisher
    private let pollInterval: Duration
    private let sleep: @Sendable (Duration) async throws -> Void
    private let now: Now
    private let report: @Sendable (Event) -> Void

    /// - Parameter sleep: returns after the duration, and throws as soon as the task is cancelled. Where ``run()`` has an
    ///   executor of its own, by no other thread than that.
    package init(
        feed: any ChangeFeed,
        publisher: SnapshotPublisher,
        pollInterval: Duration,
        sleep: @escaping @Sendable (Duration) async throws -> Void,
        now: @escaping Now,
        report: @escaping @Sendable (Event) -> Void
    ) {
        self.feed = feed
        self.publisher = publisher
        self.pollInterval = pollInterval
        self.sleep = sleep
        self.now = now
        self.report = report
    }

    /// Builds a snapshot of all that is committed.
    package static func load(from feed: any ChangeFeed) async throws -> IndexSnapshot {
        let assembly = SnapshotAssembly()
        let revision = try await feed.snapshot { change in assembly.apply(change) }
        return assembly.finish(at: revision)
    }

    /// Follows the feed until cancelled. Failures are reported and retried.
    ///
    /// INVARIANT (the feed cannot be starved): all of this runs in the calling task and its children, and so on the
    /// executor that the caller prefers.
    package func run() async {
        let (looks, bell) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        bell.yield()
        await withTaskGroup { group in
            group.addTask { await ringOnHints(bell) }
            group.addTask { await ringOnInterval(bell) }
            await follow(looks)
            group.cancelAll()
        }
    }

    /// The stream of hints may end at any time; another is asked for.
    private func ringOnHints(_ bell: AsyncStream<Void>.Continuation) async {
        while !Task.isCancelled {
            for await _ in feed.hints() { bell.yield() }
            try? await sleep(pollInterval)
        }
    }

    private func ringOnInterval(_ bell: AsyncStream<Void>.Continuation) async {
        while !Task.isCancelled {
            try? await sleep(pollInterval)
            bell.yield()
        }
    }

    private func follow(_ looks: AsyncStream<Void>) async {
        var pause = RetryPause()
        for await _ in looks {
            while !Task.isCancelled {
                do {
                    try await catchUp()
                    pause.reset()
                    break
                } catch {
                    if Task.isCancelled { return }
                    let next = pause.next()
                    report(.failed(error, retryAfter: next))
                    try? await sleep(next)
                }
            }
        }
    }

    private func catchUp() async throws {
        while try await isBehindAfterPage() {}
    }

    /// Reads one page and publishes it; true where more is known to follow.
    ///
    /// INVARIANT (age): a page that reaches the head says that everything committed when the reading began is held, and
    /// no other does. A store that is busy has pages that reach it, too, but hardly ever empty ones.
    private func isBehindAfterPage() async throws -> Bool {
        let began = now()
        let current = publisher.current
        switch try await feed.changes(after: current.revision, limit: Self.pageSize) {
        case .snapshotRequired:
            try await rebuild(instead: current)
            return false
        case .changeSets(let sets, let reachesHead) where sets.isEmpty:
            if reachesHead { publisher.confirm(asOf: began) }
            return false
        case .changeSets(let sets, let reachesHead):
            guard Self.follow(current.revision, sets) else {
                try await rebuild(instead: current)
                return false
            }
            publisher.publish(current.applying(sets), asOf: reachesHead ? began : nil)
            report(.applied(sets[sets.count - 1].revision, changeSets: sets.count))
            return !reachesHead
        }
    }

    // INVARIANT (no gap): what does not follow number by number is never applied.
    private static func follow(_ revision: Revision, _ sets: [ChangeSet]) -> Bool {
        var expected = revision
        for set in sets {
            expected = expected.next
            if set.revision != expected { return false }
        }
        return true
    }

    private func rebuild(instead current: IndexSnapshot) async throws {
        report(.rebuilding(from: current.revision))
        let began = now()
        let snapshot = try await Self.load(from: feed)
        publisher.publish(snapshot, asOf: began)
        report(.rebuilt(snapshot.revision))
    }

    private static let pageSize = 512
}
