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
    /// The first of them, by the user's connection, the user's creation and the place; none for a caller who may not read
    /// users, roles and, for effects in one, organizations.
    var effects: [EffectBody]
    /// How many are not shown.
    var effectsOmitted: Int

    /// Shown at most.
    static let limit = 200

    static let schema = Schema.object(
        "Rehearsal",
        [
            .required("dry_run", .boolean), .required("revision", .text()),
            .required("users_affected", .integer(0...Int.max)), .required("users_gaining", .integer(0...Int.max)),
            .required("users_losing", .integer(0...Int.max)), .required("effects", .list(EffectBody.schema)),
            .required("effects_omitted", .integer(0...Int.max)),
        ]
    )

    /// - Parameter caller: sees the counts in any case.
    init(_ effects: AccessEffects, of rehearsal: Rehearsal<some Sendable>, for caller: ManagementCaller) {
        revision = rehearsal.base.description
        usersAffected = effects.affected
        usersGaining = effects.gaining
        usersLosing = effects.losing
        self.effects = Array(
            effects.first.flatMap { EffectBody.all(of: $0) }.prefix(Self.limit).filter { $0.isReadable(by: caller) }
        )
        effectsOmitted = effects.affectedPlaces - self.effects.count
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

    /// INVARIANT (a dry run reads nothing for its caller): who may write may not read by that alone.
    fileprivate func isReadable(by caller: ManagementCaller) -> Bool {
        let needed: Set<String> = ["read:users", "read:roles"]
        return caller.holds(organizationId == nil ? needed : needed.union(["read:organizations"]))
    }

    /// What would happen to the user, by place.
    static func all(of affected: AccessEffects.Affected) -> [EffectBody] {
        var bodies: [EffectBody] = []
        for placed in affected.effects {
            let place = placed.organization
            if bodies.isEmpty || bodies[bodies.count - 1].organizationId != place?.id.rawValue {
                bodies.append(
                    EffectBody(
                        userId: affected.user.rawValue,
                        organizationId: place?.id.rawValue,
                        organization: place?.name
                    )
                )
            }
            let matter = MatterBody(placed.effect.matter)
            switch placed.effect.direction {
            case .gain: bodies[bodies.count - 1].gains.append(matter)
            case .loss: bodies[bodies.count - 1].loses.append(matter)
            }
        }
        return bodies
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
