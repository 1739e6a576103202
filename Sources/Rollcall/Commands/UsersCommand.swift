import ArgumentParser

struct UsersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "users",
        abstract: "Look at users, block them and let them in again.",
        discussion: """
              rollcall users show 'okta|acme-okta|00u1mayareyes'
              rollcall users block 'okta|acme-okta|00u1mayareyes'
            """,
        subcommands: [ShowUserCommand.self, BlockUserCommand.self, UnblockUserCommand.self]
    )
}

/// The user that a management command is about.
struct UserArgument: ParsableArguments {
    @Argument(help: "The user: `strategy|connection|provider id`.")
    var user: String

    /// Below `/api/v2/`.
    var path: String { "users/\(user.percentEncoded)" }
}

struct ShowUserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a user: what the provider says, groups, organizations, and roles in the whole tenant.",
        discussion: """
              rollcall users show 'okta|acme-okta|00u1mayareyes'
              rollcall users show 'okta|acme-okta|00u1mayareyes' --json
            """
    )

    @OptionGroup var argument: UserArgument
    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let user = try await admin.ask("GET", "/api/v2/\(argument.path)")
        let groups = try await admin.list("\(argument.path)/groups", named: "groups")
        let organizations = try await admin.list("\(argument.path)/organizations", named: "organizations", by: .offset)
        let direct = try await admin.list("\(argument.path)/roles", named: "roles", by: .offset)
        let effective = try await admin.list("\(argument.path)/effective-roles", named: "roles")
        guard !admin.json else {
            let parts: [(String, Answer)] = [
                ("user", user), ("groups", groups), ("organizations", organizations), ("roles", direct),
                ("effective_roles", effective),
            ]
            return print("{" + parts.map { "\"\($0)\":\($1.text)" }.joined(separator: ",") + "}")
        }
        let roles = try effective.decoded(as: [EffectiveRoleAnswer].self)
        let lines =
            try user.decoded(as: UserAnswer.self).rows
            + rows("groups", groups.decoded(as: [NamedAnswer].self).map { "\($0.name)  (\($0.id))" })
            + rows("organizations", organizations.decoded(as: [NamedAnswer].self).map(\.name))
            + rows("direct roles", direct.decoded(as: [GrantedRoleAnswer].self).map(\.grant))
            + rows("effective roles", roles.map { "\($0.name)  (\(list($0.sources)))" })
        print(lines.joined(separator: "\n"))
    }

    private struct EffectiveRoleAnswer: Decodable {
        var name: String
        var sources: [String]
    }
}

struct BlockUserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "block",
        abstract: "Keep a user out, whatever the provider says.",
        discussion: """
              rollcall users block 'okta|acme-okta|00u1mayareyes'
            """
    )

    @OptionGroup var argument: UserArgument
    @OptionGroup var admin: AdminOptions

    func run() async throws {
        try await admin.setBlocked(argument, true)
    }
}

struct UnblockUserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unblock",
        abstract: "Lift an administrator's block; a user whom the provider calls inactive stays out.",
        discussion: """
              rollcall users unblock 'okta|acme-okta|00u1mayareyes'
            """
    )

    @OptionGroup var argument: UserArgument
    @OptionGroup var admin: AdminOptions

    func run() async throws {
        try await admin.setBlocked(argument, false)
    }
}

extension AdminOptions {
    fileprivate func setBlocked(_ argument: UserArgument, _ isBlocked: Bool) async throws {
        let answer = try await ask("PATCH", "/api/v2/\(argument.path)", body: ["blocked": isBlocked])
        guard !json else { return print(answer.text) }
        print(try answer.decoded(as: UserAnswer.self).state)
    }
}

/// A user in an answer of the management API, as far as people read it.
private struct UserAnswer: Decodable {
    var userId: String
    var name: String
    var email: String?
    var blocked: Bool
    var blockedBy: [String]

    var state: String { blocked ? "blocked by the \(blockedBy.joined(separator: " and the "))" : "admitted" }

    var rows: [String] {
        [row("user", userId), row("name", name), row("email", email ?? "none"), row("state", state)]
    }
}
