package import AccessIndex
package import AccessModel

/// The answer to "which roles does this user hold here, and where do they come from".
package enum RolesAnswer {
    package static func json(
        _ outcome: EffectiveRolesOutcome,
        from snapshot: IndexSnapshot,
        _ basis: AnswerBasis
    ) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        switch outcome {
        case .roles(let roles):
            writer.member("outcome", "permit")
            writer.members(roles, from: snapshot)
        case .denied(let reason):
            writer.member("outcome", "deny")
            writer.member("reason", reason.rawValue)
        }
        writer.member(basis)
        writer.endObject()
        return writer.bytes
    }
}

extension JSONWriter {
    /// User, organization and the two lists of roles; groups are named as the snapshot names them.
    mutating func members(_ roles: EffectiveRoles, from snapshot: IndexSnapshot) {
        member("user", roles.user.rawValue)
        if let organization = roles.organization { member("organization", organization) }
        member("tenant_roles", roles.tenantRoles, from: snapshot)
        member("organization_roles", roles.organizationRoles, from: snapshot)
    }

    mutating func member(_ name: String, _ organization: Organization) {
        key(name)
        beginObject()
        member("id", organization.id.rawValue)
        member("name", organization.name)
        if let displayName = organization.displayName { member("display_name", displayName) }
        endObject()
    }

    private mutating func member(_ name: String, _ roles: [EffectiveRole], from snapshot: IndexSnapshot) {
        key(name)
        beginArray()
        for role in roles { value(role, from: snapshot) }
        endArray()
    }

    private mutating func value(_ role: EffectiveRole, from snapshot: IndexSnapshot) {
        beginObject()
        member("id", role.id.rawValue)
        member("name", role.name)
        key("sources")
        beginArray()
        for source in role.sources { value(source, from: snapshot) }
        endArray()
        if let expires = role.expires { member("expires_at", expires.description) }
        endObject()
    }

    private mutating func value(_ source: RoleSource, from snapshot: IndexSnapshot) {
        beginObject()
        switch source {
        case .direct(let origin):
            member("type", "direct")
            member(origin)
        case .groups(let chain, let origin):
            member("type", "groups")
            member("groups", chain.map(\.rawValue))
            member("group_names", chain.map { snapshot.group($0)?.name ?? $0.rawValue })
            member(origin)
        case .role(let role):
            member("type", "role")
            member("role", role.rawValue)
        }
        endObject()
    }

    mutating func member(_ origin: Origin) {
        switch origin {
        case .policy(let file):
            member("origin", "policy")
            member("file", file)
        case .api: member("origin", "api")
        case .scim: member("origin", "scim")
        case .login: member("origin", "login")
        }
    }
}
