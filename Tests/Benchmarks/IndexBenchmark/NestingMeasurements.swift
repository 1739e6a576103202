import AccessIndex
import AccessModel

/// What it costs to nest one group, against one walk over the nesting that the change reaches.
///
/// The outermost group has a role and comes to hold the first of those below it, which all get the role by that, or lose
/// it again. The walk is the plain one: over a dictionary from ids to ids, noting for each group how far it is.
struct NestingMeasurements {
    private let name: String
    private let children: [Group.ID: [Group.ID]]
    private let groups: [Group.ID]
    private let clock = ContinuousClock()

    /// Groups of which each holds the next.
    static func chain(of count: Int) -> NestingMeasurements {
        NestingMeasurements("nesting_chain", count) { $0 + 1 < count ? [$0 + 1] : [] }
    }

    /// Groups that all hold each other.
    static func dense(of count: Int) -> NestingMeasurements {
        NestingMeasurements("nesting_dense", count) { _ in Array(0..<count) }
    }

    private init(_ name: String, _ count: Int, _ children: (Int) -> [Int]) {
        self.name = name
        let groups = (0..<count).map { Group.ID("grp_nested-group-number-\($0)") }
        self.groups = groups
        let pairs = groups.indices.map { (groups[$0], children($0).map { groups[$0] }) }
        self.children = Dictionary(uniqueKeysWithValues: pairs)
    }

    func run() {
        let top = Group.ID("grp_top")
        var snapshot = built(under: top)
        var changes = Samples()
        var walks = Samples()
        for round in 0..<60 {
            let members = [Group.Member.group(groups[0])]
            let change: Change = round % 2 == 0 ? .addMembers(top, members) : .removeMembers(top, members)
            let set = ChangeSet(revision: snapshot.revision.next, changes: [change])
            snapshot = changes.measure(clock) { snapshot.applying([set]) }
            let distances = walks.measure(clock) { walk() }
            precondition(distances.count == groups.count, "the walk reaches all")
        }
        let ratio = Double(changes.percentile(50)) / Double(walks.percentile(50))
        Line(name).with("groups", groups.count).with("edges", children.values.reduce(0) { $0 + $1.count })
            .with("change_p50_ns", changes.percentile(50)).with("walk_p50_ns", walks.percentile(50))
            .with("ratio", ratio).print()
    }

    private func built(under top: Group.ID) -> IndexSnapshot {
        let connection = Connection(id: Connection.ID("con_1"), name: "okta", strategy: .okta, origin: .api)
        let role = Role(
            id: Role.ID("rol_1"),
            name: "reader",
            entitlements: [Entitlement(resourceType: "document", action: "read")],
            origin: .api
        )
        var builder = IndexBuilder()
        builder.apply(.putConnection(connection))
        builder.apply(.putRole(role))
        for group in [top] + groups {
            builder.apply(.putGroup(Group(id: group, connection: connection.id, name: group.rawValue)))
        }
        for group in groups { builder.apply(.addMembers(group, (children[group] ?? []).map(Group.Member.group))) }
        let holder = RoleAssignment.Holder.groups(.id(top))
        builder.apply(.addAssignment(RoleAssignment(role: role.id, holder: holder, scope: .tenant, origin: .api)))
        return builder.snapshot(at: Revision(epoch: Revision.Epoch("0000000000000000"), number: 1))
    }

    private func walk() -> [Group.ID: Int] {
        var distances = [groups[0]: 0]
        var open = [groups[0]]
        var next = 0
        while next < open.count {
            let group = open[next]
            let distance = distances[group, default: 0] + 1
            for child in children[group] ?? [] where distances[child] == nil {
                distances[child] = distance
                open.append(child)
            }
            next += 1
        }
        return distances
    }
}
