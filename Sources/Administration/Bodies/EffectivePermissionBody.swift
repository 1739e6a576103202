import AccessModel

/// A permission that a user has in one place, as the management API shows it.
struct EffectivePermissionBody: Encodable, Sendable {
    var resourceServerIdentifier: String
    var resourceServerName: String
    var permissionName: String
    var description: String
    var conditional: Bool?
    /// `direct`, `roles` or both.
    var sources: [String]

    static let schema = Schema.object(
        "EffectivePermission",
        PermissionBody.properties + [.required("sources", .list(.oneOf(["direct", "roles"])))]
    )

    init(_ permission: PermissionBody, sources: [String]) {
        resourceServerIdentifier = permission.resourceServerIdentifier
        resourceServerName = permission.resourceServerName
        permissionName = permission.permissionName
        description = permission.description
        conditional = permission.conditional
        self.sources = sources
    }
}
