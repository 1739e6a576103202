import AccessModel

/// Whom changes can touch, by what they name: never fewer users than gain or lose something.
struct ReachedUsers {
    private let states: [Directory]
    private var isEveryone = false
    private var users: Set<Ordinal<User>> = []
    private var groups: Set<Ordinal<Group>> = []
    private var roles: Set<Ordinal<Role>> = []
    private var connections: Set<Ordinal<Connection>> = []
    private var organizations: Set<Ordinal<Organization>> = []

    init(of changes: [Change], _ states: Directory...) {
        self.states = states
        for directory in states {
            for change in changes { reach(change, in: directory) }
        }
        for directory in states { reachHeirs(in: directory) }
        for directory in states { reachHolders(in: directory) }
        for directory in states { reachNested(in: directory) }
    }

    /// Each once, by connection, and then by id.
    var all: [User.ID] {
        var found = users
        if isEveryone || !(groups.isEmpty && roles.isEmpty && connections.isEmpty && organizations.isEmpty) {
            for directory in states { found.formUnion(scan(directory)) }
        }
        let keyed = found.compactMap { user in
            id(of: user).map { (key: [connectionName(of: user), $0.rawValue], id: $0) }
        }
        // A user that ends and begins again in the changes is two in the index, and one to whoever asks.
        var seen = Set<User.ID>()
        return keyed.sorted { $0.key.precedes($1.key) }.map(\.id).filter { seen.insert($0).inserted }
    }

    private func id(of user: Ordinal<User>) -> User.ID? {
        states.first { $0.users.contains(user) }?.users.id(of: user)
    }

    private func connectionName(of user: Ordinal<User>) -> String {
        for directory in states.reversed() where directory.users.contains(user) {
            if let connection = directory.users.connection(of: user) {
                return directory.connections[connection]?.name ?? ""
            }
        }
        return ""
    }

    private func scan(_ directory: Directory) -> [Ordinal<User>] {
        var reached = BitSet()
        for group in groups { reached.set(group.index, true) }
        return directory.users.ordinals.filter { user in
            guard directory.users.contains(user) else { return false }
            return isEveryone || directory.users.isIn(reached, user) || isReached(user, in: directory)
        }
    }

    private func isReached(_ user: Ordinal<User>, in directory: Directory) -> Bool {
        if let connection = directory.users.connection(of: user), connections.contains(connection) { return true }
        if organizations.contains(where: { directory.users.isMember(user, of: $0) }) { return true }
        if roles.isEmpty { return false }
        return (0..<directory.users.grantCount(of: user)).contains {
            roles.contains(directory.users.grant($0, of: user).role)
        }
    }
}

extension ReachedUsers {
    private mutating func reach(_ change: Change, in directory: Directory) {
        switch change {
        case .putConnection(let connection): reach(connection.id, in: directory)
        case .deleteConnection(let id): reach(id, in: directory)
        case .putUser(let user): reach(user.id, in: directory)
        case .deleteUser(let id): reach(id, in: directory)
        case .putGroup(let group): reach(group.id, in: directory)
        case .deleteGroup(let id): reach(id, in: directory)
        case .addMembers(_, let members), .removeMembers(_, let members):
            for member in members { reach(member, in: directory) }
        case .deleteOrganization(let id): reach(id, in: directory)
        case .putOrganizationConnection(let link): reach(link.connection, in: directory)
        case .deleteOrganizationConnection(_, let connection): reach(connection, in: directory)
        case .addOrganizationMember(let member), .removeOrganizationMember(let member):
            reach(member.user, in: directory)
        case .putRole(let role): reach(role.id, in: directory)
        case .deleteRole(let id): reach(id, in: directory)
        case .addAssignment(let assignment), .removeAssignment(let assignment):
            reach(assignment.holder, in: directory)
        case .addPermissionAssignment(let assignment), .removePermissionAssignment(let assignment):
            reach(assignment.user, in: directory)
        case .putLoginSettings: isEveryone = true
        case .putOrganization, .putResourceType, .deleteResourceType, .putAPI, .deleteAPI:
            break  // They give nothing to anybody; what ends with an API the feed names.
        }
    }

    private mutating func reach(_ id: User.ID, in directory: Directory) {
        directory.users.ordinal(id: id.rawValue).map { _ = users.insert($0) }
    }

    private mutating func reach(_ id: Group.ID, in directory: Directory) {
        directory.groups.ordinal(id: id).map { _ = groups.insert($0) }
    }

    private mutating func reach(_ id: Role.ID, in directory: Directory) {
        directory.roles.ordinal(id: id.rawValue).map { _ = roles.insert($0) }
    }

    private mutating func reach(_ id: Connection.ID, in directory: Directory) {
        directory.connections.ordinal(id: id.rawValue).map { reach($0, in: directory) }
    }

    /// Its users, and whoever is in its groups.
    private mutating func reach(_ connection: Ordinal<Connection>, in directory: Directory) {
        connections.insert(connection)
        groups.formUnion(directory.groups.ordinals.filter { directory.connection(of: $0) == connection })
    }

    /// Its members, and those whom a login would make members.
    private mutating func reach(_ id: Organization.ID, in directory: Directory) {
        guard let organization = directory.organizations.entities.ordinal(id: id.rawValue) else { return }
        organizations.insert(organization)
        for link in directory.organizations.links[organization.index] { reach(link.connection, in: directory) }
    }

    private mutating func reach(_ member: Group.Member, in directory: Directory) {
        switch member {
        case .user(let id): reach(id, in: directory)
        case .group(let id): reach(id, in: directory)
        }
    }

    private mutating func reach(_ holder: RoleAssignment.Holder, in directory: Directory) {
        switch holder {
        case .user(let id): reach(id, in: directory)
        case .groups(let selector): groups.formUnion(directory.groups.selected(by: selector))
        }
    }

    /// Roles that inherit those that change.
    private mutating func reachHeirs(in directory: Directory) {
        if roles.isEmpty { return }
        roles = RoleGraph(directory.roles).heirs(of: roles)
    }

    /// Groups through which somebody has one of the roles.
    private mutating func reachHolders(in directory: Directory) {
        if roles.isEmpty { return }
        for group in directory.groups.ordinals {
            if directory.groups.grants[group.index].contains(where: { roles.contains($0.role) }) {
                groups.insert(group)
            }
        }
    }

    /// Groups inside those that change.
    private mutating func reachNested(in directory: Directory) {
        var open = groups.filter { $0.index < directory.groups.children.count }.map(\.self)
        while let group = open.popLast() {
            for child in directory.groups.children[group.index] where groups.insert(child).inserted {
                open.append(child)
            }
        }
    }
}

extension UserTable {
    /// Whether the user is a direct member of one of the groups.
    fileprivate func isIn(_ groups: BitSet, _ user: Ordinal<User>) -> Bool {
        withGroups(of: user) { list in
            for place in list.indices where groups.contains(Int(list[place])) { return true }
            return false
        }
    }
}
