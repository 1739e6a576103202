import AccessModel
import DirectoryStorage

/// A group as the management API shows it.
struct GroupBody: Encodable, Sendable {
    var id: String
    var name: String
    var externalId: String?
    var connectionId: String
    var tenantName: String
    /// Who changes it: `scim`, the connection's provider, or `api`.
    var origin: String
    var createdAt: String
    var updatedAt: String

    static let schema = Schema.object(
        "Group",
        [
            .required("id", .text()), .required("name", .text()), .optional("external_id", .text()),
            .required("connection_id", .text()), .required("tenant_name", .text()), .required("origin", .text()),
            .required("created_at", .instant), .required("updated_at", .instant),
        ]
    )

    init(_ record: GroupRecord, tenant: String) {
        id = record.group.id.rawValue
        name = record.group.name
        externalId = record.group.externalID
        connectionId = record.group.connection.rawValue
        tenantName = tenant
        origin = OriginBody(record.group.origin).origin
        createdAt = record.created.description
        updatedAt = record.lastModified.description
    }
}
