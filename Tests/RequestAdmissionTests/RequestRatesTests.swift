import AccessModel
import HTTPTypes
import RequestAdmission
import Testing

private let noon = Timestamp(seconds: 1_900_000_000)

@Suite struct `A rate of requests` {
    @Test func `lets two seconds' worth come at once, and no more`() throws {
        let rates = RequestRates<String>(perSecond: 2)
        let standings = try (0..<4).map { _ in try rates.admit("a", at: noon) }
        #expect(standings.map(\.?.remaining) == [3, 2, 1, 0])
        #expect(standings.map(\.?.limit) == [4, 4, 4, 4])
        let refusal = #expect(throws: RateExceeded.self) { try rates.admit("a", at: noon) }
        #expect(refusal?.seconds == 1)
        #expect(refusal?.standing.reset == noon + .seconds(2))
    }

    @Test func `fills steadily, and never beyond what it holds`() throws {
        let rates = RequestRates<String>(perSecond: 2)
        for _ in 0..<4 { try rates.admit("a", at: noon) }
        #expect(try rates.admit("a", at: noon + .milliseconds(500))?.remaining == 0)
        #expect(try rates.admit("a", at: noon + .seconds(3_600))?.remaining == 3)
    }

    @Test func `is each caller's own`() throws {
        let rates = RequestRates<String>(perSecond: 1)
        for _ in 0..<2 { try rates.admit("a", at: noon) }
        #expect(throws: RateExceeded.self) { try rates.admit("a", at: noon) }
        #expect(try rates.admit("b", at: noon)?.remaining == 1)
    }

    @Test func `holds up nothing that is urgent, and lets that count`() throws {
        let rates = RequestRates<String>(perSecond: 1)
        for _ in 0..<9 { try rates.admit("a", isUrgent: true, at: noon) }
        #expect(throws: RateExceeded.self) { try rates.admit("a", at: noon + .seconds(2)) }
        #expect(try rates.admit("a", at: noon + .seconds(3)) != nil)
    }

    @Test func `gives nothing back when the clock runs backwards`() throws {
        let rates = RequestRates<String>(perSecond: 1)
        for _ in 0..<2 { try rates.admit("a", at: noon) }
        #expect(throws: RateExceeded.self) { try rates.admit("a", at: noon + .seconds(-60)) }
        #expect(throws: RateExceeded.self) { try rates.admit("a", at: noon) }
    }

    @Test func `a minute's worth may come at once where it is counted by minutes`() throws {
        let rates = RequestRates<Int>(perMinute: 3)
        for _ in 0..<3 { try rates.admit(1, at: noon) }
        let refusal = #expect(throws: RateExceeded.self) { try rates.admit(1, at: noon) }
        #expect(refusal?.seconds == 20)
        #expect(try rates.admit(1, at: noon + .seconds(20)) != nil)
    }

    @Test func `is none where none is set`() throws {
        let rates = RequestRates<String>(perSecond: nil)
        for _ in 0..<1_000 { #expect(try rates.admit("a", at: noon) == nil) }
    }

    @Test func `is told in the headers that clients know`() throws {
        let rates = RequestRates<String>(perSecond: 2)
        var headers = HTTPFields()
        try rates.admit("a", at: noon + .milliseconds(250))?.write(to: &headers)
        #expect(headers.value("X-RateLimit-Limit") == "4")
        #expect(headers.value("X-RateLimit-Remaining") == "3")
        #expect(headers.value("X-RateLimit-Reset") == "1900000001")
        #expect(headers[.retryAfter] == nil)
    }
}
