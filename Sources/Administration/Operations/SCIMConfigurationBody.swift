import AccessModel
import DirectoryStorage
import SCIMProtocol

/// A SCIM configuration as the management API shows it.
struct SCIMConfigurationBody: Encodable, Sendable {
    var tenantName: String
    var connectionId: String
    var connectionName: String
    var strategy: String
    var mapping: [MappedAttributeBody]
    var userIdAttribute: String
    var createdAt: String
    var updatedOn: String

    static let attributeSchema = Schema.oneOf(Connection.UserIDAttribute.allCases.map(\.rawValue))
    /// More than a user has attributes.
    static let mappingSchema = Schema.list(MappedAttributeBody.schema, 0...500)
    static let schema = Schema.object(
        "SCIMConfiguration",
        [
            .required("tenant_name", .text()), .required("connection_id", .text()),
            .required("connection_name", .text()), .required("strategy", .text()),
            .required("mapping", mappingSchema), .required("user_id_attribute", attributeSchema),
            .required("created_at", .instant), .required("updated_on", .instant),
        ]
    )

    init(_ configuration: SCIMConfiguration, of connection: Connection, _ tenantName: String) {
        self.tenantName = tenantName
        connectionId = connection.id.rawValue
        connectionName = connection.name
        strategy = connection.strategy.rawValue
        let entries = configuration.mapping ?? AttributeMapping.standard(for: connection.strategy)
        mapping = entries.map(MappedAttributeBody.init)
        userIdAttribute = connection.userIDAttribute.rawValue
        createdAt = configuration.created.description
        updatedOn = configuration.updated.description
    }
}

/// One line of a mapping, in the words of the API's clients.
struct MappedAttributeBody: Codable, Sendable {
    var scim: String
    /// The attribute of the profile.
    var auth0: String

    static let schema = Schema.object(
        "SCIMMappingItem",
        [.required("scim", .text(1...512)), .required("auth0", .text(1...256))]
    )

    init(_ entry: MappedAttribute) {
        scim = entry.scim
        auth0 = entry.profile
    }

    var entry: MappedAttribute { MappedAttribute(scim, auth0) }
}

/// What a request would have of a SCIM configuration.
struct SCIMConfigurationWish: Sendable {
    /// Nil is the one that the connection has.
    let userIDAttribute: Connection.UserIDAttribute?
    private let entries: [MappedAttribute]?

    private struct Body: Decodable {
        var attribute: Connection.UserIDAttribute?
        var mapping: [MappedAttributeBody]?

        private enum CodingKeys: String, CodingKey {
            case attribute = "user_id_attribute"
            case mapping
        }
    }

    /// Refuses a mapping that cannot be.
    init(_ request: ManagementRequest) throws {
        let body = try request.decoded(as: Body.self)
        userIDAttribute = body.attribute
        entries = body.mapping?.map(\.entry)
        do {
            _ = try entries.map { entries throws(SCIMError) in
                try AttributeMapping(entries, of: request.directory.settings.userType)
            }
        } catch {
            throw ManagementError.invalidBody("'\(error.detail)' on property mapping")
        }
    }

    /// Nil where it is the usual one, in whatever order: clients send back what they were shown, and mean no restriction.
    func mapping(for strategy: Connection.Strategy) -> [MappedAttribute]? {
        entries.flatMap { Set($0) == Set(AttributeMapping.standard(for: strategy)) ? nil : $0 }
    }
}
