import AccessIndex
import AccessModel
import DirectoryStorage

/// What a change would do, as the management API shows it instead of doing it.
struct RehearsalBody: Encodable, Sendable {
    var dryRun = true
    /// The state that the change was tried on.
    var revision: String
    /// Users with any gain or loss, and those with either.
    var usersAffected: Int
    var usersGaining: Int
    var usersLosing: Int
    /// The first of them, by user and place.
    var effects: [EffectBody]
    /// How many are not shown.
    var effectsOmitted: Int

    /// Shown at most.
    private static let limit = 200

    static let schema = Schema.object(
        "Rehearsal",
        [
            .required("dry_run", .boolean), .required("revision", .text()),
            .required("users_affected", .integer(0...Int.max)), .required("users_gaining", .integer(0...Int.max)),
            .required("users_losing", .integer(0...Int.max)), .required("effects", .list(EffectBody.schema)),
            .required("effects_omitted", .integer(0...Int.max)),
        ]
    )

    init(_ effects: AccessEffects, of rehearsal: Rehearsal<some Sendable>) {
        let all = EffectBody.all(of: effects)
        revision = rehearsal.base.description
        usersAffected = Set(all.map(\.userId)).count
        usersGaining = effects.gaining
        usersLosing = effects.losing
        self.effects = Array(all.prefix(Self.limit))
        effectsOmitted = all.count - self.effects.count
    }
}

/// What one user would gain and lose in one place.
struct EffectBody: Encodable, Sendable {
    var userId: String
    /// Both absent in the whole tenant.
    var organizationId: String?
    var organization: String?
    var gains: [MatterBody] = []
    var loses: [MatterBody] = []

    static let schema = Schema.object(
        "Effect",
        [
            .required("user_id", .text()), .optional("organization_id", .text()), .optional("organization", .text()),
            .required("gains", .list(MatterBody.schema)), .required("loses", .list(MatterBody.schema)),
        ]
    )

    /// By user, then by place.
    static func all(of effects: AccessEffects) -> [EffectBody] {
        var bodies: [[String]: EffectBody] = [:]
        for finding in effects.findings {
            let matter = MatterBody(finding.effect.matter)
            for user in finding.users {
                let key = [user.rawValue, finding.organization?.name ?? ""]
                var body =
                    bodies[key]
                    ?? EffectBody(
                        userId: user.rawValue,
                        organizationId: finding.organization?.id.rawValue,
                        organization: finding.organization?.name
                    )
                switch finding.effect.direction {
                case .gain: body.gains.append(matter)
                case .loss: body.loses.append(matter)
                }
                bodies[key] = body
            }
        }
        return bodies.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map(\.value)
    }
}

/// A role, a permission or a way in that a user would gain or lose.
struct MatterBody: Encodable, Sendable {
    /// `role`, `permission`, `login` or `lookup`.
    var type: String
    /// Of a role.
    var id: String?
    /// Of the role; the permission's or action's; the refusal; the attribute by which the provider's ids are looked up.
    var name: String
    /// Of a role: `tenant` or `organization`.
    var level: String?
    /// Of a permission: `api` and its identifier, or another resource.
    var resourceType: String?
    var resourceId: String?
    /// By way of which a permission would come or go.
    var roles: [String]?

    static let schema = Schema.object(
        "Matter",
        [
            .required("type", .oneOf(["role", "permission", "login", "lookup"])), .optional("id", .text()),
            .required("name", .text()),
            .optional("level", .oneOf(["tenant", "organization"])), .optional("resource_type", .text()),
            .optional("resource_id", .text()), .optional("roles", .list(.text())),
        ]
    )

    init(_ matter: AccessEffect.Matter) {
        switch matter {
        case .role(let id, let name, let level):
            (type, self.id, self.name, self.level) = ("role", id.rawValue, name, level.rawValue)
        case .login(let refusal): (type, name) = ("login", refusal.rawValue)
        case .lookup(let attribute, _): (type, name) = ("lookup", attribute.rawValue)
        case .permission(let entitlement, let roles):
            (type, name, self.roles) = ("permission", entitlement.action, roles)
            (resourceType, resourceId) = (entitlement.resourceType, entitlement.resourceID)
        }
    }
}
