package import AccessModel

/// The payload of the token that a login brings. The claims of the design's section "Claims token", and no others.
package struct ClaimsToken: Hashable, Sendable {
    package var claims: LoginClaims
    package var issuer: String
    package var audience: String
    package var issued: Timestamp
    package var expires: Timestamp
    /// `jti`.
    package var id: String
    package var nonce: String?
    package var revision: Revision
    package var form: ClaimsForm

    /// 128 random bits, in hexadecimal.
    package static func makeID(using generator: inout some RandomNumberGenerator) -> String {
        [generator.next() as UInt64, generator.next()].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }
        .joined()
    }

    /// Names of the effective roles of both levels, each once, sorted byte by byte.
    package var roleNames: [String] {
        Set(effectiveRoles.map { Array($0.name.utf8) }).sorted { $0.lexicographicallyPrecedes($1) }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// In their order, each once: an organization's role may be called as one of the tenant's.
    private func names(of roles: [EffectiveRole]) -> [String] {
        roles.reduce(into: []) { names, role in
            if !names.last.hasSameBytes(as: role.name) { names.append(role.name) }
        }
    }

    private var effectiveRoles: [EffectiveRole] { claims.roles.tenantRoles + claims.roles.organizationRoles }

    /// A list that there is none of is an empty array; `groups` alone is absent where the settings leave it out.
    package var json: [UInt8] {
        var writer = JSONWriter(capacity: 1_024)
        writer.beginObject()
        writer.member("iss", issuer)
        writer.member("sub", claims.roles.user.rawValue)
        writer.member("aud", audience)
        writer.member("iat", issued.seconds)
        writer.member("exp", expires.seconds)
        writer.member("jti", id)
        if let nonce { writer.member("nonce", nonce) }
        if let organization = claims.roles.organization {
            writer.member("org_id", organization.id.rawValue)
            writer.member(form.name("org_name"), organization.name)
        }
        writer.member(form.name("roles"), roleNames)
        if form.includesRoleIDs {
            writer.member(form.name("role_ids"), Set(effectiveRoles.map(\.id.rawValue)).sorted())
        }
        writer.member(form.name("tenant_roles"), names(of: claims.roles.tenantRoles))
        writer.member(form.name("organization_roles"), names(of: claims.roles.organizationRoles))
        writer.member(form.name("permissions"), claims.permissions ?? [])
        if let groups = claims.groups { writer.member(form.name("groups"), groups) }
        writer.member("revision", revision.description)
        writer.endObject()
        return writer.bytes
    }
}
