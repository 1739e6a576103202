import ArgumentParser
import Foundation

struct ShowRolesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a user's effective roles, and where each comes from.",
        discussion: """
              rollcall roles 'okta|acme-okta|00u1mayareyes' --organization acme
              rollcall roles 00u1mayareyes --connection acme-okta
            """
    )

    @OptionGroup var subject: SubjectArgument

    @Option(help: "Within this organization (id or name).")
    var organization: String?

    @OptionGroup var client: ClientOptions

    func run() async throws {
        var components = URLComponents()
        let items: [(String, String?)] = [
            ("subject", subject.user), ("connection", subject.connectionToAsk), ("organization", organization),
        ]
        components.queryItems = items.compactMap { name, value in value.map { URLQueryItem(name: name, value: $0) } }
        // A plus stands for itself in RFC 3986 and for a space in forms; escaped, it is read alike by both.
        let query = (components.percentEncodedQuery ?? "").replacing("+", with: "%2B")
        let answer = try await client.ask("GET", "/v1/roles?\(query)")
        let roles = try answer.decoded(as: RolesAnswer.self)
        try client.show(answer) { _ in roles.description }
        guard roles.reason == nil else { throw ExitCode.deny }
    }
}

private struct RolesAnswer: Decodable, CustomStringConvertible {
    var user: String?
    var reason: String?
    var tenantRoles: [RoleAnswer]?
    var organizationRoles: [RoleAnswer]?
    var revision: String
    var asOf: String

    var description: String {
        let lines =
            [reason.map { "deny  \($0)" } ?? user ?? ""] + RoleAnswer.rows("tenant roles", tenantRoles)
            + RoleAnswer.rows("organization roles", organizationRoles)
            + [row("revision", "\(revision), as of \(asOf)")]
        return lines.joined(separator: "\n")
    }
}
