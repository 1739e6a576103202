package import AccessModel

extension Timestamp {
    /// Parses an instant as ``DateTime`` does, with a zone or without. Nil also where it is out of a timestamp's range.
    package init?(dateTime text: String) {
        guard let parsed = DateTime(text) else { return nil }
        let (nanoseconds, overflow) = parsed.seconds.multipliedReportingOverflow(by: 1_000_000_000)
        let (sum, overflows) = nanoseconds.addingReportingOverflow(parsed.nanoseconds)
        guard !overflow, !overflows else { return nil }
        self.init(nanoseconds: sum)
    }
}
