import AccessModel
import DirectoryStorage
import StrictJSON

/// A connection of an organization as the management API shows it, in the older form, which knows only those that are
/// enabled, or in the newer one.
struct OrganizationConnectionBody: Encodable, Sendable {
    var connectionId: String
    var assignMembershipOnLogin: Bool
    var showAsButton: Bool
    /// Always false: no connection here is a database in which people sign up.
    var isSignupEnabled = false
    var connection: Named
    // Of the newer form.
    var isEnabled: Bool?
    var organizationConnectionName: JSONValue?
    var organizationAccessLevel: JSONValue?
    var organizationMemberAccessLevel: JSONValue?

    struct Named: Encodable, Sendable {
        var name: String
        var strategy: String
    }

    private init(_ link: OrganizationConnection, _ kept: KeptAttributes, in reader: any DirectoryReader) throws {
        guard let connection = try reader.connection(link.connection) else { throw ManagementError.unknownConnection }
        connectionId = link.connection.rawValue
        assignMembershipOnLogin = link.assignsMembershipOnLogin
        showAsButton = kept.boolean("show_as_button") ?? true
        self.connection = Named(name: connection.name, strategy: connection.strategy.rawValue)
    }

    /// In the older form.
    static func enabled(_ link: OrganizationConnection, in reader: any DirectoryReader) throws -> Self {
        try Self(
            link,
            KeptAttributes(of: .organizationConnection(link.organization, link.connection), in: reader),
            in: reader
        )
    }

    /// In the newer form.
    static func full(_ link: OrganizationConnection, in reader: any DirectoryReader) throws -> Self {
        let kept = try KeptAttributes(of: .organizationConnection(link.organization, link.connection), in: reader)
        var body = try Self(link, kept, in: reader)
        body.isEnabled = link.isEnabled
        body.organizationConnectionName = kept["organization_connection_name"]
        body.organizationAccessLevel = kept["organization_access_level"] ?? "none"
        body.organizationMemberAccessLevel = kept["organization_member_access_level"] ?? "none"
        return body
    }

    /// What is kept beside the record.
    static let kept = [
        "show_as_button", "organization_connection_name", "organization_access_level",
        "organization_member_access_level",
    ]
    static let accessLevels = ["none", "readonly", "limited", "full"]
    /// Of the connection in one organization.
    static let name = Schema.text(1...50, pattern: #"\S+"#)

    private static let shown: [Schema.Property] = [
        .required("connection_id", .text()), .required("assign_membership_on_login", .boolean),
        .required("show_as_button", .boolean), .required("is_signup_enabled", .boolean),
        .required("connection", .object([.required("name", .text()), .required("strategy", .text())])),
    ]
    static let enabledSchema = Schema.object("OrganizationEnabledConnection", shown)
    static let fullSchema = Schema.object(
        "OrganizationConnection",
        shown + [
            .required("is_enabled", .boolean), .optional("organization_connection_name", .text()),
            .required("organization_access_level", .oneOf(accessLevels)),
            .required("organization_member_access_level", .oneOf(accessLevels)),
        ]
    )
}
