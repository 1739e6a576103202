import AccessModel
import DirectoryStorage
import StrictJSON

/// What a body says of a connection of an organization. What it does not say stays, null makes it what it is at first.
struct OrganizationConnectionWish: Sendable {
    private let body: JSONValue

    init(_ body: JSONValue) {
        self.body = body
    }

    /// Where the body names it.
    var connection: Connection.ID {
        guard case .string(let id)? = body["connection_id"] else { return Connection.ID("") }
        return Connection.ID(id)
    }

    static let enabledProperties: [Schema.Property] = [
        .optional("assign_membership_on_login", .nullable(.boolean)),
        .optional("is_signup_enabled", .nullable(.boolean)), .optional("show_as_button", .nullable(.boolean)),
    ]
    static let fullProperties =
        enabledProperties + [
            .optional("is_enabled", .nullable(.boolean)),
            .optional("organization_connection_name", .nullable(OrganizationConnectionBody.name)),
            .optional("organization_access_level", .nullable(.oneOf(OrganizationConnectionBody.accessLevels))),
            .optional("organization_member_access_level", .nullable(.oneOf(OrganizationConnectionBody.accessLevels))),
        ]
    static let connectionProperty = Schema.Property.required("connection_id", .identifier)

    /// Writes the link as the body wants it, on the settings that it has.
    func put(_ link: OrganizationConnection, in transaction: any DirectoryTransaction) throws -> OrganizationConnection
    {
        guard let connection = try transaction.connection(link.connection) else {
            throw ManagementError.unknownConnection
        }
        guard body["is_signup_enabled"] != true else {
            throw ManagementError.invalidBody(
                """
                'People sign up in databases alone, and connection `\(connection.name)` is of strategy \
                \(connection.strategy.rawValue)' on property is_signup_enabled
                """
            )
        }
        var link = link
        link.isEnabled = boolean("is_enabled", default: true, now: link.isEnabled)
        link.assignsMembershipOnLogin = boolean(
            "assign_membership_on_login",
            default: false,
            now: link.assignsMembershipOnLogin
        )
        if try !transaction.organizationConnections(of: link.organization).contains(link) {
            try transaction.putOrganizationConnection(link)
        }
        let record = AttributedRecord.organizationConnection(link.organization, link.connection)
        var kept = try KeptAttributes(of: record, in: transaction)
        kept.update(OrganizationConnectionBody.kept, from: body)
        try kept.put(beside: record, in: transaction)
        return link
    }

    private func boolean(_ name: String, default usual: Bool, now: Bool) -> Bool {
        switch body[name] {
        case .boolean(let value)?: value
        case .null?: usual
        default: now
        }
    }
}
