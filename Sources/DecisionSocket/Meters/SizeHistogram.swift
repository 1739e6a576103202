/// Counts sizes in bytes between the limits that proxies and servers commonly set for a header.
package struct SizeHistogram: Sendable {
    /// Upper bounds; what is larger is in the last bucket, which has none.
    package static let bounds = [512, 1_024, 2_048, 4_096, 6_144, 8_192, 16_384, 32_768, 65_536, 131_072]

    private var buckets = [UInt64](repeating: 0, count: bounds.count + 1)
    package private(set) var count: UInt64 = 0
    package private(set) var sum: UInt64 = 0

    package init() {}

    package mutating func record(bytes: Int) {
        buckets[Self.bounds.firstIndex { bytes <= $0 } ?? Self.bounds.count] += 1
        count += 1
        sum += UInt64(bytes)
    }

    package mutating func merge(_ other: Self) {
        for index in buckets.indices { buckets[index] += other.buckets[index] }
        count += other.count
        sum += other.sum
    }

    /// How many sizes are at most the bound of each bucket, the smallest bound first.
    package var cumulative: [(bound: Int, count: UInt64)] {
        var total: UInt64 = 0
        return zip(Self.bounds, buckets).map { bound, count in
            total += count
            return (bound, total)
        }
    }
}
