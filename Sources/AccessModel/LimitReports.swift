import Synchronization

/// Counts how often each limit was reached and by whom, and says so at a bounded rate.
///
/// Cheap enough to be called for every request that is refused: a lock and an addition.
package final class LimitReports: Sendable {
    /// A limit that was reached since the last report of it.
    package struct Report: Hashable, Sendable {
        /// As the manual's table names it, which is the setting where there is one: `scim.max_requests_per_second`.
        package let limit: String
        /// Who reached it: the id of a connection or a client, or `other`.
        package let holder: String
        /// How often, since the process began.
        package let count: UInt64
    }

    private struct Key: Hashable {
        let limit: String
        let holder: String
    }

    private struct Entry {
        var count: UInt64 = 0
        var reported: ContinuousClock.Instant?
    }

    /// INVARIANT (bounded): pairs of limit and holder beyond these are counted together, as `other`.
    private static let capacity = 1_024
    private static let other = "other"

    private let interval: Duration
    private let clock: MonotonicNow?
    private let report: @Sendable (Report) -> Void
    private let entries = Mutex<[Key: Entry]>([:])

    /// Reports each limit once for each holder in an interval.
    package init(
        every interval: Duration = .seconds(60),
        clock: @escaping MonotonicNow,
        _ report: @escaping @Sendable (Report) -> Void
    ) {
        self.interval = interval
        self.clock = clock
        self.report = report
    }

    /// Counts, and reports nothing.
    package init() {
        interval = .zero
        clock = nil
        report = { _ in }
    }

    /// - Parameters:
    ///   - limit: one of the few that the program has.
    ///   - holder: something that exists, never what a stranger made up.
    package func reached(_ limit: String, by holder: String = "other") {
        let instant = clock?()
        let due = entries.withLock { entries -> Report? in
            var key = Key(limit: limit, holder: holder)
            if entries[key] == nil, entries.count >= Self.capacity { key = Key(limit: limit, holder: Self.other) }
            var entry = entries[key] ?? Entry()
            entry.count += 1
            defer { entries[key] = entry }
            guard let instant, entry.reported.map({ $0.duration(to: instant) >= interval }) ?? true else { return nil }
            entry.reported = instant
            return Report(limit: key.limit, holder: key.holder, count: entry.count)
        }
        if let due { report(due) }
    }

    /// Everything that was reached, in the order of limits and holders.
    package var reports: [Report] {
        entries.withLock { entries in
            entries.map { Report(limit: $0.limit, holder: $0.holder, count: $1.count) }
        }.sorted { ($0.limit, $0.holder) < ($1.limit, $1.holder) }
    }
}
