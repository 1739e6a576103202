import AccessModel

/// What one caller may still send: tokens that fill at a steady rate up to a capacity.
struct TokenBucket: Sendable {
    struct Shape: Sendable {
        /// Tokens a second.
        let rate: Double
        let capacity: Double
    }

    private let shape: Shape
    /// Below zero where a charge was larger than what was there.
    private var tokens: Double
    private var filled: ContinuousClock.Instant

    /// A full one.
    init(_ shape: Shape, at instant: ContinuousClock.Instant) {
        self.shape = shape
        tokens = shape.capacity
        filled = instant
    }

    var isEmpty: Bool { tokens < 1 }

    var isFull: Bool { tokens >= shape.capacity }

    mutating func fill(until instant: ContinuousClock.Instant) {
        let seconds = max(0, filled.duration(to: instant) / .seconds(1))
        tokens = min(shape.capacity, tokens + seconds * shape.rate)
        filled = max(filled, instant)
    }

    mutating func take(_ count: Int) { tokens -= Double(count) }

    var standing: RateStanding {
        RateStanding(
            limit: Int(shape.capacity),
            remaining: max(0, Int(tokens)),
            untilFull: .seconds((shape.capacity - tokens) / shape.rate)
        )
    }

    /// Seconds until a token is there.
    var wait: Int { max(1, Int(((1 - tokens) / shape.rate).rounded(.up))) }
}
