extension Duration {
    /// Parses `500ms`, `30s`, `10m`, `24h`, `30d`, or whole seconds without a unit. Positive, up to ten years.
    init?(text: String) {
        let units: [(String, milliseconds: Int64)] = [
            ("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000),
        ]
        let (suffix, factor) = units.first { text.hasSuffix($0.0) } ?? ("", 1_000)
        let tenYears: Int64 = 315_360_000_000
        guard let amount = Int64(text.dropLast(suffix.count)), amount > 0 else { return nil }
        let (milliseconds, overflow) = amount.multipliedReportingOverflow(by: factor)
        guard !overflow, milliseconds <= tenYears else { return nil }
        self = .milliseconds(milliseconds)
    }
}
