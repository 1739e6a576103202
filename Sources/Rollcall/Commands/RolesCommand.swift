import ArgumentParser

struct RolesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roles",
        abstract: "Show who has which roles, and assign them.",
        discussion: """
              rollcall roles 'okta|acme-okta|00u1mayareyes' --organization acme
              rollcall roles list
              rollcall roles assign editor --user 'okta|acme-okta|00u1mayareyes' --expires 8h
              rollcall roles revoke editor --group Engineering --connection acme-okta
            """,
        subcommands: [
            ShowRolesCommand.self, ListRolesCommand.self, AssignRoleCommand.self, RevokeRoleCommand.self,
        ],
        defaultSubcommand: ShowRolesCommand.self
    )
}
