import Foundation
import Histogram

/// What a benchmark measured: a summary, and the distribution of the latencies as HdrHistogram prints it.
struct BenchReport {
    var latencies: Histogram<UInt64>
    var seconds: Int
    var answer: BenchAnswer
    /// Rows for each halving of the distance to 100%.
    var rowsPerHalving = 1

    private static let percentiles = [50.0, 90, 99, 99.9, 99.99, 100]

    private var perSecond: Int { Int(latencies.totalCount) / seconds }

    /// Values are in microseconds.
    var text: String {
        var distribution = ""
        latencies.outputPercentileDistribution(
            to: &distribution,
            outputValueUnitScalingRatio: 1_000,
            percentileTicksPerHalfDistance: rowsPerHalving
        )
        let quantiles = Self.percentiles.map { percentile in
            let microseconds = Double(latencies.valueAtPercentile(percentile)) / 1_000
            return "p\(Self.name(of: percentile)) \(String(format: "%.1f", microseconds))"
        }
        return """
            \(latencies.totalCount) answers in \(seconds) s, \(perSecond) a second; each is \(answer.verdict), \
            \(answer.reason)
            µs: \(quantiles.joined(separator: "  "))

            \(distribution)
            """
    }

    /// The same, with every bucket that something fell into: the longest latency that it stands for, and how many.
    func json() throws -> String {
        var object: [String: Any] = [
            "count": Int(latencies.totalCount), "seconds": seconds, "outcome": answer.verdict, "reason": answer.reason,
            "buckets": latencies.recordedValues().map { ["ns": Int($0.value), "count": Int($0.count)] },
        ]
        for percentile in Self.percentiles {
            object["p\(Self.name(of: percentile))_ns"] = Int(latencies.valueAtPercentile(percentile))
        }
        return String(
            decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys),
            as: UTF8.self
        )
    }

    private static func name(of percentile: Double) -> String {
        percentile == percentile.rounded() ? String(Int(percentile)) : String(percentile)
    }
}
