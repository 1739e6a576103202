import AccessModel

/// Which grants count in which context.
extension Directory {
    /// Without an organization a user's own tenant roles count; with one, its own roles there, and by setting those.
    @inline(__always)
    func countsDirectly(_ scope: Scope, in organization: Ordinal<Organization>?) -> Bool {
        guard let organization else { return scope == .tenant }
        if scope == .tenant { return settings.tenantRolesInOrganizations.includesDirect }
        return scope == .organization(organization)
    }

    @inline(__always)
    func countsTenantRolesOfGroups(in organization: Ordinal<Organization>?) -> Bool {
        organization == nil || settings.tenantRolesInOrganizations.includesGroups
    }

    /// Whether groups of the connection carry roles of the organization to its members.
    @inline(__always)
    func carriesRoles(_ connection: Ordinal<Connection>, in organization: Ordinal<Organization>) -> Bool {
        guard let link = organizations.link(organization, connection), link.isEnabled else { return false }
        return link.assignsMembershipOnLogin || settings.membersInheritWithoutAutoMembership
    }
}

extension LoginSettings.TenantRolesInOrganizations {
    @inline(__always)
    fileprivate var includesDirect: Bool {
        switch self {
        case .all: true
        case .groups, .none: false
        }
    }

    @inline(__always)
    fileprivate var includesGroups: Bool {
        switch self {
        case .all, .groups: true
        case .none: false
        }
    }
}
