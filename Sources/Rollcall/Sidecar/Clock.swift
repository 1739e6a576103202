import AccessModel
import Foundation

extension Timestamp {
    /// The wall clock, to a microsecond or better: the one place that reads it for the whole program.
    static let now: Now = { Timestamp(nanoseconds: Int64(Date().timeIntervalSince1970 * 1e9)) }
}

extension ContinuousClock {
    /// The machine's monotonic clock: the one place that reads it for the whole program.
    static let monotonicNow: MonotonicNow = { ContinuousClock.now }
}
