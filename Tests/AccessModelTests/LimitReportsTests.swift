import AccessModel
import Synchronization
import TestSupport
import Testing

@Suite struct `Limits that are reached` {
    private typealias Report = LimitReports.Report

    @Test func `are said once in an interval for each holder, and all of them counted`() {
        let clock = SteppingClock()
        let said = Mutex<[String]>([])
        let reports = LimitReports(clock: { clock.monotonicNow() }) { report in
            said.withLock { $0.append("\(report.limit) \(report.holder) \(report.count)") }
        }
        for _ in 0..<3 { reports.reached("rate", by: "a") }
        reports.reached("rate", by: "b")
        clock.advance(by: .seconds(61))
        reports.reached("rate", by: "a")
        #expect(said.withLock { $0 } == ["rate a 1", "rate b 1", "rate a 4"])
        #expect(reports.reports.map(\.count) == [4, 1])
    }

    @Test func `are counted together where too many reach them`() {
        let reports = LimitReports()
        for number in 0..<3_000 { reports.reached("rate", by: "\(number)") }
        #expect(reports.reports.count == 1_025)
        #expect(reports.reports.reduce(0) { $0 + $1.count } == 3_000)
        #expect(reports.reports.first { $0.holder == "other" }?.count == 1_976)
    }
}
