package import AccessModel
import Synchronization

/// How fast each of many callers may ask: buckets for each that fill at a steady rate.
///
/// Buckets that are full again are dropped once there are many. A key names something that exists, or is one of a few;
/// never what strangers make up, for whom there is ``SharedRates``.
package final class RequestRates<Key: Hashable & Sendable>: Sendable {
    private struct Account {
        var requests: TokenBucket?
        var revocations: TokenBucket?

        var buckets: [TokenBucket] { [requests, revocations].compactMap { $0 } }

        mutating func fill(until instant: ContinuousClock.Instant) {
            requests?.fill(until: instant)
            revocations?.fill(until: instant)
        }
    }

    private struct State {
        var accounts: [Key: Account] = [:]
        var sweepsAt = 1_024

        /// An account whose buckets are full says no more than none.
        mutating func keep(_ account: Account, of key: Key, at instant: ContinuousClock.Instant) {
            accounts[key] = account
            guard accounts.count > sweepsAt else { return }
            accounts = accounts.filter { _, account in
                var account = account
                account.fill(until: instant)
                return !account.buckets.allSatisfy(\.isFull)
            }
            sweepsAt = max(1_024, accounts.count * 2)
        }
    }

    private let requests: TokenBucket.Shape?
    private let revocations: TokenBucket.Shape?
    private let clock: MonotonicNow
    private let state = Mutex(State())

    /// - Parameters:
    ///   - rate: requests a second, of which two seconds' worth may come at once; nil for any number.
    ///   - revocationRate: the same for what takes access away, which has a bucket of its own then; nil where revocations
    ///     are requests like others.
    package init(perSecond rate: Int?, revocationsPerSecond revocationRate: Int? = nil, clock: @escaping MonotonicNow) {
        requests = rate.map { TokenBucket.Shape(rate: Double($0), capacity: Double($0) * 2) }
        revocations = revocationRate.map { TokenBucket.Shape(rate: Double($0), capacity: Double($0) * 2) }
        self.clock = clock
    }

    /// - Parameter rate: requests a minute, all of which may come at once.
    package init(perMinute rate: Int, clock: @escaping MonotonicNow) {
        requests = TokenBucket.Shape(rate: Double(rate) / 60, capacity: Double(rate))
        revocations = nil
        self.clock = clock
    }

    /// Fails where nothing that the caller sends could be charged, whatever it turns out to be. Charges nothing: to be
    /// called before the body of a request is read, where the body decides what the request costs.
    package func check(_ key: Key) throws(RateExceeded) {
        try withAccount(of: key) { account -> Result<Void, RateExceeded> in
            let buckets = account.buckets
            guard !buckets.isEmpty, requests != nil, buckets.allSatisfy(\.isEmpty) else { return .success(()) }
            let next = buckets.min { $0.wait < $1.wait } ?? buckets[0]
            return .failure(RateExceeded(next, isRevocation: false))
        }.get()
    }

    /// Takes what a request costs, and says what the caller may still ask; nil where that is anything. Takes nothing and
    /// fails where a bucket that it needs is empty.
    ///
    /// A cost of many passes where one token is there, and leaves its bucket in debt: otherwise a cost larger than the
    /// bucket would never pass. The debt is at most one cost, which the caller bounds, and is paid before anything else
    /// passes, so that over time nobody gets more than their rate.
    @discardableResult
    package func charge(_ key: Key, _ cost: RequestCost = .request) throws(RateExceeded) -> RateStanding? {
        try withAccount(of: key) { account -> Result<RateStanding?, RateExceeded> in
            let hasOwn = account.revocations != nil
            let asked = cost.requests + (hasOwn ? 0 : cost.revocations)
            let revoked = hasOwn ? cost.revocations : 0
            if asked > 0, let bucket = account.requests, bucket.isEmpty {
                return .failure(RateExceeded(bucket, isRevocation: false))
            }
            if revoked > 0, let bucket = account.revocations, bucket.isEmpty {
                return .failure(RateExceeded(bucket, isRevocation: true))
            }
            account.requests?.take(asked)
            account.revocations?.take(revoked)
            return .success((asked > 0 ? account.requests : account.revocations)?.standing)
        }.get()
    }

    private func withAccount<Value: Sendable>(of key: Key, _ body: (inout Account) -> Value) -> Value {
        let instant = clock()
        return state.withLock { state in
            var account =
                state.accounts[key]
                ?? Account(
                    requests: requests.map { TokenBucket($0, at: instant) },
                    revocations: revocations.map { TokenBucket($0, at: instant) }
                )
            account.fill(until: instant)
            defer { state.keep(account, of: key, at: instant) }
            return body(&account)
        }
    }
}

/// What a request counts as.
package struct RequestCost: Equatable, Sendable {
    package var requests = 0
    /// Operations that may take access away.
    package var revocations = 0

    package static let request = Self(requests: 1)
    package static let revocation = Self(revocations: 1)

    package init(requests: Int = 0, revocations: Int = 0) {
        self.requests = requests
        self.revocations = revocations
    }
}

/// A request came too soon.
package struct RateExceeded: Error {
    /// Until it is worth trying again. Whole, because Okta reads nothing else.
    package let seconds: Int
    package let standing: RateStanding
    /// Whether it is the rate of revocations that was exceeded.
    package let isRevocation: Bool

    init(_ bucket: TokenBucket, isRevocation: Bool) {
        seconds = min(60, bucket.wait)
        standing = bucket.standing
        self.isRevocation = isRevocation
    }
}
