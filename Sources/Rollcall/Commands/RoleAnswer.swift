/// A role in an answer of the server.
struct RoleAnswer: Decodable {
    struct Source: Decodable {
        var type: String
        var groups: [String]?
        var groupNames: [String]?
        var role: String?
    }

    var id: String
    var name: String
    var sources: [Source]
    var expiresAt: String?

    /// One line a role, the first with a label.
    static func rows(_ label: String, _ roles: [RoleAnswer]?) -> [String] {
        guard let roles else { return [] }
        guard !roles.isEmpty else { return [row(label, "none")] }
        let names = Dictionary(roles.map { ($0.id, $0.name) }) { first, _ in first }
        return roles.enumerated().map { position, role in
            row(position == 0 ? label : "", role.description(naming: names))
        }
    }

    /// - Parameter names: of the roles of the same list, which are the ones that inherit.
    private func description(naming names: [String: String]) -> String {
        let origins = sources.map { source in
            switch source.type {
            case "direct": "directly"
            case "role": "inherited by " + (source.role.map { names[$0] ?? $0 } ?? "another role")
            default: "through " + (source.groupNames ?? source.groups ?? []).joined(separator: " → ")
            }
        }
        let end = expiresAt.map { ", until \($0)" } ?? ""
        return "\(name)  (\(origins.joined(separator: "; "))\(end))"
    }
}
