import AccessModel
import ArgumentParser

struct AssignRoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "assign",
        abstract: "Assign a role to a user, to a group, or to every group whose name matches.",
        discussion: """
            Assigning what is assigned says anew how long it lasts. With --org, a name means the role that the organization
            owns, if it has one of the name, else the tenant's; the tenant's of the same name is reached by its id. A role
            that an organization owns can be assigned there only.

              rollcall roles assign editor --user 'okta|acme-okta|00u1mayareyes' --org acme
              rollcall roles assign on-call --user 'okta|acme-okta|00u1mayareyes' --expires 8h
              rollcall roles assign editor --group Engineering --connection acme-okta --dry-run
              rollcall roles assign viewer --group-pattern 'eng-*' --connection acme-okta
            """
    )

    @OptionGroup var assignment: RoleAssignmentOptions

    @Option(help: "When it ends by itself: an instant such as `2026-12-31T18:00:00Z`, or from now on, such as `8h`.")
    var expires: String?

    func run() async throws {
        let end = expires.map { text in Duration(text: text).map { (Timestamp.now() + $0).description } ?? text }
        try await assignment.perform("POST", expires: end)
    }
}

struct RevokeRoleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Take a role from a user or a group, or end what gives it to groups whose name matches.",
        discussion: """
            With --org, a name means the role that the organization owns, if it has one of the name, else the tenant's.

              rollcall roles revoke editor --user 'okta|acme-okta|00u1mayareyes' --org acme
              rollcall roles revoke editor --group grp_2YefPa1L6vj99WEw7Urdep --dry-run
            """
    )

    @OptionGroup var assignment: RoleAssignmentOptions

    func run() async throws {
        try await assignment.perform("DELETE")
    }
}
