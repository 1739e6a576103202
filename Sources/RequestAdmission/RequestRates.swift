package import AccessModel
import Synchronization

/// How fast each of many callers may ask: a bucket for each that fills at a steady rate.
///
/// Buckets are kept. A key names something that exists, or is one of a few; never what strangers make up.
package final class RequestRates<Key: Hashable & Sendable>: Sendable {
    private struct Bucket {
        /// Below zero where requests passed that are never held up.
        var tokens: Double
        var filled: Timestamp
    }

    /// A second.
    private let rate: Double?
    private let capacity: Double
    private let buckets = Mutex<[Key: Bucket]>([:])

    /// - Parameter rate: requests a second, of which two seconds' worth may come at once; nil for any number.
    package init(perSecond rate: Int?) {
        self.rate = rate.map(Double.init)
        capacity = Double(rate ?? 0) * 2
    }

    /// - Parameter rate: requests a minute, all of which may come at once.
    package init(perMinute rate: Int) {
        self.rate = Double(rate) / 60
        capacity = Double(rate)
    }

    /// Counts a request of a caller, and says what it may still ask; nil where that is anything. Fails where the request
    /// comes too soon, unless it is urgent.
    @discardableResult
    package func admit(
        _ key: Key,
        isUrgent: Bool = false,
        at instant: Timestamp
    ) throws(RateExceeded) -> RateStanding? {
        guard let rate else { return nil }
        let (isAdmitted, tokens) = buckets.withLock { buckets in
            var bucket = buckets[key] ?? Bucket(tokens: capacity, filled: instant)
            let seconds = max(0, instant.since(bucket.filled) / .seconds(1))
            bucket.tokens = min(capacity, bucket.tokens + seconds * rate)
            bucket.filled = max(bucket.filled, instant)
            let isAdmitted = isUrgent || bucket.tokens >= 1
            if isAdmitted { bucket.tokens = max(-capacity, bucket.tokens - 1) }
            buckets[key] = bucket
            return (isAdmitted, bucket.tokens)
        }
        let standing = RateStanding(
            limit: Int(capacity),
            remaining: max(0, Int(tokens)),
            reset: instant + .seconds((capacity - tokens) / rate)
        )
        guard !isAdmitted else { return standing }
        throw RateExceeded(seconds: min(60, max(1, Int(((1 - tokens) / rate).rounded(.up)))), standing: standing)
    }
}

/// A request came too soon.
package struct RateExceeded: Error {
    /// Until it is worth trying again. Whole, because Okta reads nothing else.
    package let seconds: Int
    package let standing: RateStanding
}
