import ArgumentParser
import DecisionSocket
import Foundation
import Histogram
import NIOCore
import Synchronization

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure a running server's latency.",
        discussion: """
            Without --rate each connection asks again as soon as it is answered (closed loop). With --rate questions are \
            due at fixed instants, and a late answer counts from when its question was due (open loop).

              rollcall bench --connections 4 --duration 5
              rollcall bench --rate 20000 --user 'okta|acme-okta|00u1mayareyes'
            """
    )

    enum Question: String, ExpressibleByArgument, CaseIterable {
        case check, claims
    }

    @Option(help: "What to ask: check or claims.")
    var question = Question.check

    @Option(help: "The user to ask about.")
    var user = "bench|nobody|nobody"

    @Option(help: "The action to check.")
    var action = "read:invoices"

    @Option(help: "The resource to check, TYPE:ID.")
    var resource = "api:https://api.ledgerline.example"

    @Option(help: "Ask within this organization.")
    var organization: String?

    @Option(help: "How many connections ask at once.")
    var connections = 1

    @Option(help: "Questions a second over all connections. Default: as many as are answered.")
    var rate: Int?

    @Option(help: "Seconds to measure, after a warm-up of a tenth of that.")
    var duration = 5

    @OptionGroup var client: ClientOptions

    func validate() throws {
        guard (1...1_000).contains(connections) else { throw ValidationError("--connections goes from 1 to 1000") }
        guard (1...86_400).contains(duration) else { throw ValidationError("--duration goes from 1 to 86400 seconds") }
        guard (1...10_000_000).contains(rate ?? 1) else { throw ValidationError("--rate goes from 1 to 10000000") }
        guard resource.contains(":") else { throw ValidationError("--resource is TYPE:ID") }
    }

    func run() async throws {
        let configuration = try await RollcallConfiguration.read(
            flags: ["socket": client.socket, "data": client.data].compactMapValues { $0 },
            file: client.config
        )
        let load = Load(
            socket: configuration.socket,
            path: question == .check ? "/access/v1/evaluation" : "/v1/claims",
            body: [UInt8](try JSONSerialization.data(withJSONObject: questionBody)),
            interval: rate.map { .nanoseconds(Int64(connections) * 1_000_000_000 / Int64($0)) },
            duration: .seconds(duration)
        )
        let report = try await Report(of: load, connections: connections, seconds: duration)
        print(client.json ? try report.json() : report.description)
    }

    private var questionBody: [String: Any] {
        let subject = ["type": "user", "id": user]
        guard question == .check else {
            return ["subject": subject].merging(organization.map { ["organization": $0] } ?? [:]) { first, _ in first }
        }
        let parts = resource.split(separator: ":", maxSplits: 1).map(String.init)
        return [
            "subject": subject,
            "action": ["name": action],
            "resource": ["type": parts.first ?? "", "id": parts.dropFirst().first ?? ""],
            "context": organization.map { ["organization": $0] } ?? [:],
        ]
    }
}

/// One connection's stream of the same question.
private struct Load: Sendable {
    var socket: String
    var path: String
    var body: [UInt8]
    /// Time between two questions that are due; nil asks again at once.
    var interval: Duration?
    var duration: Duration

    /// Asks for the whole duration; returns latencies in nanoseconds. Blocks its thread.
    func run(_ client: DecisionClient) throws -> Histogram<UInt64> {
        var latencies = Histogram<UInt64>(highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)
        let clock = ContinuousClock()
        let measuredFrom = clock.now + duration / 10
        let end = measuredFrom + duration
        var due = clock.now
        while due < end {
            if interval != nil, due > clock.now { Thread.sleep(forTimeInterval: (due - clock.now) / .seconds(1)) }
            let response = try client.ask("POST", path, body: body).wait()
            guard response.status == 200 else {
                throw CommandFailure("the server answered \(response.status): \(response.text)")
            }
            let now = clock.now
            if due >= measuredFrom { latencies.record(UInt64(max(1, (now - due) / .nanoseconds(1)))) }
            due = interval.map { due + $0 } ?? now
        }
        return latencies
    }
}

/// What all connections measured together.
private struct Report: CustomStringConvertible {
    private var latencies: Histogram<UInt64>
    private var seconds: Int

    init(of load: Load, connections: Int, seconds: Int) async throws {
        var clients: [DecisionClient] = []
        do {
            for _ in 0..<connections { clients.append(try await DecisionClient(path: load.socket)) }
        } catch {
            throw CommandFailure("\(error)")
        }
        let results = Results()
        await withTaskGroup { group in
            for client in clients { group.addTask { await results.collect(load, client) } }
        }
        latencies = try results.merged()
        self.seconds = seconds
    }

    private static let percentiles = [50.0, 90, 99, 99.9, 99.99, 100]

    var description: String {
        let rows = Self.percentiles.map { percentile in
            let value = latencies.valueAtPercentile(percentile)
            let microseconds = String(format: "%10.1f µs", Double(value) / 1_000)
            return String(format: "  p%-8@", NSString(string: Self.name(of: percentile))) + microseconds
        }
        let rate = Int(latencies.totalCount) / seconds
        return "\(latencies.totalCount) answers in \(seconds) s, \(rate) a second\n" + rows.joined(separator: "\n")
    }

    func json() throws -> String {
        var object: [String: Any] = ["count": Int(latencies.totalCount), "seconds": seconds]
        for percentile in Self.percentiles {
            object["p\(Self.name(of: percentile))_ns"] = Int(latencies.valueAtPercentile(percentile))
        }
        return String(
            decoding: try JSONSerialization.data(withJSONObject: object, options: .sortedKeys),
            as: UTF8.self
        )
    }

    private static func name(of percentile: Double) -> String {
        percentile == percentile.rounded() ? String(Int(percentile)) : String(percentile)
    }
}

/// Collects what the threads bring.
private final class Results: Sendable {
    private let all = Mutex<[Result<Histogram<UInt64>, any Error>]>([])

    /// Runs the load on a thread of its own, because it blocks.
    func collect(_ load: Load, _ client: DecisionClient) async {
        await withCheckedContinuation { finished in
            Thread.detachNewThread { [self] in
                let result = Result { try load.run(client) }
                all.withLock { $0.append(result) }
                finished.resume()
            }
        }
    }

    func merged() throws -> Histogram<UInt64> {
        var total = Histogram<UInt64>(highestTrackableValue: 60_000_000_000, numberOfSignificantValueDigits: .three)
        for result in all.withLock({ $0 }) { total.add(try result.get()) }
        return total
    }
}
