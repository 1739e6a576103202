/// Durations in nanoseconds, and their percentiles.
struct Samples {
    private var values: [Int] = []

    mutating func measure<Result>(_ clock: ContinuousClock, _ body: () -> Result) -> Result {
        let start = clock.now
        let result = body()
        add(clock.now - start)
        return result
    }

    mutating func add(_ duration: Duration, dividedBy count: Int = 1) {
        let parts = duration.components
        values.append((Int(parts.seconds) * 1_000_000_000 + Int(parts.attoseconds / 1_000_000_000)) / count)
    }

    func percentile(_ percent: Double) -> Int {
        let sorted = values.sorted()
        return sorted.isEmpty ? 0 : sorted[min(sorted.count - 1, Int(Double(sorted.count) * percent / 100))]
    }
}
