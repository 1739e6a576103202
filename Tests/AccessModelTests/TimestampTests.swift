import AccessModel
import Foundation
import Testing

@Suite("Timestamps")
struct TimestampTests {
    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"),
        (-1_000_000, "1969-12-31T23:59:59.999Z"),
        (951_782_400_125_999_999, "2000-02-29T00:00:00.125Z"),
        (4_107_542_399_000_000_000, "2100-02-28T23:59:59.000Z"),
        (4_107_542_400_000_000_000, "2100-03-01T00:00:00.000Z"),
    ])
    func `an instant is written as RFC 3339 in UTC`(nanoseconds: Int, text: String) {
        #expect(Timestamp(nanoseconds: Int64(nanoseconds)).description == text)
    }

    @Test func `random instants are written as Foundation writes them`() {
        var generator = SplitMix64(seed: 11)
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: false)
        for _ in 0..<2_000 {
            let seconds = Int64.random(in: -9_000_000_000...9_000_000_000, using: &generator)
            let expected = Date(timeIntervalSince1970: TimeInterval(seconds)).formatted(style)
            #expect(Timestamp(seconds: seconds).description == expected.replacing("Z", with: ".000Z"))
        }
    }

    @Test func `intervals add and subtract`() {
        let start = Timestamp(seconds: 100)
        #expect((start + .milliseconds(1_500)).since(start) == .milliseconds(1_500))
        #expect(start < start + .nanoseconds(1))
    }
}
