import AccessModel
import ArgumentParser
import Foundation

struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Show who changed what, when and by which path.",
        discussion: """
            The latest first, for as far as the history is kept (`retention.age` and `retention.revisions`).

              rollcall audit --since 24h
              rollcall audit --user 'okta|acme-okta|00u1mayareyes'
              rollcall audit --role editor --path client --path policy --json
            """
    )

    @Option(help: "What changed this user (id), or something of it.")
    var user: String?

    @Option(help: "What changed this group (id), or something of it.")
    var group: String?

    @Option(help: "What changed this role (id or name), or who has it.")
    var role: String?

    @Option(help: "What changed this organization (id or name), or something of it.")
    var organization: String?

    @Option(help: "What changed this connection (id or name), or something of it.")
    var connection: String?

    @Option(help: "By this path: policy, client, peer, connection, login or system. More than once: any of them.")
    var path: [String] = []

    @Option(help: "Not before this instant: RFC 3339, a day, or how long ago, such as 24h.")
    var since: InstantArgument?

    @Option(help: "Before this instant.")
    var until: InstantArgument?

    @Option(help: "At most so many commits.")
    var limit = 50

    @OptionGroup var admin: AdminOptions

    func validate() throws {
        guard limit > 0 else { throw ValidationError("'--limit' must be at least 1") }
    }

    func run() async throws {
        var left = limit
        var next: String?
        repeat {
            let answer = try await admin.ask("GET", "/api/v2/audit\(query(take: min(left, 100), from: next))")
            let page = try answer.decoded(as: AuditAnswer.self)
            if admin.json { try Self.printJSON(answer) } else { page.commits.forEach { print($0.description) } }
            if page.commits.isEmpty, next == nil, !admin.json { print("no commits") }
            left -= page.commits.count
            next = page.next
        } while next != nil && left > 0
    }

    /// One commit a line.
    private static func printJSON(_ answer: Answer) throws {
        let parsed = try JSONSerialization.jsonObject(with: answer.body) as? [String: Any]
        for commit in parsed?["commits"] as? [[String: Any]] ?? [] { print(try JSONText.object(commit)) }
    }

    private func query(take: Int, from: String?) -> String {
        let filters: [(String, String?)] = [
            ("user", user), ("group", group), ("role", role), ("organization", organization),
            ("connection", connection), ("since", since?.instant.description), ("until", until?.instant.description),
            ("take", "\(take)"), ("from", from),
        ]
        return QueryText.query(filters + path.map { ("path", $0) })
    }
}

private struct AuditAnswer: Decodable {
    var commits: [CommitAnswer]
    var next: String?
}

private struct CommitAnswer: Decodable, CustomStringConvertible {
    struct Author: Decodable {
        var path: String
        var clientId: String?
        var uid: Int?
        var connectionId: String?
        var tokenId: String?
        var userId: String?

        var description: String {
            switch path {
            case "client": "client \(clientId ?? "")"
            case "peer": "management socket, user \(uid ?? 0)"
            case "connection": "SCIM, connection \(connectionId ?? ""), token \(tokenId ?? "")"
            case "login": "login of \(userId ?? "")"
            case "policy": "policy files"
            default: path
            }
        }
    }

    struct Change: Decodable {
        var description: String
    }

    var revision: String?
    var date: String
    var author: Author
    var requestId: String?
    var changes: [Change]
    var changeCount: Int

    var description: String {
        let place = revision.map { "revision \($0.split(separator: ":").last ?? "")" } ?? "no revision"
        let request = requestId.map { "  (\($0))" } ?? ""
        let rest = changeCount - changes.count
        let lines = changes.map(\.description) + (rest > 0 ? ["and \(rest) more"] : [])
        return (["\(date)  \(place)  \(author.description)\(request)"] + lines.map { "  \($0)" })
            .joined(separator: "\n")
    }
}
