package import AccessModel

/// How fast callers may ask whose names strangers make up: ids that nobody has proved, addresses.
package struct SharedRates<Key: Hashable & Sendable>: Sendable {
    /// INVARIANT (strangers take no memory): names share these buckets, those of nobody among them, so that one that
    /// exists is not told from one that does not. Which names share one is another in every process.
    private static var bucketCount: UInt { 1_024 }

    private let rates: RequestRates<Int>

    /// - Parameter rate: requests a minute, all of which may come at once.
    package init(perMinute rate: Int, clock: @escaping MonotonicNow) {
        rates = RequestRates(perMinute: rate, clock: clock)
    }

    /// - Parameter rate: requests a second, of which two seconds' worth may come at once.
    package init(perSecond rate: Int, clock: @escaping MonotonicNow) {
        rates = RequestRates(perSecond: rate, clock: clock)
    }

    /// Fails where a request would come too soon. Charges nothing.
    package func check(_ key: Key) throws(RateExceeded) { try rates.check(Self.bucket(of: key)) }

    /// Charges a request, and fails where it comes too soon.
    package func charge(_ key: Key) throws(RateExceeded) { try rates.charge(Self.bucket(of: key)) }

    package static func bucket(of key: Key) -> Int { Int(UInt(bitPattern: key.hashValue) % bucketCount) }
}
