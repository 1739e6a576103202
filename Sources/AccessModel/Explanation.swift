/// The exact chain behind a decision.
package struct Explanation: Hashable, Sendable {
    package var decision: Decision
    /// The user that the question meant, where it is known.
    package var user: User.ID?
    /// For a permit by a role: how the role came to the user, and the permission to the role.
    package var chain: Chain?
    /// For a permit without a role: what gave the permission to the user.
    package var direct: PermissionAssignment?

    package init(
        decision: Decision,
        user: User.ID? = nil,
        chain: Chain? = nil,
        direct: PermissionAssignment? = nil
    ) {
        self.decision = decision
        self.user = user
        self.chain = chain
        self.direct = direct
    }

    package struct Chain: Hashable, Sendable {
        /// User's groups from direct membership to the group that has the role; empty for a direct assignment.
        package var groups: [Group]
        package var assignment: RoleAssignment
        /// The assigned role first, then each inherited one, down to the role that declares the entitlement.
        package var roles: [Role]
        package var entitlement: Entitlement

        package init(groups: [Group], assignment: RoleAssignment, roles: [Role], entitlement: Entitlement) {
            self.groups = groups
            self.assignment = assignment
            self.roles = roles
            self.entitlement = entitlement
        }
    }
}
