import AccessModel

/// A permission that a user has in one place, as the management API shows it.
struct EffectivePermissionBody: Encodable, Sendable {
    var resourceServerIdentifier: String
    var resourceServerName: String
    var permissionName: String
    var description: String
    /// `direct`, `roles` or both.
    var sources: [String]

    static let schema = Schema.object(
        "EffectivePermission",
        [
            .required("resource_server_identifier", .text()), .required("resource_server_name", .text()),
            .required("permission_name", .text()), .required("description", .text()),
            .required("sources", .list(.oneOf(["direct", "roles"]))),
        ]
    )

    init(_ permission: EffectivePermission, of api: API) {
        resourceServerIdentifier = api.identifier
        resourceServerName = api.name
        permissionName = permission.name
        description = permission.description
        sources = (permission.isDirect ? ["direct"] : []) + (permission.roles.isEmpty ? [] : ["roles"])
    }
}
