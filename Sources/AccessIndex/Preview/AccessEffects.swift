package import AccessModel

/// What changes would do to users.
package struct AccessEffects: Sendable {
    /// An effect in one place.
    package struct Placed: Hashable, Sendable {
        /// Nil is the whole tenant.
        package var organization: Organization?
        package var effect: AccessEffect
    }

    /// An effect in one place, and whom it would have.
    package struct Finding: Sendable {
        /// Nil is the whole tenant.
        package var organization: Organization?
        package var effect: AccessEffect
        package var count = 0
        /// The first of them, by connection and then in the order of their creation.
        package var users: [User.ID] = []
    }

    /// All that would happen to one user.
    package struct Affected: Sendable {
        package var user: User.ID
        /// In the order of ``AccessEffects/findings``.
        package var effects: [Placed]
    }

    /// Users with any gain or loss, with any gain, and with any loss.
    package private(set) var affected = 0
    package private(set) var gaining = 0
    package private(set) var losing = 0
    /// Users and places with any gain or loss.
    package private(set) var affectedPlaces = 0
    /// The first users with any gain or loss, by connection and then in the order of their creation.
    package private(set) var first: [Affected] = []
    private let limit: Int
    private let detail: Int
    private var found: [Placed: Finding] = [:]

    /// - Parameters:
    ///   - limit: how many users each finding names at most.
    ///   - detail: how many users are shown with all that would happen to them.
    init(naming limit: Int, detailing detail: Int) {
        self.limit = limit
        self.detail = detail
    }

    mutating func add(_ effects: [Placed], on user: User.ID) {
        guard !effects.isEmpty else { return }
        for placed in effects {
            var finding = found[placed] ?? Finding(organization: placed.organization, effect: placed.effect)
            finding.count += 1
            if finding.users.count < limit { finding.users.append(user) }
            found[placed] = finding
        }
        affected += 1
        affectedPlaces += Set(effects.map(\.organization?.id)).count
        if effects.contains(where: { $0.effect.direction == .gain }) { gaining += 1 }
        if effects.contains(where: { $0.effect.direction == .loss }) { losing += 1 }
        if first.count < detail { first.append(Affected(user: user, effects: effects.inOrder(by: \.self))) }
    }

    /// The tenant first, then organizations by name.
    package var findings: [Finding] {
        Array(found.values).inOrder { Placed(organization: $0.organization, effect: $0.effect) }
    }
}

extension Array {
    fileprivate func inOrder(by placed: (Element) -> AccessEffects.Placed) -> Self {
        map { (key: placed($0).sortKey, element: $0) }.sorted { $0.key.precedes($1.key) }.map(\.element)
    }
}

extension AccessEffects.Placed {
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
