import AccessModel
import HTTPTypes
import RequestAdmission
import TestSupport
import Testing

private let noon = Timestamp(seconds: 1_900_000_000)

@Suite struct `A rate of requests` {
    private let clock = SteppingClock()

    private func rates(perSecond rate: Int?, revocations: Int? = nil) -> RequestRates<String> {
        RequestRates(perSecond: rate, revocationsPerSecond: revocations, clock: { [clock] in clock.monotonicNow() })
    }

    @Test func `lets two seconds' worth come at once, and no more`() throws {
        let rates = rates(perSecond: 2)
        let standings = try (0..<4).map { _ in try rates.charge("a") }
        #expect(standings.map(\.?.remaining) == [3, 2, 1, 0])
        #expect(standings.map(\.?.limit) == [4, 4, 4, 4])
        let refusal = #expect(throws: RateExceeded.self) { try rates.charge("a") }
        #expect(refusal?.seconds == 1)
        #expect(refusal?.standing.untilFull == .seconds(2))
    }

    @Test func `fills steadily, and never beyond what it holds`() throws {
        let rates = rates(perSecond: 2)
        for _ in 0..<4 { try rates.charge("a") }
        clock.advance(by: .milliseconds(500))
        #expect(try rates.charge("a")?.remaining == 0)
        clock.advance(by: .seconds(3_600))
        #expect(try rates.charge("a")?.remaining == 3)
    }

    @Test func `is each caller's own`() throws {
        let rates = rates(perSecond: 1)
        for _ in 0..<2 { try rates.charge("a") }
        #expect(throws: RateExceeded.self) { try rates.charge("a") }
        #expect(try rates.charge("b")?.remaining == 1)
    }

    @Test func `counts revocations apart, and holds them up as well`() throws {
        let rates = rates(perSecond: 1, revocations: 2)
        for _ in 0..<2 { try rates.charge("a") }
        #expect(throws: RateExceeded.self) { try rates.charge("a") }
        #expect(try rates.charge("a", .revocation)?.remaining == 3)
        for _ in 0..<3 { try rates.charge("a", .revocation) }
        let refusal = #expect(throws: RateExceeded.self) { try rates.charge("a", .revocation) }
        #expect(refusal?.isRevocation == true)
    }

    @Test func `refuses before it knows the cost only where nothing at all is left`() throws {
        let rates = rates(perSecond: 1, revocations: 1)
        for _ in 0..<2 { try rates.charge("a") }
        try rates.check("a")
        for _ in 0..<2 { try rates.charge("a", .revocation) }
        #expect(throws: RateExceeded.self) { try rates.check("a") }
        clock.advance(by: .seconds(1))
        try rates.check("a")
    }

    @Test func `counts revocations with the rest where they have no rate`() throws {
        let rates = rates(perSecond: 1)
        for _ in 0..<2 { try rates.charge("a", .revocation) }
        #expect(throws: RateExceeded.self) { try rates.charge("a") }
    }

    @Test func `lets a cost through that is larger than its bucket, and then nothing until that is paid`() throws {
        let rates = rates(perSecond: 10, revocations: 10)
        #expect(try rates.charge("a", RequestCost(requests: 100))?.remaining == 0)
        clock.advance(by: .seconds(8))
        #expect(throws: RateExceeded.self) { try rates.charge("a") }
        #expect(try rates.charge("a", .revocation)?.remaining == 19)
        clock.advance(by: .milliseconds(101))
        #expect(try rates.charge("a")?.remaining == 0)
    }

    @Test func `charges all of a mixed cost or nothing`() throws {
        let rates = rates(perSecond: 1, revocations: 1)
        for _ in 0..<2 { try rates.charge("a", .revocation) }
        #expect(throws: RateExceeded.self) { try rates.charge("a", RequestCost(requests: 1, revocations: 1)) }
        #expect(try rates.charge("a")?.remaining == 1)
    }

    @Test func `a minute's worth may come at once where it is counted by minutes`() throws {
        let rates = RequestRates<Int>(perMinute: 3, clock: { [clock] in clock.monotonicNow() })
        for _ in 0..<3 { try rates.charge(1) }
        let refusal = #expect(throws: RateExceeded.self) { try rates.charge(1) }
        #expect(refusal?.seconds == 20)
        clock.advance(by: .seconds(20))
        #expect(try rates.charge(1) != nil)
    }

    @Test func `is none where none is set`() throws {
        let rates = rates(perSecond: nil)
        for _ in 0..<1_000 { #expect(try rates.charge("a") == nil) }
    }

    @Test func `forgets nobody who is not at rest`() throws {
        let rates = rates(perSecond: 1)
        for _ in 0..<2 { try rates.charge("a") }
        for number in 0..<5_000 { try rates.charge("\(number)") }
        #expect(throws: RateExceeded.self) { try rates.charge("a") }
    }

    @Test func `is shared by strangers, so that names that are made up take no memory`() throws {
        let rates = SharedRates<String>(perMinute: 1, clock: { [clock] in clock.monotonicNow() })
        let passed = (0..<5_000).count { number in (try? rates.charge("stranger-\(number)")) != nil }
        #expect(passed <= 1_024)
    }

    @Test func `is told in the headers that clients know`() throws {
        let rates = rates(perSecond: 2)
        var headers = HTTPFields()
        try rates.charge("a")?.write(to: &headers, at: noon + .milliseconds(250))
        #expect(headers.value("X-RateLimit-Limit") == "4")
        #expect(headers.value("X-RateLimit-Remaining") == "3")
        #expect(headers.value("X-RateLimit-Reset") == "1900000001")
        #expect(headers[.retryAfter] == nil)
    }
}
