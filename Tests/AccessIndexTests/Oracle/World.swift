import AccessModel

/// A small stock of names, so that random changes and questions meet each other often.
struct World {
    private(set) var generator: SplitMix64
    let shape: Shape
    /// Those that may exist: assignments made at random are so many that hardly any of them does.
    private var assigned: [RoleAssignment] = []

    init(seed: UInt64, shape: Shape = .wide) {
        generator = SplitMix64(seed: seed)
        self.shape = shape
    }

    /// How many names there are of each kind.
    struct Shape {
        var connections: Int
        var users: Int
        var groups: Int
        var organizations: Int
        var roles: Int
        var nesting = Nesting.sparse

        static let wide = Shape(connections: 3, users: 7, groups: 9, organizations: 3, roles: 7)
    }

    /// How groups are inside each other at the beginning. Later changes nest and part them at random.
    enum Nesting: CaseIterable {
        case sparse, chain, ring, dense
    }

    mutating func roll(_ sides: Int) -> Int { Int.random(in: 0..<sides, using: &generator) }
    mutating func chance(_ percent: Int) -> Bool { roll(100) < percent }
    mutating func pick<Element>(_ elements: [Element]) -> Element { elements[roll(elements.count)] }

    mutating func some<Element>(upTo count: Int, _ make: (inout World) -> Element) -> [Element] {
        var made: [Element] = []
        for _ in 0..<roll(count + 1) { made.append(make(&self)) }
        return made
    }

    mutating func remember(_ assignment: RoleAssignment) -> RoleAssignment {
        assigned.append(assignment)
        return assignment
    }

    /// Mostly one that was made before.
    mutating func former(or other: RoleAssignment) -> RoleAssignment {
        if assigned.isEmpty || chance(20) { return other }
        return assigned.remove(at: roll(assigned.count))
    }
}

extension World {
    mutating func connectionID() -> Connection.ID { Connection.ID("con_\(roll(shape.connections))") }
    mutating func userID() -> User.ID { User.ID("okta|acme-\(roll(2))|person-number-\(roll(shape.users))") }
    mutating func providerID() -> String {
        pick(["", "p", "person-number-\(roll(shape.users))", "person-number-\(roll(shape.users))", "x|person-number-1"])
    }
    /// What may be somebody's login id or provider user id.
    mutating func spelling() -> String { chance(50) ? userID().rawValue : providerID() }
    mutating func groupID() -> Group.ID { Group.ID("grp_group-number-\(roll(shape.groups))") }
    mutating func groupName() -> String { pick(["", "eng", "eng-admins", "sales", "eng-ops-admins", "the-support"]) }
    mutating func externalID() -> String { pick(["", "e1", "e2"]) }
    mutating func organizationID() -> Organization.ID { Organization.ID("org_\(roll(shape.organizations))") }
    mutating func roleID() -> Role.ID { Role.ID("rol_role-number-\(roll(shape.roles))") }
    /// Some roles are an organization's: which, their ids say.
    func owner(of role: Role.ID) -> Organization.ID? {
        let number = role.rawValue.utf8.last.map { Int($0 - UInt8(ascii: "0")) } ?? 0
        return number % 3 == 2 ? Organization.ID("org_\(number % shape.organizations)") : nil
    }

    mutating func action() -> String { pick(["read", "write", "read:bills", "purge"]) }
    mutating func resourceType() -> String { pick(["api", "api", "document", "folder"]) }
    mutating func resourceID() -> String { pick(["https://a.example", "https://b.example", "1"]) }
    mutating func origin() -> Origin { pick([.api, .policy(file: "a.yaml"), .policy(file: "b.yaml"), .scim]) }

    /// Most assignments last, the others end at one of a few instants.
    mutating func expiry() -> Timestamp? { chance(60) ? nil : Timestamp(seconds: 1_000 + Int64(roll(4))) }

    /// Before, between, after and exactly at the instants at which assignments end.
    mutating func instant() -> Timestamp {
        Timestamp(nanoseconds: Timestamp(seconds: 1_000 + Int64(roll(5)) - 1).nanoseconds + Int64(pick([-1, 0, 0, 1])))
    }

    mutating func value() -> PropertyValue {
        switch roll(4) {
        case 0: number()
        case 1: .boolean(chance(50))
        default: .string(chance(50) ? spelling() : pick(["a", "b", "1", "read"]))
        }
    }

    /// Equal ones in several spellings, some that binary floating point takes for one, and one that is not held.
    private mutating func number() -> PropertyValue {
        let text = pick([
            "1", "1.0", "10e-1", "2", "-0", "0", "1234567890123456789", "1234567890123456700", "1e400", "1e401",
            "2.0000000000000000000000000000000000001", String(repeating: "7", count: 39),
        ])
        return PropertyValue(number: text.utf8.span)
    }

    mutating func path() -> PropertyPath {
        pick([
            PropertyPath(.subject, "id"), PropertyPath(.subject, "type"), PropertyPath(.resource, "owner"),
            PropertyPath(.resource, "owner"), PropertyPath(.resource, "id"), PropertyPath(.resource, "type"),
            PropertyPath(.action, "name"), PropertyPath(.context, "level"), PropertyPath(.context, "level"),
        ])
    }
}

extension World.Shape {
    /// Some kinds have one name, others several.
    init(using generator: inout SplitMix64) {
        connections = .random(in: 1...3, using: &generator)
        users = .random(in: 1...5, using: &generator)
        groups = .random(in: 1...8, using: &generator)
        organizations = .random(in: 1...3, using: &generator)
        roles = .random(in: 1...6, using: &generator)
        guard Int.random(in: 0..<6, using: &generator) == 0 else { return }
        nesting = World.Nesting.allCases.randomElement(using: &generator) ?? .sparse
        if nesting != .sparse { groups = .random(in: 4...10, using: &generator) }
    }
}
