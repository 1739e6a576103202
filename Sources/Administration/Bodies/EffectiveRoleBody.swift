import AccessModel

/// A role that a user has in one place, as the management API shows it.
struct EffectiveRoleBody: Encodable, Sendable {
    var id: String
    var name: String
    var description: String
    /// `direct`, `groups` or both.
    var sources: [String]

    static let schema = Schema.object(
        "EffectiveRole",
        [
            .required("id", .text()), .required("name", .text()), .required("description", .text()),
            .required("sources", .list(.oneOf(["direct", "groups"]))),
        ]
    )

    static let roleParameter = QueryParameter("role_id", .identifier, isRequired: true, summary: "The role")

    init(_ role: EffectiveRole, description: String, sources: [String]) {
        id = role.id.rawValue
        name = role.name
        self.description = description
        self.sources = sources
    }

    /// By name.
    var key: String { "\(name)\u{0}\(id)" }
}
