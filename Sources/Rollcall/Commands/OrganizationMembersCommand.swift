import ArgumentParser

struct ListMembersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "members",
        abstract: "List the members of an organization.",
        discussion: """
              rollcall orgs members acme
              rollcall orgs members acme --roles
            """
    )

    @OptionGroup var organization: OrganizationArgument

    @Flag(help: "Show the roles that were given to each directly.")
    var roles = false

    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let found = try await organization.find(admin).organization
        let fields = roles ? "?fields=user_id,name,email,roles" : ""
        let answer = try await admin.list("\(found.path)/members\(fields)", named: "members")
        guard !admin.json else { return print(answer.text) }
        let members = try answer.decoded(as: [Member].self)
        print(members.isEmpty ? "no members of `\(found.name)`" : members.map(\.line).joined(separator: "\n"))
    }

    private struct Member: Decodable {
        struct Role: Decodable {
            var name: String
        }

        var userId: String
        var name: String
        var email: String?
        var roles: [Role]?

        var line: String {
            let names = roles.map { $0.isEmpty ? "no roles" : $0.map(\.name).joined(separator: ", ") }
            return [userId, name, email, names].compactMap(\.self).joined(separator: "  ")
        }
    }
}

struct AddMemberCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add-member",
        abstract: "Make users members of an organization.",
        discussion: """
              rollcall orgs add-member acme 'okta|acme-okta|00u1mayareyes'
            """
    )

    @OptionGroup var organization: OrganizationArgument

    @Argument(help: "Users, by id.")
    var users: [String]

    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let found = try await organization.find(admin).organization
        _ = try await admin.ask("POST", "/api/v2/\(found.path)/members", body: ["members": users])
        let lines = users.map { "\($0) is a member of \(found.name)" }
        print(admin.json ? "{}" : lines.joined(separator: "\n"))
    }
}

struct RemoveMemberCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove-member",
        abstract: "Take users out of an organization, with the roles that they were given in it.",
        discussion: """
            Their accounts stay. Where a connection makes members of all who log in, so it will of them.

              rollcall orgs remove-member acme 'okta|acme-okta|00u1mayareyes'
            """
    )

    @OptionGroup var organization: OrganizationArgument

    @Argument(help: "Users, by id.")
    var users: [String]

    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let found = try await organization.find(admin).organization
        _ = try await admin.ask("DELETE", "/api/v2/\(found.path)/members", body: ["members": users])
        let lines = users.map { "\($0) is no member of \(found.name)" }
        print(admin.json ? "{}" : lines.joined(separator: "\n"))
    }
}
