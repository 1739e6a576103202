import ArgumentParser

struct OrganizationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "orgs",
        abstract: "Look at organizations, and say who belongs to them.",
        discussion: """
            Organizations are named by id or by name.

              rollcall orgs list
              rollcall orgs members acme --roles
              rollcall orgs add-member acme 'okta|acme-okta|00u1mayareyes'
            """,
        subcommands: [
            ListOrganizationsCommand.self, ShowOrganizationCommand.self, ListMembersCommand.self,
            ListOrganizationConnectionsCommand.self, AddMemberCommand.self, RemoveMemberCommand.self,
        ]
    )
}

/// The organization that a command is about.
struct OrganizationArgument: ParsableArguments {
    @Argument(help: "The organization, by id or name.")
    var organization: String

    func find(_ admin: AdminOptions) async throws -> (answer: Answer, organization: OrganizationAnswer) {
        let place = organization.hasPrefix("org_") ? "" : "name/"
        let answer = try await admin.ask("GET", "/api/v2/organizations/\(place)\(organization.percentEncoded)")
        return (answer, try answer.decoded())
    }
}

/// An organization in an answer of the management API.
struct OrganizationAnswer: Decodable {
    var id: String
    var name: String
    var displayName: String?

    /// Below `/api/v2/`.
    var path: String { "organizations/\(id.percentEncoded)" }

    var line: String { [id, name, displayName].compactMap(\.self).joined(separator: "  ") }
}

struct ListOrganizationsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List all organizations by name.",
        discussion: """
              rollcall orgs list
              rollcall orgs list --json
            """
    )

    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let answer = try await admin.list("organizations", named: "organizations")
        guard !admin.json else { return print(answer.text) }
        let organizations = try answer.decoded(as: [OrganizationAnswer].self)
        print(organizations.isEmpty ? "no organizations" : organizations.map(\.line).joined(separator: "\n"))
    }
}

struct ShowOrganizationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Show an organization, the connections that people log in through, and how many belong to it.",
        discussion: """
              rollcall orgs show acme
            """
    )

    @OptionGroup var organization: OrganizationArgument
    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let (answer, found) = try await organization.find(admin)
        guard !admin.json else { return print(answer.text) }
        let members = try await admin.ask("GET", "/api/v2/\(found.path)/members?per_page=1&include_totals=true")
        let links = try await admin.list("\(found.path)/connections", named: "connections", by: .offset)
        let rows = [
            row("id", found.id), row("name", found.name), row("display name", found.displayName ?? "none"),
            row("members", "\(try members.decoded(as: Total.self).total)"),
        ]
        let connections = try links.decoded(as: [OrganizationConnectionAnswer].self)
        let listed = connections.isEmpty ? ["none"] : connections.map(\.line)
        let more = listed.enumerated().map { row($0.offset == 0 ? "connections" : "", $0.element) }
        print((rows + more).joined(separator: "\n"))
    }

    private struct Total: Decodable {
        var total: Int
    }
}

struct ListOrganizationConnectionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "connections",
        abstract: "List the connections of an organization, those that are off too.",
        discussion: """
              rollcall orgs connections acme
            """
    )

    @OptionGroup var organization: OrganizationArgument
    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let found = try await organization.find(admin).organization
        let answer = try await admin.list("\(found.path)/connections", named: "connections", by: .offset)
        guard !admin.json else { return print(answer.text) }
        let links = try answer.decoded(as: [OrganizationConnectionAnswer].self)
        print(links.isEmpty ? "no connections on `\(found.name)`" : links.map(\.line).joined(separator: "\n"))
    }
}

private struct OrganizationConnectionAnswer: Decodable {
    struct Connection: Decodable {
        var name: String
        var strategy: String
    }

    var connectionId: String
    var connection: Connection
    var isEnabled: Bool
    var assignMembershipOnLogin: Bool

    var line: String {
        let membership = assignMembershipOnLogin ? "a login makes a member" : "for members only"
        let state = isEnabled ? membership : "off"
        return "\(connectionId)  \(connection.name)  \(connection.strategy)  \(state)"
    }
}
