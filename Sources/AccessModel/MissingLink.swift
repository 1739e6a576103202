/// What stands between a user and a permission: with it, a denied question would be permitted.
package struct MissingLink: Hashable, Sendable {
    /// From the nearest to the furthest.
    package enum Kind: String, Hashable, Sendable, CaseIterable {
        /// The user has the role, and its conditions do not hold or lack a property.
        case condition
        /// The assignment's time is over.
        case expiry
        /// Auto-Membership is off for the connection in the organization.
        case autoMembership = "auto_membership"
        /// The connection is not enabled for the organization.
        case connection
        /// The role is the user's in another place than the question's.
        case scope
        /// The user is no member of the organization.
        case membership
        /// Nobody has given the user the role.
        case role
    }

    package var kind: Kind
    /// A role that carries the permission.
    package var role: Role?
    /// What gives the user that role, but not here and now.
    package var assignment: RoleAssignment?
    /// Whose setting in the organization is in the way.
    package var connection: Connection.ID?

    package init(
        _ kind: Kind,
        role: Role? = nil,
        assignment: RoleAssignment? = nil,
        connection: Connection.ID? = nil
    ) {
        self.kind = kind
        self.role = role
        self.assignment = assignment
        self.connection = connection
    }
}
