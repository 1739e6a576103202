import AccessModel
import SCIMProtocol
import Testing

@Suite struct `An instant of RFC 3339` {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:59Z", 951_868_799), ("2024-02-29t12:00:00z", 1_709_208_000),
            ("2026-12-31T23:59:59-14:00", 1_798_811_999), ("2026-11-28T10:00:00", 1_795_860_000),
            ("2016-12-31T23:59:60Z", 1_483_228_800), ("2017-01-01T00:59:60.5+01:00", 1_483_228_800),
            ("2016-12-31T15:59:60-08:00", 1_483_228_800), ("2015-06-30T23:59:60Z", 1_435_708_800),
        ] as [(String, Int64)]
    )
    func `is read`(text: String, seconds: Int64) {
        #expect(Timestamp(dateTime: text) == Timestamp(seconds: seconds))
    }

    @Test(arguments: [
        "2026-02-30T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-32T00:00:00Z",
        "0000-01-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T25:00:00Z", "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:60Z", "2026-12-31T23:59:61Z", "2026-03-31T23:59:60Z", "2026-12-31T23:59:60+01:00",
        "2026-01-01T00:00:00+15:00", "2026-01-01T00:00:00+01:60", "2026-01-01", "2026-01-01T00:00Z",
        "2026-1-1T00:00:00Z", "2026-01-01T00:00:00.Z", "2026-01-01 00:00:00Z", "2026-01-01T00:00:00Zx",
        "+2026-01-01T00:00:00Z", "２０２６-01-01T00:00:00Z", "",
    ])
    func `is refused where there is none`(text: String) {
        #expect(Timestamp(dateTime: text) == nil)
    }

    @Test func `is each day of three and a half centuries, and no other`() {
        let first: Int64 = -2_208_988_800
        for day in 0..<127_835 {
            let instant = Timestamp(seconds: first + 86_400 * Int64(day))
            #expect(Timestamp(dateTime: instant.description) == instant)
        }
        let months = (1900..<2250).flatMap { year in (1...12).map { (year, $0) } }
        let days = months.map { year, month in
            (1...31).count { day in
                let text = "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)T00:00:00Z"
                return Timestamp(dateTime: text) != nil
            }
        }
        #expect(days.reduce(0, +) == 127_835)
    }
}
