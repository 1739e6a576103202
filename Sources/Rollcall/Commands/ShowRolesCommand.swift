import ArgumentParser

struct ShowRolesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a user's effective roles, and where each comes from.",
        discussion: """
              rollcall roles 'okta|acme-okta|00u1mayareyes' --organization acme
              rollcall roles 00u1mayareyes --connection acme-okta
              rollcall roles 'okta|acme-okta|00u1mayareyes' --at 2026-11-01T09:00:00Z
            """
    )

    @OptionGroup var subject: SubjectArgument

    @Option(help: "Within this organization (id or name).")
    var organization: String?

    @Option(help: "As it was then: a revision, an instant (RFC 3339), a day, or how long ago, such as 24h.")
    var at: MomentArgument?

    @Option(help: "Path of the management socket, which --at asks. Default: DATA/admin.sock.")
    var adminSocket: String?

    @OptionGroup var client: ClientOptions

    func run() async throws {
        let place = [("connection", subject.connectionToAsk), ("organization", organization)]
        let answer: Answer
        if let at {
            let path = "/api/v2/users/\(subject.user.percentEncoded)/roles/history"
            answer = try await Answer.ask(
                try await managementSocket,
                "GET",
                path + QueryText.query([at.query] + place),
                within: AdminOptions.patience
            )
        } else {
            answer = try await client.ask("GET", "/v1/roles" + QueryText.query([("subject", subject.user)] + place))
        }
        let roles = try answer.decoded(as: RolesAnswer.self)
        try client.show(answer) { _ in roles.description }
        guard roles.reason == nil else { throw ExitCode.deny }
    }

    private var managementSocket: String {
        get async throws {
            let flags = ["admin_socket": adminSocket, "data": client.data].compactMapValues { $0 }
            return try await RollcallConfiguration.read(flags: flags, file: client.config).adminSocket
        }
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
