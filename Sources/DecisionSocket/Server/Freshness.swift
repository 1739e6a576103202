package import AccessModel

/// How old the index may be before answers say so, and before there are none.
package struct FreshnessLimits: Hashable, Sendable {
    /// Older than this, answers are marked as degraded.
    package var warn: Duration
    /// Older than this, checks deny and logins are refused.
    package var limit: Duration

    package init(warn: Duration = .seconds(30), limit: Duration = .seconds(300)) {
        self.warn = warn
        self.limit = limit
    }

    package func freshness(asOf: Timestamp, now: Timestamp) -> Freshness {
        let age = now.since(asOf)
        // A clock that was set back makes the age unknown until the feed is looked at again, and an unknown age is no
        // proof of freshness.
        guard age >= .zero - warn, age <= limit else { return .stale }
        return age > warn ? .degraded : .fresh
    }
}

package enum Freshness: String, Hashable, Sendable {
    case fresh, degraded, stale
}
