package import AccessModel

/// The answer to "which roles does this user hold here, and where do they come from".
package enum RolesAnswer {
    package static func json(_ outcome: EffectiveRolesOutcome, _ basis: AnswerBasis) -> [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        switch outcome {
        case .roles(let roles):
            writer.member("outcome", "permit")
            writer.members(roles)
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
    /// User, organization and the two lists of roles.
    mutating func members(_ roles: EffectiveRoles) {
        member("user", roles.user.rawValue)
        if let organization = roles.organization {
            key("organization")
            beginObject()
            member("id", organization.id.rawValue)
            member("name", organization.name)
            if let displayName = organization.displayName { member("display_name", displayName) }
            endObject()
        }
        member("tenant_roles", roles.tenantRoles)
        member("organization_roles", roles.organizationRoles)
    }

    private mutating func member(_ name: String, _ roles: [EffectiveRole]) {
        key(name)
        beginArray()
        for role in roles { value(role) }
        endArray()
    }

    private mutating func value(_ role: EffectiveRole) {
        beginObject()
        member("id", role.id.rawValue)
        member("name", role.name)
        key("sources")
        beginArray()
        for source in role.sources { value(source) }
        endArray()
        endObject()
    }

    private mutating func value(_ source: RoleSource) {
        beginObject()
        switch source {
        case .direct(let origin):
            member("type", "direct")
            member(origin)
        case .groups(let chain, let origin):
            member("type", "groups")
            member("groups", chain.map(\.rawValue))
            member(origin)
        case .role(let role):
            member("type", "role")
            member("role", role.rawValue)
        }
        endObject()
    }

    private mutating func member(_ origin: Origin) {
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
