import ArgumentParser

/// The program: an authorization decision sidecar and the commands around it.
@main
struct RollcallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollcall",
        abstract: "Answers who may do what: signed claims at login, permission checks per request.",
        discussion: """
            Start a server on the policies in ./policies, keeping its data in ./.rollcall:

              rollcall serve

            Then ask it, from another terminal:

              rollcall claims 'okta|acme-okta|00u1mayareyes' --organization acme
              rollcall check 'okta|acme-okta|00u1mayareyes' read:invoices api:https://api.ledgerline.example

            Exit codes: 0 done or permit, 1 failure, 2 usage, 3 deny, 4 policy tests failed, 78 configuration invalid.
            """,
        version: "0.1.0",
        subcommands: [
            ServeCommand.self, ClaimsCommand.self, CheckCommand.self, RolesCommand.self, ExplainCommand.self,
            GroupsCommand.self, UsersCommand.self, OrganizationsCommand.self, VerifyCommand.self, PolicyCommand.self,
            KeyCommand.self, SCIMTokenCommand.self, SCIMLogCommand.self, AuditCommand.self, ClientCommand.self,
            OpenAPICommand.self, BenchCommand.self, HealthcheckCommand.self,
        ]
    )

    /// Usage errors leave with 2, which ArgumentParser would make 64.
    static func main() async {
        // Before anything is read that a dump could hold.
        CoreDumps.forbid()
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            leave(with: error)
        }
    }

    /// Says why on standard error; where JSON was asked for, on standard output too, so that what reads it is told.
    private static func leave(with error: any Error) -> Never {
        let failure = error as? CommandFailure
        let code = failure?.exitCode ?? exitCode(for: error)
        let message = failure?.message ?? Self.message(for: error)
        guard code != .success, !message.isEmpty else { exit(withError: error) }
        if CommandLine.arguments.contains("--json"), let json = try? JSONText.text(["error": message]) { print(json) }
        if code == .validationFailure {
            StandardError.write(fullMessage(for: error) + "\n")
            exit(withError: ExitCode.usage)
        }
        StandardError.write("rollcall: \(message)\n")
        exit(withError: code)
    }
}
