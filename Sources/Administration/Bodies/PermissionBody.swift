import AccessModel

/// A permission of an API as the management API shows it.
struct PermissionBody: Encodable, Sendable {
    var resourceServerIdentifier: String
    var resourceServerName: String
    var permissionName: String
    var description: String
    /// Whether conditions of the question decide as well.
    var conditional: Bool?

    static let properties: [Schema.Property] = [
        .required("resource_server_identifier", .text()), .required("resource_server_name", .text()),
        .required("permission_name", .text()), .required("description", .text()), .optional("conditional", .boolean),
    ]
    static let schema = Schema.object("Permission", properties)

    init(_ permission: API.Permission, of api: API, isConditional: Bool = false) {
        resourceServerIdentifier = api.identifier
        resourceServerName = api.name
        permissionName = permission.name
        description = permission.description
        conditional = isConditional ? true : nil
    }

    /// By API, then by name.
    var key: String { "\(resourceServerIdentifier)\u{0}\(permissionName)" }
}
