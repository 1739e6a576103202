import DecisionSocket
import Foundation
import Histogram
import NIOCore

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

    /// Asks on so many connections for the whole duration; returns all their latencies.
    func run(connections: Int) async throws -> Histogram<UInt64> {
        var clients: [DecisionClient] = []
        do {
            for _ in 0..<connections { clients.append(try await DecisionClient(path: socket)) }
        } catch {
            throw CommandFailure("\(error)")
        }
        return try await withThrowingTaskGroup(of: Histogram<UInt64>.self) { group in
            for client in clients { group.addTask { try await measure(client) } }
            var total = Self.emptyHistogram
            for try await latencies in group { total.add(latencies) }
            return total
        }
    }

    /// On a thread of its own, because it blocks.
    private func measure(_ client: DecisionClient) async throws -> Histogram<UInt64> {
        try await withCheckedThrowingContinuation { finished in
            Thread.detachNewThread { finished.resume(with: Result { try ask(client) }) }
        }
    }

    /// The first tenth of the duration is a warm-up.
    private func ask(_ client: DecisionClient) throws -> Histogram<UInt64> {
        var latencies = Self.emptyHistogram
        let clock = ContinuousClock()
        let measuredFrom = clock.now + duration / 10
        let end = measuredFrom + duration
        var due = clock.now
        while due < end {
            if interval != nil, due > clock.now { Thread.sleep(forTimeInterval: (due - clock.now) / .seconds(1)) }
            try Self.check(try client.ask("POST", path, body: body).wait())
            let now = clock.now
            if due >= measuredFrom { latencies.record(UInt64(max(1, (now - due) / .nanoseconds(1)))) }
            due = interval.map { due + $0 } ?? now
        }
        return latencies
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
