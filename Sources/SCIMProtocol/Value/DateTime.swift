/// An instant written as xsd:dateTime, which SCIM compares as an instant and not as text.
struct DateTime: Comparable, Sendable {
    /// Since 1970-01-01T00:00:00Z.
    let seconds: Int64
    /// Of that second.
    let nanoseconds: Int64

    /// Parses `YYYY-MM-DDThh:mm:ss`, with an optional fraction and an optional zone; no zone means UTC. Nil for a day or a
    /// time that there is not.
    ///
    /// Years run from 0001 to 9999, hours to 23: midnight belongs to the day that it begins. A leap second is one where it
    /// can be, at the end of June or December in UTC, and the same instant as the second after it.
    init?(_ text: String) {
        var cursor = Cursor(rest: Substring(text).utf8[...])
        guard let year = cursor.number(4), year >= 1, cursor.skip("-"),
            let month = cursor.number(2), 1...12 ~= month, cursor.skip("-"),
            let day = cursor.number(2), 1...Self.days(of: month, in: year) ~= day, cursor.skip("T"),
            let hour = cursor.number(2), hour <= 23, cursor.skip(":"),
            let minute = cursor.number(2), minute <= 59, cursor.skip(":"),
            let second = cursor.number(2), second <= 60,
            let fraction = cursor.fraction(), let offset = cursor.offset(), cursor.rest.isEmpty
        else { return nil }
        let days = Self.daysSince1970(year: year, month: month, day: day)
        let seconds = days * 86_400 + hour * 3_600 + minute * 60 + second - offset
        guard second < 60 || Self.beginsHalfYear(seconds, near: year) else { return nil }
        self.seconds = seconds
        nanoseconds = second < 60 ? fraction : 0
    }

    static func < (left: Self, right: Self) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }

    private static func days(of month: Int64, in year: Int64) -> Int64 {
        switch month {
        case 2: year.isMultiple(of: 4) && (!year.isMultiple(of: 100) || year.isMultiple(of: 400)) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// Whether the instant is the first of a January or a July in UTC: before it there may be a leap second.
    private static func beginsHalfYear(_ seconds: Int64, near year: Int64) -> Bool {
        [(year, 1), (year, 7), (year + 1, 1)].contains { year, month in
            daysSince1970(year: year, month: month, day: 1) * 86_400 == seconds
        }
    }

    /// The proleptic Gregorian calendar, by Howard Hinnant's `days_from_civil`, for years 0 to 9999.
    private static func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shifted = month <= 2 ? year - 1 : year
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}

private struct Cursor {
    var rest: Substring.UTF8View

    mutating func number(_ digits: Int) -> Int64? {
        let field = rest.prefix(digits)
        guard field.count == digits, field.allSatisfy({ 0x30...0x39 ~= $0 }) else { return nil }
        rest = rest[field.endIndex...]
        return field.reduce(0) { $0 * 10 + Int64($1 - 0x30) }
    }

    mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard let byte = rest.first, byte.asciiLowercased == UInt8(ascii: scalar).asciiLowercased else { return false }
        rest = rest.dropFirst()
        return true
    }

    /// Nanoseconds; digits beyond the ninth are dropped.
    mutating func fraction() -> Int64? {
        guard skip(".") else { return 0 }
        let digits = rest.prefix { 0x30...0x39 ~= $0 }
        guard !digits.isEmpty else { return nil }
        rest = rest[digits.endIndex...]
        let value = digits.prefix(9).reduce(Int64(0)) { $0 * 10 + Int64($1 - 0x30) }
        return (0..<max(0, 9 - digits.count)).reduce(value) { value, _ in value * 10 }
    }

    /// Seconds east of UTC.
    mutating func offset() -> Int64? {
        if rest.isEmpty || skip("Z") { return 0 }
        let sign: Int64 = rest.first == UInt8(ascii: "-") ? -1 : 1
        guard skip("+") || skip("-"), let hours = number(2), hours <= 14, skip(":"), let minutes = number(2),
            minutes <= 59
        else { return nil }
        return sign * (hours * 3_600 + minutes * 60)
    }
}
