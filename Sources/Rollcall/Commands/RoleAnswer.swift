/// A role in an answer of the server.
struct RoleAnswer: Decodable {
    struct Source: Decodable {
        var type: String
        var group: String?
        var groups: [String]?
        var role: String?
    }

    var id: String
    var name: String
    var sources: [Source]

    /// One line a role, the first with a label.
    static func rows(_ label: String, _ roles: [RoleAnswer]?) -> [String] {
        guard let roles else { return [] }
        guard !roles.isEmpty else { return [row(label, "none")] }
        return roles.enumerated().map { position, role in row(position == 0 ? label : "", role.description) }
    }

    private var description: String {
        let origins = sources.map { source in
            switch source.type {
            case "direct": "directly"
            case "role": "inherited by \(source.role ?? "another role")"
            default: "through " + (source.groups ?? [source.group ?? "a group"]).joined(separator: " → ")
            }
        }
        return "\(name)  (\(origins.joined(separator: "; ")))"
    }
}
