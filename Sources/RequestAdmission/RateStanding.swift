package import AccessModel
package import HTTPTypes

/// How much a caller may still ask.
package struct RateStanding: Equatable, Sendable {
    /// Requests that may come at once.
    package let limit: Int
    /// Of these, what is left.
    package let remaining: Int
    /// How long until all of them are there again, if nothing is asked.
    package let untilFull: Duration

    /// As clients of the hosted product read it; the instant in seconds since 1970.
    package func write(to headers: inout HTTPFields, at now: Timestamp) {
        let reset = now + untilFull
        let fields = ["Limit": "\(limit)", "Remaining": "\(remaining)", "Reset": "\(reset.secondsRoundedUp)"]
        for (name, value) in fields {
            if let name = HTTPField.Name("X-RateLimit-\(name)") { headers[name] = value }
        }
    }
}

extension RateExceeded {
    /// What a 429 says about when to come again.
    package func write(to headers: inout HTTPFields, at now: Timestamp) {
        standing.write(to: &headers, at: now)
        headers[.retryAfter] = "\(seconds)"
    }
}

extension Timestamp {
    fileprivate var secondsRoundedUp: Int64 { (self + .nanoseconds(999_999_999)).seconds }
}
