/// An instant as nanoseconds since 1970-01-01T00:00:00Z, leap seconds left out. Good from 1678 to 2262.
///
/// Below the composition root nothing reads a clock by itself: instants arrive as arguments, or from a ``Now`` that was
/// handed in.
package struct Timestamp: Hashable, Sendable, Comparable, Codable {
    package var nanoseconds: Int64

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    package init(seconds: Int64) {
        nanoseconds = seconds * 1_000_000_000
    }

    /// Whole seconds, rounded down.
    package var seconds: Int64 {
        nanoseconds >= 0 ? nanoseconds / 1_000_000_000 : (nanoseconds - 999_999_999) / 1_000_000_000
    }

    package static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    package static func + (instant: Self, interval: Duration) -> Self {
        Self(nanoseconds: instant.nanoseconds + interval.wholeNanoseconds)
    }

    /// How long after `earlier` this instant is; negative where it is before.
    package func since(_ earlier: Self) -> Duration { .nanoseconds(nanoseconds - earlier.nanoseconds) }
}

extension Timestamp: CustomStringConvertible {
    /// RFC 3339 in UTC with milliseconds: `2026-11-23T09:30:00.125Z`.
    package var description: String {
        String(decoding: utf8, as: UTF8.self)
    }

    /// The bytes of ``description``.
    package var utf8: [UInt8] {
        var bytes = [UInt8]()
        bytes.reserveCapacity(24)
        let days = (seconds >= 0 ? seconds : seconds - 86_399) / 86_400
        let second = seconds - days * 86_400
        let date = CivilDate(daysSince1970: days)
        bytes.append(date.year, digits: 4, then: "-")
        bytes.append(date.month, digits: 2, then: "-")
        bytes.append(date.day, digits: 2, then: "T")
        bytes.append(second / 3_600, digits: 2, then: ":")
        bytes.append(second / 60 % 60, digits: 2, then: ":")
        bytes.append(second % 60, digits: 2, then: ".")
        bytes.append((nanoseconds - seconds * 1_000_000_000) / 1_000_000, digits: 3, then: "Z")
        return bytes
    }
}

/// Reads the clock; handed to those who may.
package typealias Now = @Sendable () -> Timestamp

/// Reads a clock that nobody can set and that goes on while the machine sleeps; handed to those who may.
///
/// Rates, ages and durations go by it, so that a step of the wall clock neither stops nor forgives them. Its instants
/// mean nothing to another process, and are never stored.
package typealias MonotonicNow = @Sendable () -> ContinuousClock.Instant

extension Duration {
    /// Rounded towards zero; traps beyond 292 years.
    package var wholeNanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}

/// The proleptic Gregorian calendar, by Howard Hinnant's `civil_from_days`.
private struct CivilDate {
    let year: Int64
    let month: Int64
    let day: Int64

    init(daysSince1970 days: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ value: Int64, digits: Int, then separator: Unicode.Scalar) {
        var divisor: Int64 = 1
        for _ in 1..<digits { divisor *= 10 }
        while divisor > 0 {
            append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / divisor % 10))
            divisor /= 10
        }
        append(UInt8(ascii: separator))
    }
}
