/// "This user logs in, here, to this organization: which claims?"
package struct LoginRequest: Hashable, Sendable {
    package var subject: SubjectReference
    /// Id or name of the connection that authenticated the user; nil is the user's own.
    package var connection: String?
    /// Id or name of the organization; nil logs in to the tenant.
    package var organization: String?
    /// Identifier of the API whose permissions are asked.
    package var audience: String?
    /// What conditions may look at. A permission whose conditions do not hold for the login itself is left out.
    package var properties: [Property]

    package init(
        subject: SubjectReference,
        connection: String? = nil,
        organization: String? = nil,
        audience: String? = nil,
        properties: [Property] = []
    ) {
        self.subject = subject
        self.connection = connection
        self.organization = organization
        self.audience = audience
        self.properties = properties
    }
}

package enum LoginOutcome: Hashable, Sendable {
    case permit(LoginClaims)
    /// Auto-Membership: the caller commits this membership, waits until the index has it, and asks again.
    case join(OrganizationMember)
    case refuse(LoginRefusal)
}

/// What a login's token says, before it is signed.
package struct LoginClaims: Hashable, Sendable {
    package var roles: EffectiveRoles
    /// Names of the audience's permissions that the effective roles carry, sorted; nil where no audience was asked.
    package var permissions: [String]?
    /// Names of the user's groups, direct and nested, sorted, each once; nil where the settings leave them out.
    package var groups: [String]?

    package init(roles: EffectiveRoles, permissions: [String]? = nil, groups: [String]? = nil) {
        self.roles = roles
        self.permissions = permissions
        self.groups = groups
    }

    /// When the first of the roles ends, and with it the truth of the claims; nil is never.
    package var expires: Timestamp? {
        (roles.tenantRoles + roles.organizationRoles).compactMap(\.expires).min()
    }
}

/// Why a login is refused, in the words of the wire. The earliest that applies, in this order.
package enum LoginRefusal: String, Hashable, Sendable, Codable, CaseIterable {
    case stale
    case unknownSubject = "unknown_subject"
    case blockedSubject = "blocked_subject"
    case unknownConnection = "unknown_connection"
    /// The connection named is not the one that the user belongs to.
    case otherConnection = "other_connection"
    case unknownAudience = "unknown_audience"
    case unknownOrganization = "unknown_organization"
    /// The organization has no enabled connection at all.
    case noConnectionsEnabled = "no_connections_enabled"
    /// The organization has enabled connections, and this is none of them.
    case connectionNotEnabled = "connection_not_enabled"
    /// The user is no member, and Auto-Membership is off.
    case notAMember = "not_a_member"
    /// The claims would make a token larger than the setting allows; none of them is left out.
    case tooLarge = "too_large"
}
