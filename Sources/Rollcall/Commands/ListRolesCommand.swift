import ArgumentParser

struct ListRolesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the roles of the tenant, or those that an organization owns, by name.",
        discussion: """
              rollcall roles list
              rollcall roles list --search edit --json
              rollcall roles list --org acme
            """
    )

    @Option(help: "Only those with this in their name.")
    var search: String?

    @Option(
        name: [.customLong("org"), .customLong("organization")],
        help: "Those that this organization owns, by id or name, instead of the tenant's."
    )
    var organization: String?

    @OptionGroup var admin: AdminOptions

    func run() async throws {
        var filter = [("name_filter", search)]
        if let organization {
            filter += [("type", "organization"), ("owner_id", try await admin.organization(organization).id)]
        }
        let answer = try await admin.list("roles" + QueryText.query(filter), named: "roles", by: .offset)
        guard !admin.json else { return print(answer.text) }
        let roles = try answer.decoded(as: [GrantedRoleAnswer].self)
        print(roles.isEmpty ? "no roles" : roles.map(\.line).joined(separator: "\n"))
    }
}

/// A role, by itself or as somebody has it, in an answer of the management API.
struct GrantedRoleAnswer: Decodable {
    var id: String
    var name: String
    var description: String
    var origin: String
    var file: String?
    var expiresAt: String?

    var line: String {
        let source = file.map { "declared in \($0)" } ?? "made through the API"
        return "\(name)  (\(id), \(source))\(description.isEmpty ? "" : "  \(description)")"
    }

    /// Name and end.
    var grant: String { name + (expiresAt.map { " until \($0)" } ?? "") }
}
