import AccessModel

/// One way in which a user holds a role.
struct RawGrant {
    var assignment: RoleAssignment
    /// From the user's own group to the one that carries the assignment; empty where the user carries it.
    var chain: [Group.ID]
}

extension Rows {
    /// The rows as they count at the instant: an assignment whose time is over is as good as none.
    func counting(at instant: Timestamp) -> Rows {
        var rows = self
        rows.assignments = assignments.filter { !$0.hasExpired(at: instant) }
        return rows
    }

    func grants(to user: User, in scope: RoleAssignment.Scope) -> [RawGrant] {
        let chains = chains(of: user.id)
        var grants: [RawGrant] = []
        for assignment in assignments where assignment.scope == scope {
            switch assignment.holder {
            case .user(let id):
                if id == user.id { grants.append(RawGrant(assignment: assignment, chain: [])) }
            case .groups(let selector):
                for (id, chain) in chains {
                    guard let group = groups[id], selector.selects(group), carries(group, in: scope) else { continue }
                    grants.append(RawGrant(assignment: assignment, chain: chain))
                }
            }
        }
        return grants
    }

    private func carries(_ group: Group, in scope: RoleAssignment.Scope) -> Bool {
        guard case .organization(let organization) = scope else { return true }
        guard let link = link(organization, group.connection), link.isEnabled else { return false }
        return link.assignsMembershipOnLogin || settings.membersInheritWithoutAutoMembership
    }

    /// The tenant grants that count: all without an organization, by the settings with one.
    func tenantGrants(to user: User, in organization: Organization?) -> [RawGrant] {
        let all = grants(to: user, in: .tenant)
        guard organization != nil else { return all }
        return switch settings.tenantRolesInOrganizations {
        case .all: all
        case .groups: all.filter { !$0.chain.isEmpty }
        case .none: []
        }
    }

    func isMember(_ user: User, of organization: Organization) -> Bool {
        organizationMembers.contains(OrganizationMember(organization: organization.id, user: user.id))
    }
}
