import AccessIndex
import AccessModel
import DirectoryStorage

/// What applying a role model to a directory would do, found out without doing it.
struct PolicyPreview: Sendable {
    /// An effect in one place, and whom it would have.
    struct Finding: Sendable {
        /// The organization's name; nil is the whole tenant.
        var organization: String?
        var effect: AccessEffect
        var count = 0
        /// The first of them, by connection and then in the order of their creation.
        var users: [User.ID] = []
    }

    /// The records that differ, in the order in which they would be written.
    private(set) var entries: [PolicyDiff.Entry]
    /// Why applying would be refused as a whole. Then nobody gains or loses anything.
    private(set) var refusals: [StoreError]
    /// The tenant first, then organizations by name.
    private(set) var findings: [Finding] = []
    /// Users with any gain, and with any loss.
    private(set) var gaining = 0
    private(set) var losing = 0

    /// Reads all of the directory once. Blocks.
    ///
    /// - Parameter limit: how many users each finding names at most.
    init(of model: RoleModel, on reader: any DirectoryReader, naming limit: Int) throws {
        let diff = try reader.policyDiff(to: model)
        entries = diff.entries
        refusals = try reader.policyRefusals(of: diff)
        guard !diff.isEmpty, refusals.isEmpty else { return }
        var comparison = try AccessComparison(from: reader, by: diff.changes)
        let places = try Places(reader, model)
        var findings = Findings(limit: limit)
        for connection in try reader.connections() {
            try reader.scanUsers(in: connection.id) { record in
                let user = record.user
                var directions: Set<AccessEffect.Direction> = []
                for place in try [nil] + places.ofOrganizations(user, reader) {
                    let effects = comparison.effects(on: user.id, in: place)
                    for effect in effects { findings.add(effect, in: places.name(place), user: user.id) }
                    directions.formUnion(effects.map(\.direction))
                }
                gaining += directions.contains(.gain) ? 1 : 0
                losing += directions.contains(.loss) ? 1 : 0
                return .next
            }
        }
        self.findings = findings.sorted()
    }
}

/// A directory before and after, asked the same questions.
private struct AccessComparison {
    private struct Pair: Hashable {
        var before: Standing
        var after: Standing
    }

    private let old: DirectoryState
    private let new: DirectoryState
    /// Many users stand alike.
    private var known: [Pair: [AccessEffect]] = [:]

    init(from reader: any DirectoryReader, by changes: [Change]) throws {
        var builder = IndexBuilder()
        let revision = try reader.snapshot { builder.apply($0) }
        old = DirectoryState(builder.snapshot(at: revision), roles: try reader.roles())
        new = old.applying(changes)
    }

    mutating func effects(on user: User.ID, in organization: Organization.ID?) -> [AccessEffect] {
        let pair = Pair(
            before: old.standing(of: user, in: organization),
            after: new.standing(of: user, in: organization)
        )
        if let effects = known[pair] { return effects }
        let effects = AccessEffect.all(from: pair.before, in: old, to: pair.after, in: new)
        known[pair] = effects
        return effects
    }
}

/// The organizations that a user may have to do with, before or after.
private struct Places {
    private var linked: [Connection.ID: Set<Organization.ID>] = [:]
    private var names: [Organization.ID: String] = [:]

    init(_ reader: any DirectoryReader, _ model: RoleModel) throws {
        for link in try reader.organizationConnections() + model.organizationConnections {
            linked[link.connection, default: []].insert(link.organization)
        }
        for organization in try reader.organizations() + model.organizations {
            names[organization.id] = organization.name
        }
    }

    /// Those it is a member of, and those that its connection leads to.
    func ofOrganizations(_ user: User, _ reader: any DirectoryReader) throws -> [Organization.ID?] {
        try Set(reader.organizations(of: user.id).map(\.id)).union(linked[user.connection] ?? []).sorted()
    }

    func name(_ id: Organization.ID?) -> String? { id.map { names[$0] ?? $0.rawValue } }
}

/// Findings as they come up.
private struct Findings {
    private struct Key: Hashable {
        var organization: String?
        var effect: AccessEffect
    }

    let limit: Int
    private var findings: [Key: PolicyPreview.Finding] = [:]

    init(limit: Int) {
        self.limit = limit
    }

    mutating func add(_ effect: AccessEffect, in organization: String?, user: User.ID) {
        let key = Key(organization: organization, effect: effect)
        let finding = PolicyPreview.Finding(organization: organization, effect: effect)
        findings[key, default: finding].count += 1
        if findings[key, default: finding].users.count < limit { findings[key]?.users.append(user) }
    }

    func sorted() -> [PolicyPreview.Finding] {
        findings.values.map { (key: $0.sortKey, finding: $0) }
            .sorted { $0.key.lexicographicallyPrecedes($1.key) { $0.utf8.lexicographicallyPrecedes($1.utf8) } }
            .map(\.finding)
    }
}

extension PolicyPreview.Finding {
    /// By place; there logins, roles, permissions; of these by name, losses before gains.
    fileprivate var sortKey: [String] {
        let place = organization.map { [$0] } ?? [""]
        let matter: [String] =
            switch effect.matter {
            case .login(let refusal): ["0", refusal.rawValue]
            case .role(let name, let level): ["1", name, level.rawValue]
            case .permission(let entitlement, let roles): ["2", entitlement.sentence] + roles
            }
        return place + matter.prefix(2) + [effect.direction == .loss ? "0" : "1"] + matter.dropFirst(2)
    }
}
