import AccessModel
import DirectoryStorage
import HTTPTypes

/// Roles that a request gives to one user or group in one scope, or takes away.
///
/// Giving what is given says anew how long it lasts; taking what is not there changes nothing.
struct RoleGrant: Sendable {
    var roles: [Role.ID]
    var grantee: Grantee
    var scope = RoleAssignment.Scope.tenant
    /// Nil is never.
    var expires: Timestamp?

    /// Refuses where the grantee would have more roles of its own in the scope than the limit.
    func give(in transaction: any DirectoryTransaction, limit: RoleLimit) throws {
        var isNew = false
        for role in roles {
            _ = try transaction.known(role)
            if try transaction.addAssignment(assignment(of: role)) { isNew = true }
        }
        if isNew { try limit.check(grantee, in: scope, transaction) }
    }

    /// Refuses where something else gives one of the roles as well: the grantee would have it still.
    func take(in transaction: any DirectoryTransaction) throws {
        let others = try grantee.assignments(in: transaction).filter { $0.scope == scope && !isOwn($0) }
        for id in roles {
            let role = try transaction.known(id)
            if let other = others.first(where: { $0.role == id }) { throw ManagementError.given(role, by: other) }
            try transaction.removeAssignment(assignment(of: id))
        }
    }

    private func assignment(of role: Role.ID) -> RoleAssignment {
        RoleAssignment(role: role, holder: grantee.holder, scope: scope, origin: .api, expires: expires)
    }

    private func isOwn(_ assignment: RoleAssignment) -> Bool {
        assignment.holder == grantee.holder && assignment.origin == .api
    }
}

/// How many roles a user or group may have of its own in one scope.
struct RoleLimit: Sendable {
    var count: Int
    /// What a client is told beyond.
    var message: String
    /// Of all groups together; nil where no group is the grantee.
    var ofGroups: GroupRoleCounts?

    /// Refuses where the grantee has more.
    func check(
        _ grantee: Grantee,
        in scope: RoleAssignment.Scope,
        _ reader: any DirectoryReader
    ) throws {
        let given = try grantee.assignments(in: reader).filter { $0.scope == scope && $0.holder == grantee.holder }
        guard given.count <= count else { throw ManagementError(.conflict, message) }
        guard let ofGroups else { return }
        let counts = try reader.groupRoleCounts(in: scope)
        guard counts.roles <= ofGroups.roles else {
            throw ManagementError(.conflict, "No more different roles can be assigned to groups.")
        }
        guard counts.groups <= ofGroups.groups else {
            throw ManagementError(.conflict, "No more groups can be assigned roles.")
        }
    }
}

extension ManagementLimits {
    var ofUser: RoleLimit {
        RoleLimit(count: rolesPerUser, message: "No more roles can be assigned to this user.")
    }

    var ofGroup: RoleLimit {
        RoleLimit(count: rolesPerGroup, message: "No more roles can be assigned to this group.", ofGroups: ofGroups)
    }

    var ofOrganizationMember: RoleLimit {
        RoleLimit(count: rolesPerMember, message: "No more roles can be assigned to this organization member.")
    }

    var ofOrganizationGroup: RoleLimit {
        RoleLimit(
            count: rolesPerGroup,
            message: "No more roles can be assigned to this organization group.",
            ofGroups: ofGroups
        )
    }

    private var ofGroups: GroupRoleCounts { GroupRoleCounts(roles: rolesOfGroups, groups: groupsWithRoles) }
}

extension ManagementError {
    /// A role that cannot be taken away here, because the assignment gives it.
    fileprivate static func given(_ role: Role, by assignment: RoleAssignment) -> Self {
        let reason =
            switch (assignment.origin, assignment.holder) {
            case (.policy(let file), _): "is assigned in `\(file)` and changes only there"
            case (_, .groups(let selector)): "is mapped to \(selector.clause); end the mapping instead"
            case (.api, _), (.scim, _), (.login, _): "was assigned by another path and changes only there"
            }
        return Self(.conflict, "The role `\(role.name)` \(reason).")
    }
}

extension GroupSelector {
    /// Such as ``every group named `Editors` ``.
    var clause: String {
        switch self {
        case .id(let id): "the group `\(id)`"
        case .name(let name, _): "every group named `\(name)`"
        case .externalID(let id, _): "every group with the external id `\(id)`"
        case .pattern(let pattern, _): "every group whose name matches `\(pattern.text)`"
        }
    }
}
