import ArgumentParser

struct GroupsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "groups",
        abstract: "Look at groups, their members and their roles.",
        discussion: """
              rollcall groups list --connection acme-okta
              rollcall groups show Engineering --connection acme-okta
            """,
        subcommands: [ListGroupsCommand.self, ShowGroupCommand.self]
    )
}

struct ListGroupsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List groups in the order of their creation.",
        discussion: """
              rollcall groups list
              rollcall groups list --connection acme-okta --search eng
            """
    )

    @Option(help: "Only those of this connection, by id or name.")
    var connection: String?

    @Option(help: "Only those with this in their name or external id.")
    var search: String?

    @OptionGroup var admin: AdminOptions

    func run() async throws {
        var filters: [String] = []
        if let connection {
            filters.append("connection_id=\(try await admin.connection(connection).id.percentEncoded)")
        }
        if let search { filters.append("search=\(search.percentEncoded)") }
        let query = filters.isEmpty ? "" : "?" + filters.joined(separator: "&")
        let answer = try await admin.list("groups\(query)", named: "groups")
        guard !admin.json else { return print(answer.text) }
        let groups = try answer.decoded(as: [GroupAnswer].self)
        print(groups.isEmpty ? "no groups" : groups.map(\.line).joined(separator: "\n"))
    }
}

struct ShowGroupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show a group, its roles in the whole tenant, and its first members.",
        discussion: """
              rollcall groups show grp_2YefPa1L6vj99WEw7Urdep
              rollcall groups show Engineering --connection acme-okta --json
            """
    )

    @Argument(help: "The group, by id or name.")
    var group: String

    @Option(help: "The group's connection, by id or name; needed where several have a group of the name.")
    var connection: String?

    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let found = try await admin.group(group, of: connection)
        let roles = try await admin.list("\(found.path)/roles", named: "roles")
        let members = try await admin.ask("GET", "/api/v2/\(found.path)/members?take=20")
        guard !admin.json else {
            let group = try await admin.ask("GET", "/api/v2/\(found.path)")
            let parts: [(String, Answer)] = [("group", group), ("roles", roles), ("members", members)]
            return print("{" + parts.map { "\"\($0)\":\($1.text)" }.joined(separator: ",") + "}")
        }
        let granted = try roles.decoded(as: [GrantedRoleAnswer].self)
        let page = try members.decoded(as: MembersAnswer.self)
        let shown = page.members.map(\.id) + (page.next == nil ? [] : ["and more"])
        let rows =
            [
                row("id", found.id), row("name", found.name), row("connection", found.connectionId),
                row("external id", found.externalId ?? "none"), row("changed by", found.origin),
            ] + rows("roles", granted.map(\.grant)) + rows("members", shown)
        print(rows.joined(separator: "\n"))
    }

    private struct MembersAnswer: Decodable {
        struct Member: Decodable {
            var id: String
        }

        var members: [Member]
        var next: String?
    }
}

/// One line a text, the first with a label.
func rows(_ label: String, _ texts: [String]) -> [String] {
    (texts.isEmpty ? ["none"] : texts).enumerated().map { row($0.offset == 0 ? label : "", $0.element) }
}
