import ArgumentParser

struct ListRolesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "List the roles there are, by name.",
        discussion: """
              rollcall roles list
              rollcall roles list --search edit --json
            """
    )

    @Option(help: "Only those with this in their name.")
    var search: String?

    @OptionGroup var admin: AdminOptions

    func run() async throws {
        let filter = search.map { "?name_filter=\($0.percentEncoded)" } ?? ""
        let answer = try await admin.list("roles\(filter)", named: "roles", by: .offset)
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
