package import AccessModel

/// One thing that users gain or lose in one place.
package struct AccessEffect: Hashable, Sendable {
    package enum Direction: String, Sendable, Encodable {
        case gain, loss
    }

    package enum Level: String, Sendable, Encodable {
        case tenant, organization
    }

    package enum Matter: Hashable, Sendable {
        /// Being found by the provider's own id that stands in this attribute.
        case lookup(Connection.UserIDAttribute, connection: String)
        /// Logging in. The refusal is the one that begins, or ends.
        case login(LoginRefusal)
        case role(Role.ID, name: String, Level)
        /// By way of these roles, sorted by name; of none where it was given directly.
        case permission(Entitlement, roles: [String])
    }

    package var direction: Direction
    package var matter: Matter

    package init(direction: Direction, matter: Matter) {
        self.direction = direction
        self.matter = matter
    }
}

extension AccessEffect {
    /// All that differs between what a user has before and after. Losses come first.
    ///
    /// A permission is lost only where nothing that the user keeps or gains permits the same questions, and the other way
    /// round.
    static func all(from before: Standing, in old: Directory, to after: Standing, in new: Directory) -> [Self] {
        losses(from: before, in: old, to: after, in: new, as: .loss)
            + losses(from: after, in: new, to: before, in: old, as: .gain)
    }

    private static func losses(
        from before: Standing,
        in old: Directory,
        to after: Standing,
        in new: Directory,
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
        matters += permissions(of: carriers(before, in: old), without: carriers(after, in: new))
        return matters.map { Self(direction: direction, matter: $0) }
    }

    /// Roles are told apart by id, because a tenant's and an organization's may have one name, and by name, because a token
    /// has it: another name is a loss and a gain.
    private static func roles(_ held: [Role], without others: [Role], _ level: Level) -> [Matter] {
        held.filter { role in !others.contains { $0.id == role.id && $0.name.hasSameBytes(as: role.name) } }
            .map { .role($0.id, name: $0.name, level) }
    }

    /// What a user is entitled to, each by way of the role's name or of none.
    private static func carriers(_ standing: Standing, in directory: Directory) -> [(Entitlement, role: String?)] {
        let roles = directory.roles(standing.tenantRoles + standing.organizationRoles)
        return standing.permissions.map { ($0, nil) }
            + roles.flatMap { role in role.entitlements.map { ($0, role.name) } }
    }

    private static func permissions(
        of held: [(Entitlement, role: String?)],
        without others: [(Entitlement, role: String?)]
    ) -> [Matter] {
        // Together those of one action, of which alone one can include another: there can be thousands.
        let alike = Dictionary(grouping: others.map(\.0), by: \.action)
        var carriers: [Entitlement: [String]] = [:]
        for (entitlement, role) in held
        where alike[entitlement.action]?.contains(where: { $0.includes(entitlement) }) != true {
            var names = carriers[entitlement] ?? []
            if let role, !names.contains(where: { $0.hasSameBytes(as: role) }) { names.append(role) }
            carriers[entitlement] = names
        }
        return carriers.map { .permission($0, roles: $1.sorted { $0.precedes($1) }) }
    }
}

extension AccessEffect.Matter {
    package static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.lookup(let left, let owner), .lookup(let right, let other)):
            left == right && owner.hasSameBytes(as: other)
        case (.login(let left), .login(let right)): left == right
        case (.role(let left, let name, let level), .role(let right, let other, let otherLevel)):
            left == right && name.hasSameBytes(as: other) && level == otherLevel
        case (.permission(let left, let roles), .permission(let right, let others)):
            left == right && roles.hasSameBytes(as: others)
        case (.lookup, _), (.login, _), (.role, _), (.permission, _): false
        }
    }
}

extension Directory {
    /// The roles of these ids, those that are there.
    fileprivate func roles(_ ids: [Role.ID]) -> [Role] {
        ids.compactMap { roles.ordinal(id: $0.rawValue) }.compactMap { roles[$0] }
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
