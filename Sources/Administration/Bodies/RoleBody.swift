import AccessModel

/// A role as the management API shows it, by itself or as somebody has it.
struct RoleBody: Encodable, Sendable {
    var id: String
    var name: String
    var description: String
    /// `tenant` or `organization`.
    var type: String
    /// The organization that owns it; absent where the tenant does.
    var ownerId: String?
    /// `policy` or `api`.
    var origin: String
    /// The policy file that declares it.
    var file: String?
    /// From when on its holder has it no more; absent is never.
    var expiresAt: String?

    private static let properties: [Schema.Property] = [
        .required("id", .text()), .required("name", .text()), .required("description", .text()),
        .required("type", .oneOf(["tenant", "organization"])), .optional("owner_id", .text()),
        .required("origin", .text()), .optional("file", .text()),
    ]
    static let schema = Schema.object("Role", properties)
    /// Of a role as somebody has it.
    static let grantedSchema = Schema.object("GrantedRole", properties + [.optional("expires_at", .instant)])

    init(_ role: Role, expires: Timestamp? = nil) {
        id = role.id.rawValue
        name = role.name
        description = role.description
        type = role.owner == nil ? "tenant" : "organization"
        ownerId = role.owner?.rawValue
        let source = OriginBody(role.origin)
        origin = source.origin
        file = source.file
        expiresAt = expires?.description
    }

    /// By name, which a role of an organization may share with one of the tenant.
    var key: String { "\(name)\u{0}\(id)" }
}
