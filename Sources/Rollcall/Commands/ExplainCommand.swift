import ArgumentParser

struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say why a user has a role or a permission, or what is missing.",
        discussion: """
            Without a permission, every role with where it comes from. With one, the chain of reasons from the user to the
            permission; for a denial the nearest missing link, and 3 as exit code.

              rollcall explain 'okta|acme-okta|00u1mayareyes' --org acme
              rollcall explain 'okta|acme-okta|00u1mayareyes' --org acme \\
                --permission read:invoices --api https://api.ledgerline.example
            """
    )

    @OptionGroup var subject: SubjectArgument

    @Option(name: [.customLong("org"), .customLong("organization")], help: "Within this organization (id or name).")
    var organization: String?

    @Option(help: "A permission, by name. Needs --api.")
    var permission: String?

    @Option(help: "The API of the permission, by identifier.")
    var api: String?

    @OptionGroup var client: ClientOptions

    func validate() throws {
        guard (permission == nil) == (api == nil) else {
            throw ValidationError("--permission and --api belong together: give both, or none")
        }
    }

    func run() async throws {
        if let permission, let api {
            let question = options + ["--explain", "--", subject.user, permission, "api:\(api)"]
            try await CheckCommand.parse(question).run()
        } else {
            try await ShowRolesCommand.parse(options + ["--", subject.user]).run()
        }
    }

    /// As both commands that answer for this one take them.
    private var options: [String] {
        let values: [(String, String?)] = [
            ("--connection", subject.connection), ("--organization", organization), ("--socket", client.socket),
            ("--data", client.data), ("--config", client.config),
        ]
        return values.flatMap { name, value in value.map { [name, $0] } ?? [] } + (client.json ? ["--json"] : [])
    }
}
