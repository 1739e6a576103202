import AccessModel
import DirectoryStorage
import HTTPTypes

/// Roles that a request gives to users or groups in one scope, or takes away.
///
/// Giving what is given says anew how long it lasts; taking what is not there changes nothing. What has ended by itself is
/// as if it were not there.
struct RoleGrant: Sendable {
    var roles: [Role.ID]
    var grantees: [Grantee]
    var scope = RoleAssignment.Scope.tenant
    /// Nil is never.
    var expires: Timestamp?
    var instant: Timestamp

    /// Refuses where a grantee that is given something new would have more roles of its own in the scope than the limit.
    func give(in transaction: any DirectoryTransaction, limit: RoleLimit) throws {
        for role in roles { _ = try transaction.known(role) }
        var isNew = false
        for grantee in grantees {
            let held = Set(try own(of: grantee, in: transaction).map(\.role))
            for role in roles { try transaction.addAssignment(assignment(of: role, to: grantee)) }
            guard !held.isSuperset(of: roles) else { continue }
            try limit.checkRoles(of: grantee, in: scope, at: instant, transaction)
            isNew = true
        }
        if isNew { try limit.checkGroups(in: scope, at: instant, transaction) }
    }

    /// Refuses where something else gives one of the roles as well: the grantee would have it still.
    func take(in transaction: any DirectoryTransaction) throws {
        let taken = try roles.map { try transaction.known($0) }
        var mappings = MappingCache()
        for grantee in grantees {
            let others = try (grantee.ownAssignments(in: transaction) + mappings.mappings(of: grantee, in: transaction))
                .filter { $0.scope == scope && !$0.hasExpired(at: instant) && !isOwn($0, of: grantee) }
            for role in taken {
                if let other = others.first(where: { $0.role == role.id }) {
                    throw ManagementError.given(role, by: other)
                }
                try transaction.removeAssignment(assignment(of: role.id, to: grantee))
            }
        }
    }

    private func own(of grantee: Grantee, in reader: any DirectoryReader) throws -> [RoleAssignment] {
        try grantee.ownAssignments(in: reader)
            .filter { $0.scope == scope && !$0.hasExpired(at: instant) && isOwn($0, of: grantee) }
    }

    private func assignment(of role: Role.ID, to grantee: Grantee) -> RoleAssignment {
        RoleAssignment(role: role, holder: grantee.holder, scope: scope, origin: .api, expires: expires)
    }

    private func isOwn(_ assignment: RoleAssignment, of grantee: Grantee) -> Bool {
        assignment.holder == grantee.holder && assignment.origin == .api
    }
}

/// The mappings of connections, each read once: one can have thousands.
private struct MappingCache {
    private var known: [Connection.ID: [RoleAssignment]] = [:]

    mutating func mappings(of grantee: Grantee, in reader: any DirectoryReader) throws -> [RoleAssignment] {
        guard case .group(let group) = grantee else { return [] }
        let all = try known[group.connection] ?? reader.groupRoleMappings(of: group.connection)
        known[group.connection] = all
        return all.filter { $0.selects(group) }
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
    func checkRoles(
        of grantee: Grantee,
        in scope: RoleAssignment.Scope,
        at instant: Timestamp,
        _ reader: any DirectoryReader
    ) throws {
        let given = try grantee.ownAssignments(in: reader).filter { $0.scope == scope && !$0.hasExpired(at: instant) }
        guard given.count <= count else { throw ManagementError(.conflict, message) }
    }

    /// Refuses where all groups together have more.
    func checkGroups(in scope: RoleAssignment.Scope, at instant: Timestamp, _ reader: any DirectoryReader) throws {
        guard let ofGroups else { return }
        let counts = try reader.groupRoleCounts(in: scope, at: instant)
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
