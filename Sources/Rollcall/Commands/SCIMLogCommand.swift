import ArgumentParser
import Foundation

struct SCIMLogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scim-log",
        abstract: "Show an identity provider's last requests and how they ended.",
        discussion: """
            The latest first, also from before a restart. Names and values of persons are left out.

              rollcall scim-log --connection acme-okta
              rollcall scim-log --connection acme-okta --refused
            """
    )

    @OptionGroup var connection: ConnectionOption

    @Flag(help: "Only what was refused.")
    var refused = false

    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let found = try await connection.find(admin)
        let all = try await admin.ask("GET", "/api/v2/connections/\(found.id)/scim-configuration/log")
        let answer = refused ? try Self.refusals(all) : all
        guard !admin.json else { return print(answer.text) }
        let requests = try answer.decoded(as: [RequestAnswer].self)
        print(requests.isEmpty ? "no requests of `\(found.name)`" : requests.map(\.line).joined(separator: "\n"))
    }

    /// Those requests that were refused, with all that is said of them.
    static func refusals(_ answer: Answer) throws -> Answer {
        let all = try JSONSerialization.jsonObject(with: answer.body) as? [[String: Any]] ?? []
        let refused = all.filter { $0["status"] as? Int ?? 0 >= 400 }
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
        return Answer(
            status: answer.status,
            body: try JSONSerialization.data(withJSONObject: refused, options: options)
        )
    }
}

private struct RequestAnswer: Decodable {
    var time: String
    var requestId: String
    var method: String
    var path: String
    var status: Int
    var scimType: String?
    var reason: String?
    var skippedMembers: Int?

    var line: String {
        var parts = [time, "\(status)", method, path]
        if let scimType { parts.append(scimType) }
        if let reason { parts.append(reason) }
        if let skippedMembers { parts.append("passed over \(skippedMembers) deleted members") }
        return (parts + ["(\(requestId))"]).joined(separator: "  ")
    }
}
