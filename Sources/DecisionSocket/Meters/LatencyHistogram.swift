/// Counts durations in buckets whose width grows with the duration: 32 to each doubling, about 3% wide.
///
/// Recording is an increment; it allocates nothing and has one owner. Merging is addition.
package struct LatencyHistogram: Sendable {
    private static let precision = 5
    /// Up to 2^37 ns, 137 seconds; longer counts as that.
    private static let longest = 37
    private static let bucketCount = (longest - precision + 1) << precision

    private var buckets = [UInt64](repeating: 0, count: bucketCount)
    package private(set) var count: UInt64 = 0
    /// In nanoseconds; wraps after 584 years of waiting.
    package private(set) var sum: UInt64 = 0

    package init() {}

    package mutating func record(nanoseconds: Int64) {
        let value = UInt64(max(0, nanoseconds))
        buckets[Self.index(of: value)] += 1
        count += 1
        sum &+= value
    }

    package mutating func merge(_ other: Self) {
        for index in buckets.indices { buckets[index] += other.buckets[index] }
        count += other.count
        sum &+= other.sum
    }

    /// The upper bound, in nanoseconds, of the bucket in which the `fraction` of all durations is reached; zero of none.
    package func quantile(_ fraction: Double) -> UInt64 {
        guard count > 0 else { return 0 }
        let rank = UInt64((Double(count) * fraction).rounded(.up))
        var seen: UInt64 = 0
        for (index, bucket) in buckets.enumerated() {
            seen += bucket
            if seen >= rank, bucket > 0 { return Self.upperBound(of: index) }
        }
        return Self.upperBound(of: buckets.count - 1)
    }

    /// How many durations are at most so many nanoseconds, to the width of a bucket.
    package func count(upTo nanoseconds: UInt64) -> UInt64 {
        var total: UInt64 = 0
        for (index, bucket) in buckets.enumerated() where Self.upperBound(of: index) <= nanoseconds {
            total += bucket
        }
        return total
    }

    private static func index(of value: UInt64) -> Int {
        let magnitude = UInt64.bitWidth - value.leadingZeroBitCount
        guard magnitude > precision else { return Int(value) }
        guard magnitude <= longest else { return bucketCount - 1 }
        // The leading one is implied by the octave; the five bits after it choose the bucket.
        let octave = magnitude - precision
        return octave << precision + Int(value >> UInt64(octave - 1)) & (1 << precision - 1)
    }

    private static func upperBound(of index: Int) -> UInt64 {
        let octave = index >> precision
        guard octave > 0 else { return UInt64(index) }
        let mantissa = UInt64(1 << precision | index & (1 << precision - 1))
        return (mantissa + 1) << UInt64(octave - 1) - 1
    }
}
