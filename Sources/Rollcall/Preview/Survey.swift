import AccessIndex
import AccessModel
import DirectoryStorage

/// Looks at one user after the other, and gathers what changes would do to them.
struct Survey {
    /// Users with any gain, and with any loss.
    private(set) var gaining = 0
    private(set) var losing = 0
    private var comparison: AccessComparison
    private var found: Findings
    private let places: Places
    private let lookups: MovedLookups

    init(from reader: any DirectoryReader, by changes: [Change], naming limit: Int) throws {
        comparison = try AccessComparison(from: reader, by: changes)
        places = try Places(reader, changes)
        lookups = try MovedLookups(reader, changes)
        found = Findings(limit: limit)
    }

    mutating func visit(_ record: UserRecord, _ reader: any DirectoryReader) throws {
        let user = record.user
        var directions: Set<AccessEffect.Direction> = []
        for effect in lookups.effects(on: record) {
            found.add(effect, in: nil, user: user.id)
            directions.insert(effect.direction)
        }
        for place in try [nil] + places.ofOrganizations(user, reader) {
            for effect in comparison.effects(on: user.id, in: place) {
                found.add(effect, in: places.name(place), user: user.id)
                directions.insert(effect.direction)
            }
        }
        if directions.contains(.gain) { gaining += 1 }
        if directions.contains(.loss) { losing += 1 }
    }

    var findings: [PolicyPreview.Finding] { found.sorted() }
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

/// Connections whose users are to be found by another of the provider's ids.
private struct MovedLookups {
    private var moves: [Connection.ID: (from: Connection, to: Connection)] = [:]

    init(_ reader: any DirectoryReader, _ changes: [Change]) throws {
        for case .putConnection(let new) in changes {
            guard let old = try reader.connection(new.id), old.userIDAttribute != new.userIDAttribute else { continue }
            moves[new.id] = (old, new)
        }
    }

    /// Of an active user whose id is another one in the other attribute.
    func effects(on record: UserRecord) -> [AccessEffect] {
        guard let (old, new) = moves[record.user.connection], record.user.isAdmitted else { return [] }
        let id = new.userIDAttribute.providerUserID(userName: record.userName, externalID: record.externalID)
        guard !id.hasSameBytes(as: record.user.providerUserID) else { return [] }
        return [
            AccessEffect(direction: .loss, matter: .lookup(old.userIDAttribute, connection: old.name)),
            AccessEffect(direction: .gain, matter: .lookup(new.userIDAttribute, connection: new.name)),
        ]
    }
}

/// The organizations that a user may have to do with, before or after.
private struct Places {
    private var linked: [Connection.ID: Set<Organization.ID>] = [:]
    private var names: [Organization.ID: String] = [:]

    init(_ reader: any DirectoryReader, _ changes: [Change]) throws {
        for link in try reader.organizationConnections() { add(link) }
        for organization in try reader.organizations() { names[organization.id] = organization.name }
        for change in changes {
            if case .putOrganizationConnection(let link) = change { add(link) }
            if case .putOrganization(let organization) = change { names[organization.id] = organization.name }
        }
    }

    private mutating func add(_ link: OrganizationConnection) {
        linked[link.connection, default: []].insert(link.organization)
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
    /// By place; there lookups, logins, roles, permissions; of these by name, losses before gains.
    fileprivate var sortKey: [String] {
        let place = organization.map { [$0] } ?? [""]
        let matter: [String] =
            switch effect.matter {
            case .lookup(let attribute, let connection): ["0", connection, attribute.rawValue]
            case .login(let refusal): ["1", refusal.rawValue]
            case .role(let name, let level): ["2", name, level.rawValue]
            case .permission(let entitlement, let roles): ["3", entitlement.sentence] + roles
            }
        return place + matter.prefix(2) + [effect.direction == .loss ? "0" : "1"] + matter.dropFirst(2)
    }
}
