import DecisionSocket
import Dispatch
import Foundation
import Histogram

/// The same question on every connection, over and over.
struct BenchLoad: Sendable {
    var socket: String
    var path: String
    var body: [UInt8]
    /// Time between two questions of a connection that are due; nil asks again at once.
    var interval: Duration?
    var duration: Duration

    /// Latencies in nanoseconds, up to a minute, to three digits.
    static var emptyHistogram: Histogram<UInt64> {
        Histogram(highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)
    }

    /// Asks once; what is measured afterwards is the time that this answer takes.
    func probe() async throws -> BenchAnswer {
        let response: DecisionResponse
        do {
            let client = try await DecisionClient(path: socket)
            response = try await client.send("POST", path, body: body)
            await client.close()
        } catch {
            throw CommandFailure("\(error)")
        }
        try Self.check(response)
        return try BenchAnswer(response)
    }

    /// Asks on so many connections for the whole duration, each on a thread of its own; returns all their latencies.
    func run(connections: Int) async throws -> Histogram<UInt64> {
        let request = request
        return try await withThrowingTaskGroup(of: Histogram<UInt64>.self) { group in
            for _ in 0..<connections { group.addTask { try await measure(request) } }
            var total = Self.emptyHistogram
            for try await latencies in group { total.add(latencies) }
            return total
        }
    }

    /// The bytes of the question, made once.
    private var request: [UInt8] {
        let head = "POST \(path) HTTP/1.1\r\nHost: rollcall\r\nContent-Type: application/json\r\n"
        return Array("\(head)Content-Length: \(body.count)\r\n\r\n".utf8) + body
    }

    private func measure(_ request: [UInt8]) async throws -> Histogram<UInt64> {
        try await withCheckedThrowingContinuation { finished in
            Thread.detachNewThread { finished.resume(with: Result { try ask(request) }) }
        }
    }

    /// The first tenth of the duration is a warm-up.
    private func ask(_ request: [UInt8]) throws -> Histogram<UInt64> {
        var connection = try BenchConnection.open(socket, request: request)
        var latencies = Self.emptyHistogram
        let nanoseconds = UInt64(duration / .nanoseconds(1))
        let interval = interval.map { UInt64($0 / .nanoseconds(1)) }
        let measuredFrom = Self.now + nanoseconds / 10
        let end = measuredFrom + nanoseconds
        var due = Self.now
        while due < end {
            if interval != nil { Self.wait(until: due) }
            try connection.ask()
            let now = Self.now
            if due >= measuredFrom { latencies.record(max(1, now - due)) }
            due = interval.map { due + $0 } ?? Self.now
        }
        return latencies
    }

    private static var now: UInt64 { DispatchTime.now().uptimeNanoseconds }

    /// Sleeps for all but the last stretch, because a sleep ends late and that would be measured too.
    private static func wait(until due: UInt64) {
        let stretch: UInt64 = 200_000
        let now = now
        if due > now + stretch { Thread.sleep(forTimeInterval: Double(due - now - stretch) / 1e9) }
        while Self.now < due {}
    }

    private static func check(_ response: DecisionResponse) throws(CommandFailure) {
        guard response.status == 200 else {
            throw CommandFailure("the server answered \(response.status): \(response.text)")
        }
    }
}

/// What the server says to the question that is measured.
struct BenchAnswer {
    private struct Body: Decodable {
        struct Context: Decodable {
            var reason: String?
        }

        var decision: Bool?
        var outcome: String?
        var reason: String?
        var context: Context?
    }

    /// `permit` or `deny`.
    let verdict: String
    let reason: String

    init(_ response: DecisionResponse) throws(CommandFailure) {
        guard let body = try? JSONDecoder().decode(Body.self, from: Data(response.body)),
            let verdict = body.outcome ?? body.decision.map({ $0 ? "permit" : "deny" }),
            let reason = body.reason ?? body.context?.reason
        else { throw CommandFailure("the server's answer is not understood: \(response.text)") }
        self.verdict = verdict
        self.reason = reason
    }

    var isAboutNobody: Bool { reason == "unknown_subject" }
}
