import AccessModel

/// One thing that users gain or lose in one place.
struct AccessEffect: Hashable, Sendable {
    enum Direction: String, Sendable, Encodable {
        case gain, loss
    }

    enum Level: String, Sendable, Encodable {
        case tenant, organization
    }

    enum Matter: Hashable, Sendable {
        /// Being found by the provider's own id that stands in this attribute.
        case lookup(Connection.UserIDAttribute, connection: String)
        /// Logging in. The refusal is the one that begins, or ends.
        case login(LoginRefusal)
        case role(name: String, Level)
        /// By way of these roles, sorted by name.
        case permission(Entitlement, roles: [String])
    }

    var direction: Direction
    var matter: Matter
}

extension AccessEffect {
    /// All that differs between what a user has before and after. Losses come first.
    ///
    /// A permission is lost only where nothing that the user keeps or gains permits the same questions, and the other way
    /// round.
    static func all(from before: Standing, in old: DirectoryState, to after: Standing, in new: DirectoryState) -> [Self]
    {
        losses(from: before, in: old, to: after, in: new, as: .loss)
            + losses(from: after, in: new, to: before, in: old, as: .gain)
    }

    private static func losses(
        from before: Standing,
        in old: DirectoryState,
        to after: Standing,
        in new: DirectoryState,
        as direction: Direction
    ) -> [Self] {
        var matters: [Matter] = []
        if before.refusal == nil, let refusal = after.refusal { matters.append(.login(refusal)) }
        matters += roles(old.roles(before.tenantRoles), without: new.roles(after.tenantRoles), .tenant)
        matters += roles(
            old.roles(before.organizationRoles),
            without: new.roles(after.organizationRoles),
            .organization
        )
        matters += permissions(
            of: old.roles(before.tenantRoles + before.organizationRoles),
            without: new.roles(after.tenantRoles + after.organizationRoles)
        )
        return matters.map { Self(direction: direction, matter: $0) }
    }

    /// Roles are told apart by name, as tokens tell them.
    private static func roles(_ held: [Role], without others: [Role], _ level: Level) -> [Matter] {
        held.filter { role in !others.contains { $0.name.hasSameBytes(as: role.name) } }
            .map { .role(name: $0.name, level) }
    }

    private static func permissions(of roles: [Role], without others: [Role]) -> [Matter] {
        let kept = others.flatMap(\.entitlements)
        var carriers: [Entitlement: Set<String>] = [:]
        for role in roles {
            for entitlement in role.entitlements where !kept.contains(where: { $0.includes(entitlement) }) {
                carriers[entitlement, default: []].insert(role.name)
            }
        }
        return carriers.map { .permission($0, roles: $1.sorted()) }
    }
}

extension Entitlement {
    /// Whether this one permits every question that `other` permits: the same action on the same resources or more, with
    /// no condition that the other lacks.
    fileprivate func includes(_ other: Entitlement) -> Bool {
        guard resourceType.hasSameBytes(as: other.resourceType), action.hasSameBytes(as: other.action) else {
            return false
        }
        guard resourceID == nil || resourceID.hasSameBytes(as: other.resourceID) else { return false }
        return when.allSatisfy(other.when.contains) && unless.allSatisfy(other.unless.contains)
    }
}
