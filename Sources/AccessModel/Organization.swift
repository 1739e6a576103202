/// A customer inside the tenant: the boundary within which organization roles hold.
package struct Organization: Hashable, Sendable, Codable, IdentifiedByPrefix {
    package typealias ID = Identifier<Organization>

    package static var identifierPrefix: String { "org_" }
    package static var identifierBodyLength: Int { 16 }

    package var id: ID
    /// `[a-z0-9]([a-z0-9-_]*[a-z0-9])?`, 1 to 50 characters, not starting with `org_`; unique within the tenant.
    package var name: String
    package var displayName: String?
    package var origin: Origin

    package init(id: ID, name: String, displayName: String? = nil, origin: Origin) {
        self.id = id
        self.name = name
        self.displayName = displayName
        self.origin = origin
    }
}

/// A connection through which people may log in to an organization.
package struct OrganizationConnection: Hashable, Sendable, Codable {
    package var organization: Organization.ID
    package var connection: Connection.ID
    /// False keeps the settings while the connection is off for this organization.
    package var isEnabled: Bool
    /// Auto-Membership: a login through this connection makes the user a member.
    package var assignsMembershipOnLogin: Bool
    package var origin: Origin

    package init(
        organization: Organization.ID,
        connection: Connection.ID,
        isEnabled: Bool = true,
        assignsMembershipOnLogin: Bool,
        origin: Origin
    ) {
        self.organization = organization
        self.connection = connection
        self.isEnabled = isEnabled
        self.assignsMembershipOnLogin = assignsMembershipOnLogin
        self.origin = origin
    }
}

/// An explicit membership of a user in an organization. Nothing but a deletion removes it.
package struct OrganizationMember: Hashable, Sendable, Codable {
    package var organization: Organization.ID
    package var user: User.ID

    package init(organization: Organization.ID, user: User.ID) {
        self.organization = organization
        self.user = user
    }
}

extension Organization {
    package static func == (left: Self, right: Self) -> Bool {
        left.id == right.id && left.name.hasSameBytes(as: right.name)
            && left.displayName.hasSameBytes(as: right.displayName) && left.origin == right.origin
    }
}
