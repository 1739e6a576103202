import DecisionSocket
import Foundation
import Histogram
import Testing

@testable import Rollcall

@Suite("The benchmark's report")
struct BenchReportTests {
    private func report(rowsPerHalving: Int = 1) throws -> BenchReport {
        var latencies = BenchLoad.emptyHistogram
        for microseconds in 1...1_000 { latencies.record(UInt64(microseconds) * 1_000) }
        let body = #"{"decision":true,"context":{"reason":"granted"}}"#
        let answer = try BenchAnswer(DecisionResponse(status: 200, headers: [], body: Array(body.utf8)))
        return BenchReport(latencies: latencies, seconds: 2, answer: answer, rowsPerHalving: rowsPerHalving)
    }

    @Test func `it is a summary and HdrHistogram's distribution`() throws {
        let lines = try report().text.split(separator: "\n").map(String.init)
        #expect(lines[0] == "1000 answers in 2 s, 500 a second; each is permit, granted")
        #expect(lines[1].hasPrefix("µs: p50 500."))
        let heading = ["Value", "Percentile", "TotalCount", "1/(1-Percentile)"]
        #expect(lines[2].split(separator: " ").map(String.init) == heading)
        let rows = lines[3...].prefix { !$0.hasPrefix("#") }.map { $0.split(separator: " ").compactMap { Double($0) } }
        let median = try #require(rows.first { $0[1] == 0.5 })
        #expect(median[2] == 500)
        #expect(median[3] == 2)
        #expect(rows.last?[1] == 1)
        #expect(rows.last?[2] == 1_000)
    }

    @Test func `more rows show the same`() throws {
        let count = try report().text.split(separator: "\n").count
        #expect(try report(rowsPerHalving: 5).text.split(separator: "\n").count > 2 * count)
    }

    @Test func `as JSON it has every bucket`() throws {
        let json = try JSONSerialization.jsonObject(with: Data(report().json().utf8)) as? [String: Any]
        let buckets = try #require(json?["buckets"] as? [[String: Int]])
        #expect(buckets.compactMap { $0["count"] }.reduce(0, +) == 1_000)
        #expect(buckets.compactMap { $0["ns"] } == buckets.compactMap { $0["ns"] }.sorted())
        #expect(json?["count"] as? Int == 1_000)
        #expect(json?["outcome"] as? String == "permit")
    }

    @Test func `an answer about nobody is told from others, for checks and for claims`() throws {
        for (body, isAboutNobody) in [
            (#"{"decision":false,"context":{"reason":"unknown_subject"}}"#, true),
            (#"{"decision":false,"context":{"reason":"no_role"}}"#, false),
            (#"{"outcome":"deny","reason":"unknown_subject"}"#, true),
            (#"{"outcome":"permit","reason":"granted"}"#, false),
        ] {
            let response = DecisionResponse(status: 200, headers: [], body: Array(body.utf8))
            #expect(try BenchAnswer(response).isAboutNobody == isAboutNobody)
        }
    }
}
