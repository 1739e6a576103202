/// How long to wait after a failure: twice as long after each, up to a limit.
struct RetryPause {
    private static let first = Duration.milliseconds(100)
    private static let longest = Duration.seconds(5)

    private var upcoming = first

    mutating func next() -> Duration {
        defer { upcoming = min(upcoming * 2, Self.longest) }
        return upcoming
    }

    mutating func reset() {
        upcoming = Self.first
    }
}
