import ArgumentParser
import Foundation

/// Which role is given to whom, or taken, and where.
struct RoleAssignmentOptions: ParsableArguments {
    @Argument(
        help: "The role, by name or id. With --org, a role that the organization owns goes before one of the tenant."
    )
    var role: String

    @Option(help: "The user: `strategy|connection|provider id`.")
    var user: String?

    @Option(help: "The group, by id, or by name.")
    var group: String?

    @Option(help: "Every group whose name matches, with `*` for any run of characters. Needs --connection.")
    var groupPattern: String?

    @Option(help: "The connection of the group or groups, by id or name.")
    var connection: String?

    @Option(name: [.customLong("org"), .customLong("organization")], help: "In this organization, by id or name.")
    var organization: String?

    @Flag(help: "Show who would gain or lose what, and change nothing.")
    var dryRun = false

    @OptionGroup var admin: AdminOptions

    func validate() throws {
        guard [user, group, groupPattern].count(where: { $0 != nil }) == 1 else {
            throw ValidationError("give one of --user, --group and --group-pattern")
        }
        guard groupPattern == nil || connection != nil else {
            throw ValidationError("--group-pattern needs --connection: patterns are of one connection's groups")
        }
    }

    /// Assigns with `POST`, revokes with `DELETE`; prints what came of it.
    ///
    /// - Parameter expires: RFC 3339.
    func perform(_ method: String, expires: String? = nil) async throws {
        let place = if let organization { try await admin.organization(organization) } else { nil as NamedAnswer? }
        let role = try await admin.role(role, in: place)
        let target = try await target(role, place)
        var body = target.body
        body["expires_at"] = expires
        let answer = try await admin.ask(method, target.path + (dryRun ? "?dry_run=true" : ""), body: body)
        if dryRun { return print(admin.json ? answer.text : try answer.decoded(as: RehearsalAnswer.self).description) }
        guard !admin.json else { return print(answer.body.isEmpty ? "{}" : answer.text) }
        let verb = method == "POST" ? "assigned \(role.name) to" : "revoked \(role.name) from"
        let scope = place.map { " in \($0.name)" } ?? ""
        print("\(verb) \(target.name)\(scope)\(expires.map { " until \($0)" } ?? "")")
    }

    private struct Target {
        var path: String
        var body: [String: Any]
        var name: String
    }

    private func target(_ role: NamedAnswer, _ place: NamedAnswer?) async throws -> Target {
        let owner = place.map { "/organizations/\($0.id.percentEncoded)" } ?? ""
        let roles: [String: Any] = ["roles": [role.id]]
        if let user {
            let path = "/api/v2\(owner)/\(place == nil ? "users" : "members")/\(user.percentEncoded)/roles"
            return Target(path: path, body: roles, name: user)
        }
        if let group {
            let found = try await admin.group(group, of: connection)
            return Target(
                path: "/api/v2\(owner)/groups/\(found.id.percentEncoded)/roles",
                body: roles,
                name: "group \(found.name)"
            )
        }
        let pattern = groupPattern ?? ""
        var mapping: [String: Any] = ["role_id": role.id, "pattern": pattern]
        mapping["connection_id"] = try await admin.connection(connection ?? "").id
        mapping["organization_id"] = place?.id
        return Target(path: "/api/v2/group-role-mappings", body: mapping, name: "groups named \(pattern)")
    }
}
