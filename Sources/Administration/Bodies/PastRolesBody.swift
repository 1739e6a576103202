import AccessIndex
import AccessModel

/// The effective roles of a user in one state, in the form of the decision socket's `/v1/roles`.
struct PastRolesBody: Encodable, Sendable {
    /// `permit`, or `deny` where there was no such user, or the user was kept out.
    var outcome: String
    var reason: String?
    var user: String?
    var organization: PastOrganizationBody?
    var tenantRoles: [PastRoleBody]?
    var organizationRoles: [PastRoleBody]?
    var revision: String
    /// The instant that is asked about.
    var asOf: String

    static let schema = Schema.object(
        "PastRoles",
        [
            .required("outcome", .oneOf(["permit", "deny"])), .optional("reason", .text()),
            .optional("user", .text()), .optional("organization", PastOrganizationBody.schema),
            .optional("tenant_roles", .list(PastRoleBody.schema)),
            .optional("organization_roles", .list(PastRoleBody.schema)),
            .required("revision", .text()), .required("as_of", .instant),
        ]
    )

    init(_ found: EffectiveRolesOutcome, from snapshot: IndexSnapshot, at instant: Timestamp) {
        revision = snapshot.revision.description
        asOf = instant.description
        switch found {
        case .denied(let denial):
            outcome = "deny"
            reason = denial.rawValue
        case .roles(let roles):
            outcome = "permit"
            user = roles.user.rawValue
            organization = roles.organization.map(PastOrganizationBody.init)
            tenantRoles = roles.tenantRoles.map { PastRoleBody($0, from: snapshot) }
            organizationRoles = roles.organizationRoles.map { PastRoleBody($0, from: snapshot) }
        }
    }
}

struct PastOrganizationBody: Encodable, Sendable {
    var id: String
    var name: String

    static let schema = Schema.object([.required("id", .text()), .required("name", .text())])

    init(_ organization: Organization) {
        id = organization.id.rawValue
        name = organization.name
    }
}

/// A role that a user had, with where it came from.
struct PastRoleBody: Encodable, Sendable {
    struct Source: Encodable, Sendable {
        /// `direct`, `groups` or `role`.
        var type: String
        /// From the user's own up to the one that the role was given to.
        var groups: [String]?
        var groupNames: [String]?
        /// The one that inherited it.
        var role: String?
    }

    var id: String
    var name: String
    var sources: [Source]

    static let schema = Schema.object(
        "PastRole",
        [
            .required("id", .text()), .required("name", .text()),
            .required(
                "sources",
                .list(
                    .object([
                        .required("type", .oneOf(["direct", "groups", "role"])), .optional("groups", .list(.text())),
                        .optional("group_names", .list(.text())), .optional("role", .text()),
                    ])
                )
            ),
        ]
    )

    init(_ role: EffectiveRole, from snapshot: IndexSnapshot) {
        id = role.id.rawValue
        name = role.name
        sources = role.sources.map { source in
            switch source {
            case .direct: Source(type: "direct")
            case .groups(let chain, _):
                Source(
                    type: "groups",
                    groups: chain.map(\.rawValue),
                    groupNames: chain.map { snapshot.group($0)?.name ?? $0.rawValue }
                )
            case .role(let heir): Source(type: "role", role: heir.rawValue)
            }
        }
    }
}
