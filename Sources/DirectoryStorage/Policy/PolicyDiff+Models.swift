import AccessModel

extension PolicyDiff {
    /// Removals come first, those that refer before what they refer to; then additions and changes the other way round.
    init(from old: RoleModel, to new: RoleModel) {
        self.init()
        let names = RecordNames(old, new)
        let stages = Stages(from: old, to: new, names: names)
        for stage in stages.removals.reversed() { append(stage) }
        for stage in stages.puts { append(stage) }
        if old.settings != new.settings {
            let name = new.settings.names(differingFrom: old.settings).joined(separator: ", ")
            append([(Entry(action: .changed, kind: .loginSettings, name: name), .putLoginSettings(new.settings))])
        }
    }

    fileprivate typealias Step = (entry: Entry, change: Change)

    private mutating func append(_ steps: [Step]) {
        entries += steps.map(\.entry)
        changes += steps.map(\.change)
    }
}

/// The difference by kind of record, each kind after those it refers to.
private struct Stages {
    var removals: [[PolicyDiff.Step]] = []
    var puts: [[PolicyDiff.Step]] = []

    init(from old: RoleModel, to new: RoleModel, names: RecordNames) {
        compare(
            old.resourceTypes,
            new.resourceTypes,
            Kind(.resourceType, key: \.name.bytes, name: \.name, put: Change.putResourceType) {
                .deleteResourceType($0.name)
            }
        )
        compare(
            old.apis,
            new.apis,
            Kind(.api, key: \.identifier.bytes, name: \.identifier, put: Change.putAPI) { .deleteAPI($0.identifier) }
        )
        compare(
            old.roles,
            new.roles.inheritedFirst,
            Kind(.role, key: \.id, name: \.name, put: Change.putRole) { .deleteRole($0.id) }
        )
        compare(
            old.connections,
            new.connections,
            Kind(.connection, key: \.id, name: \.name, put: Change.putConnection) { .deleteConnection($0.id) }
        )
        compare(
            old.organizations,
            new.organizations,
            Kind(.organization, key: \.id, name: \.name, put: Change.putOrganization) { .deleteOrganization($0.id) }
        )
        compare(
            old.organizationConnections,
            new.organizationConnections,
            Kind(.organizationConnection, key: \.key, name: names.name(of:), put: Change.putOrganizationConnection) {
                .deleteOrganizationConnection($0.organization, $0.connection)
            }
        )
        compare(
            old.assignments,
            new.assignments,
            Kind(.assignment, key: \.self, name: names.name(of:), put: Change.addAssignment) { .removeAssignment($0) }
        )
    }

    /// Of records that the new model has twice, the first counts.
    private mutating func compare<Record, Key>(_ old: [Record], _ new: [Record], _ kind: Kind<Record, Key>) {
        var before = [Key: Record](old.map { (kind.key($0), $0) }, uniquingKeysWith: { first, _ in first })
        var seen = Set<Key>()
        var puts = [PolicyDiff.Step]()
        for record in new where seen.insert(kind.key(record)).inserted {
            let previous = before.removeValue(forKey: kind.key(record))
            guard previous != record else { continue }
            puts.append(kind.step(previous == nil ? .added : .changed, record, kind.put(record)))
        }
        self.puts.append(puts)
        let gone = old.filter { before.removeValue(forKey: kind.key($0)) != nil }
        removals.append(gone.map { kind.step(.removed, $0, kind.delete($0)) })
    }
}

/// How records of one kind are told apart, named, written and removed.
private struct Kind<Record: Equatable, Key: Hashable> {
    let kind: RecordKind
    let key: (Record) -> Key
    let name: (Record) -> String
    let put: (Record) -> Change
    let delete: (Record) -> Change

    init(
        _ kind: RecordKind,
        key: @escaping (Record) -> Key,
        name: @escaping (Record) -> String,
        put: @escaping (Record) -> Change,
        delete: @escaping (Record) -> Change
    ) {
        self.kind = kind
        self.key = key
        self.name = name
        self.put = put
        self.delete = delete
    }

    func step(_ action: PolicyDiff.Action, _ record: Record, _ change: Change) -> PolicyDiff.Step {
        (PolicyDiff.Entry(action: action, kind: kind, name: name(record)), change)
    }
}

extension LoginSettings {
    /// What differs, as policy files name it.
    fileprivate func names(differingFrom other: LoginSettings) -> [String] {
        let settings = [
            ("tenant_roles_in_organizations", tenantRolesInOrganizations == other.tenantRolesInOrganizations),
            (
                "members_inherit_without_auto_membership",
                membersInheritWithoutAutoMembership == other.membersInheritWithoutAutoMembership
            ),
            ("claims.groups", includesGroupsInClaims == other.includesGroupsInClaims),
        ]
        return settings.filter { !$0.1 }.map(\.0)
    }
}

extension String {
    /// What tells names apart.
    fileprivate var bytes: [UInt8] { Array(utf8) }
}

extension OrganizationConnection {
    fileprivate struct Key: Hashable {
        let organization: Organization.ID
        let connection: Connection.ID
    }

    fileprivate var key: Key { Key(organization: organization, connection: connection) }
}

extension [Role] {
    /// The same roles, each after those it inherits; where they inherit in a circle, in some order.
    var inheritedFirst: [Role] {
        let byID = Dictionary(map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        var visited = Set<Role.ID>()
        var sorted = [Role]()
        for role in self {
            // Each entry stands for a role to visit, or, once its inherited roles are through, to take.
            var pending = [(role: role, isReady: false)]
            while let (next, isReady) = pending.popLast() {
                if isReady {
                    sorted.append(next)
                } else if visited.insert(next.id).inserted {
                    pending.append((next, true))
                    pending += next.inherits.reversed().compactMap { byID[$0] }.map { ($0, false) }
                }
            }
        }
        return sorted
    }
}
