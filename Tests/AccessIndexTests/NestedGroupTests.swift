import AccessIndex
import AccessModel
import CAllocationCount
import Testing

/// Grants of nested groups against what a naive walk over the nesting finds.
@Suite struct NestedGroupTests {
    @Test(arguments: NestedGroups.Shape.allCases, 0..<8)
    func `what a group gives is what a walk over the groups above it finds`(
        shape: NestedGroups.Shape,
        seed: UInt64
    ) throws {
        var groups = NestedGroups(shape, count: 60, seed: seed)
        for _ in 0..<40 {
            groups.change()
            for _ in 0..<20 { groups.compare() }
        }
    }

    /// In allocations, of which a group whose grants are worked out takes some, and one that is only looked at none.
    @Test(arguments: NestedGroups.Shape.allCases)
    func `a nesting where nothing is granted above touches no group`(shape: NestedGroups.Shape) {
        let groups = NestedGroups(shape, count: 150, seed: 1, isGranting: false)
        #expect(groups.costOfNestingTop() < 100)
    }

    @Test(arguments: NestedGroups.Shape.allCases)
    func `a nesting costs by what it reaches`(shape: NestedGroups.Shape) {
        let groups = NestedGroups(shape, count: 150, seed: 1)
        #expect(groups.costOfNestingTop() < 40 * groups.count)
    }

    @Test func `a group that many are in ends at the price of these`() {
        let groups = NestedGroups(.star, count: 2_000, seed: 1)
        #expect(groups.cost(of: [.deleteGroup(groups.id(0))]) < 10 * groups.count)
    }
}

/// Some groups with a user each, roles that some of them carry for some time, and the nesting between them.
struct NestedGroups {
    enum Shape: CaseIterable {
        case chain, ring, dense, star, lattice, random
    }

    let count: Int
    private var generator: SplitMix64
    private var parents: [Set<Int>]
    /// By group: the roles that it carries, and when they end.
    private var carried: [[(role: Int, end: Int64?)]]
    private var snapshot: IndexSnapshot

    private static let connection = Connection(id: Connection.ID("con_1"), name: "okta", strategy: .okta, origin: .api)
    private static let roles = 0..<3

    init(_ shape: Shape, count: Int, seed: UInt64, isGranting: Bool = true) {
        self.count = count
        generator = SplitMix64(seed: seed)
        parents = shape.parents(of: count, using: &generator)
        carried = Array(repeating: [], count: count)
        snapshot = IndexBuilder().snapshot(at: Revision(epoch: Revision.Epoch("0123456789abcdef"), number: 1))
        if isGranting {
            for _ in 0..<max(3, count / 20) {
                let end = Bool.random(using: &generator) ? nil : Int64.random(in: 1...4, using: &generator)
                let role = Self.roles.randomElement(using: &generator) ?? 0
                carry(role, until: end, Int.random(in: 0..<count, using: &generator))
            }
            carry(0, until: nil, 0)
        }
        snapshot = applying(founding())
    }

    private mutating func carry(_ role: Int, until end: Int64?, _ group: Int) {
        if carried[group].contains(where: { $0.role == role && $0.end == end }) { return }
        carried[group].append((role, end))
    }

    func id(_ group: Int) -> Group.ID { Group.ID("grp_\(group)") }

    private func user(_ group: Int) -> User.ID { User.ID("okta|okta|in-\(group)") }

    private func founding() -> [Change] {
        var changes: [Change] = [.putConnection(Self.connection)]
        for role in Self.roles {
            let entitlement = Entitlement(resourceType: "document", action: "act\(role)")
            changes.append(
                .putRole(Role(id: Role.ID("rol_\(role)"), name: "r\(role)", entitlements: [entitlement], origin: .api))
            )
        }
        for group in 0..<count {
            changes.append(.putGroup(Group(id: id(group), connection: Self.connection.id, name: "g\(group)")))
            changes.append(
                .putUser(
                    User(
                        id: user(group),
                        connection: Self.connection.id,
                        providerUserID: "in-\(group)",
                        isActive: true
                    )
                )
            )
            changes.append(.addMembers(id(group), [.user(user(group))]))
            for (role, end) in carried[group] { changes.append(.addAssignment(assignment(role, end, group))) }
        }
        for group in 0..<count {
            for parent in parents[group].sorted() { changes.append(.addMembers(id(parent), [.group(id(group))])) }
        }
        return changes
    }

    /// One of each content: the origin tells those of the same role and group apart.
    private func assignment(_ role: Int, _ end: Int64?, _ group: Int) -> RoleAssignment {
        RoleAssignment(
            role: Role.ID("rol_\(role)"),
            holder: .groups(.id(id(group))),
            scope: .tenant,
            origin: .policy(file: "\(end ?? 0)"),
            expires: end.map { Timestamp(seconds: $0) }
        )
    }

    private func applying(_ changes: [Change]) -> IndexSnapshot {
        snapshot.applying([ChangeSet(revision: snapshot.revision.next, changes: changes)])
    }

    func cost(of changes: [Change]) -> Int {
        let before = allocation_count()
        _ = applying(changes)
        return Int(allocation_count() - before)
    }

    /// The last group comes to hold the first, and with it all that are inside it.
    func costOfNestingTop() -> Int {
        cost(of: [.addMembers(id(count - 1), [.group(id(0))])])
    }

    /// Nests or parts two groups, gives or takes a role.
    mutating func change() {
        let (one, other) = (Int.random(in: 0..<count, using: &generator), Int.random(in: 0..<count, using: &generator))
        switch Int.random(in: 0..<6, using: &generator) {
        case 0..<2:
            parents[one].insert(other)
            snapshot = applying([.addMembers(id(other), [.group(id(one))])])
        case 2..<4:
            guard let parent = parents[one].min() else { return }
            parents[one].remove(parent)
            snapshot = applying([.removeMembers(id(parent), [.group(id(one))])])
        case 4:
            let end = Int64.random(in: 1...4, using: &generator)
            carry(1, until: end, one)
            snapshot = applying([.addAssignment(assignment(1, end, one))])
        default:
            guard let group = carried.indices.filter({ !carried[$0].isEmpty }).randomElement(using: &generator) else {
                return
            }
            let (role, end) = carried[group].removeLast()
            snapshot = applying([.removeAssignment(assignment(role, end, group))])
        }
    }

    /// Asks for one user at one instant whether each role is held, and through how many groups.
    mutating func compare() {
        let group = Int.random(in: 0..<count, using: &generator)
        let instant = Int64.random(in: 0...4, using: &generator)
        for role in Self.roles {
            let request = DecisionRequest(
                subject: .user(user(group)),
                action: "act\(role)",
                resource: Resource(type: "document", id: "1")
            )
            let expected = distance(from: group, to: role, at: instant).map { $0 + 1 }
            let found = snapshot.explain(request, at: Timestamp(seconds: instant))
            #expect(found.chain?.groups.count == expected)
            #expect(snapshot.decide(request, at: Timestamp(seconds: instant)) == found.decision)
        }
    }

    private func distance(from group: Int, to role: Int, at instant: Int64) -> Int? {
        var level: Set = [group]
        var seen = level
        var distance = 0
        while !level.isEmpty {
            let isCarried = level.contains { group in
                carried[group].contains { $0.role == role && $0.end.map { $0 > instant } ?? true }
            }
            if isCarried { return distance }
            level = Set(level.flatMap { parents[$0] }).subtracting(seen)
            seen.formUnion(level)
            distance += 1
        }
        return nil
    }
}

extension NestedGroups.Shape {
    /// The groups that each of `count` is a member of.
    fileprivate func parents(of count: Int, using generator: inout SplitMix64) -> [Set<Int>] {
        (0..<count).map { group in
            switch self {
            case .chain: group == 0 ? [] : [group - 1]
            case .ring: [(group + count - 1) % count]
            case .dense: Set(0..<count)
            case .star: group == 0 ? [] : [0]
            case .lattice: Set([group - 1, group - 7].filter { $0 >= 0 })
            case .random: Set((0..<3).map { _ in Int.random(in: 0..<count, using: &generator) })
            }
        }
    }
}
