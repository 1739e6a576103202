package import AccessModel

/// What changes would do to users.
package struct AccessEffects: Sendable {
    /// An effect in one place, and whom it would have.
    package struct Finding: Sendable {
        /// Nil is the whole tenant.
        package var organization: Organization?
        package var effect: AccessEffect
        package var count = 0
        /// The first of them, by connection and then in the order of their creation.
        package var users: [User.ID] = []
    }

    private struct Key: Hashable {
        var organization: Organization?
        var effect: AccessEffect
    }

    /// Users with any gain, and with any loss.
    package private(set) var gaining = 0
    package private(set) var losing = 0
    private let limit: Int
    private var found: [Key: Finding] = [:]

    /// - Parameter limit: how many users each finding names at most.
    init(naming limit: Int) {
        self.limit = limit
    }

    mutating func add(_ effects: [(organization: Organization?, effect: AccessEffect)], on user: User.ID) {
        for (organization, effect) in effects {
            let key = Key(organization: organization, effect: effect)
            var finding = found[key] ?? Finding(organization: organization, effect: effect)
            finding.count += 1
            if finding.users.count < limit { finding.users.append(user) }
            found[key] = finding
        }
        if effects.contains(where: { $0.effect.direction == .gain }) { gaining += 1 }
        if effects.contains(where: { $0.effect.direction == .loss }) { losing += 1 }
    }

    /// The tenant first, then organizations by name.
    package var findings: [Finding] {
        found.values.map { (key: $0.sortKey, finding: $0) }.sorted { $0.key.precedes($1.key) }.map(\.finding)
    }
}

extension AccessEffects.Finding {
    /// By place; there lookups, logins, roles, permissions; of these by name, losses before gains.
    fileprivate var sortKey: [String] {
        let place = organization.map { [$0.name, $0.id.rawValue] } ?? ["", ""]
        let matter: [String] =
            switch effect.matter {
            case .lookup(let attribute, let connection): ["0", connection, attribute.rawValue]
            case .login(let refusal): ["1", refusal.rawValue]
            case .role(let id, let name, let level): ["2", name, level.rawValue, id.rawValue]
            case .permission(let entitlement, let roles): ["3", entitlement.sentence] + roles
            }
        return place + matter.prefix(2) + [effect.direction == .loss ? "0" : "1"] + matter.dropFirst(2)
    }
}
