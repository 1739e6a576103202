package import AccessModel

extension Timestamp {
    /// Parses `2026-11-25T09:30:00Z`, with an optional fraction and any zone; no zone means UTC. Nil for what a timestamp
    /// cannot hold, too.
    package init?(dateTime text: String) {
        guard let instant = DateTime(text), Self.seconds.contains(instant.seconds) else { return nil }
        self.init(nanoseconds: instant.seconds * 1_000_000_000 + instant.nanoseconds)
    }

    private static let seconds: Range<Int64> = -9_000_000_000..<9_000_000_000
}
