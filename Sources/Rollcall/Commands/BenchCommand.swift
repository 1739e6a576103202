import ArgumentParser
import Foundation

struct BenchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure a running server's latency.",
        discussion: """
            Without --rate each connection asks again as soon as it is answered (closed loop). With --rate questions are \
            due at fixed instants, and a late answer counts from when its question was due (open loop). Prints the \
            distribution of the latencies as HdrHistogram does; --json has every bucket.

              rollcall bench --connections 4 --duration 5
              rollcall bench --rate 20000 --user 'okta|acme-okta|00u1mayareyes' --organization acme
            """
    )

    enum Question: String, ExpressibleByArgument, CaseIterable {
        case check, claims
    }

    @Option(help: "What to ask: check or claims.")
    var question = Question.check

    @Option(help: "The user to ask about, one of the directory's. Default: Maya of the shipped example.")
    var user = "okta|acme-okta|00u1mayareyes"

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

    @Flag(help: "Print the distribution in five times as many rows.")
    var full = false

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
        let load = BenchLoad(
            socket: configuration.socket,
            path: question == .check ? "/access/v1/evaluation" : "/v1/claims",
            body: [UInt8](try JSONSerialization.data(withJSONObject: questionBody)),
            interval: rate.map { .nanoseconds(Int64(connections) * 1_000_000_000 / Int64($0)) },
            duration: .seconds(duration)
        )
        let answer = try await load.probe()
        guard !answer.isAboutNobody else {
            throw CommandFailure("`\(user)` is not in the directory: name a user who is, with --user", exitCode: .usage)
        }
        let report = BenchReport(
            latencies: try await load.run(connections: connections),
            seconds: duration,
            answer: answer,
            rowsPerHalving: full ? 5 : 1
        )
        print(client.json ? try report.json() : report.text)
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
