import AccessModel

/// The directory as plain rows, and the questions answered by recursion over them.
struct Rows: Sendable {
    var connections: [Connection.ID: Connection] = [:]
    var users: [User.ID: User] = [:]
    var groups: [Group.ID: Group] = [:]
    var members: [Group.ID: Set<Group.Member>] = [:]
    var organizations: [Organization.ID: Organization] = [:]
    var links: [OrganizationConnection] = []
    var organizationMembers: Set<OrganizationMember> = []
    var roles: [Role.ID: Role] = [:]
    var resourceTypes: [String: ResourceType] = [:]
    var apis: [String: API] = [:]
    var assignments: Set<RoleAssignment> = []
    var permissionAssignments: Set<PermissionAssignment> = []
    var settings = LoginSettings()

    mutating func apply(_ change: Change) {
        switch change {
        case .putConnection(let connection): connections[connection.id] = connection
        case .deleteConnection(let id): deleteConnection(id)
        case .putUser(let user): if connections[user.connection] != nil { users[user.id] = user }
        case .deleteUser(let id): deleteUser(id)
        case .putGroup(let group): if connections[group.connection] != nil { groups[group.id] = group }
        case .deleteGroup(let id): deleteGroup(id)
        case .addMembers(let id, let added): addMembers(added, to: id)
        case .removeMembers(let id, let removed): members[id]?.subtract(removed)
        case .putOrganization(let organization): organizations[organization.id] = organization
        case .deleteOrganization(let id): deleteOrganization(id)
        case .putOrganizationConnection(let link): putLink(link)
        case .deleteOrganizationConnection(let organization, let connection):
            links.removeAll { $0.organization == organization && $0.connection == connection }
        case .addOrganizationMember(let member):
            if organizations[member.organization] != nil, users[member.user] != nil {
                organizationMembers.insert(member)
            }
        case .removeOrganizationMember(let member): organizationMembers.remove(member)
        case .putRole(let role): roles[role.id] = role
        case .deleteRole(let id):
            roles[id] = nil
            assignments = assignments.filter { $0.role != id }
        case .putResourceType(let type): resourceTypes[type.name] = type
        case .deleteResourceType(let name): resourceTypes[name] = nil
        case .putAPI(let api): put(api, identified: api.identifier)
        case .deleteAPI(let identifier): put(nil, identified: identifier)
        case .addAssignment(let assignment): add(assignment)
        case .removeAssignment(let assignment): remove(assignment)
        case .putLoginSettings(let new): settings = new
        case .addPermissionAssignment(let assignment):
            if isComplete(assignment) { permissionAssignments.insert(assignment) }
        case .removePermissionAssignment(let assignment): permissionAssignments.remove(assignment)
        }
    }

    /// Applies what the store would accept of the changes, and returns what its feed would have of them: an organization
    /// ends after the roles that it owns, and none is made for one that is not there.
    mutating func commit(_ changes: [Change]) -> [Change] {
        var feed: [Change] = []
        for change in changes {
            var parts = [change]
            switch change {
            case .deleteOrganization(let id):
                parts = roles.values.filter { $0.owner == id }.map(\.id).sorted().map(Change.deleteRole) + parts
            case .putRole(let role): if let owner = role.owner, organizations[owner] == nil { parts = [] }
            default: break
            }
            for part in parts { apply(part) }
            feed += parts
        }
        return feed
    }

    private mutating func deleteConnection(_ id: Connection.ID) {
        connections[id] = nil
        for user in users.values where user.connection == id { deleteUser(user.id) }
        for group in groups.values where group.connection == id { deleteGroup(group.id) }
        links.removeAll { $0.connection == id }
    }

    private mutating func deleteUser(_ id: User.ID) {
        users[id] = nil
        for group in members.keys { members[group]?.remove(.user(id)) }
        organizationMembers = organizationMembers.filter { $0.user != id }
        assignments = assignments.filter { $0.holder != .user(id) }
        permissionAssignments = permissionAssignments.filter { $0.user != id }
    }

    private mutating func deleteGroup(_ id: Group.ID) {
        groups[id] = nil
        members[id] = nil
        for group in members.keys { members[group]?.remove(.group(id)) }
        assignments = assignments.filter { $0.holder != .groups(.id(id)) }
    }

    private mutating func addMembers(_ added: [Group.Member], to id: Group.ID) {
        guard groups[id] != nil else { return }
        for member in added where exists(member) { members[id, default: []].insert(member) }
    }

    private func exists(_ member: Group.Member) -> Bool {
        switch member {
        case .user(let id): users[id] != nil
        case .group(let id): groups[id] != nil
        }
    }

    private mutating func deleteOrganization(_ id: Organization.ID) {
        organizations[id] = nil
        links.removeAll { $0.organization == id }
        organizationMembers = organizationMembers.filter { $0.organization != id }
        assignments = assignments.filter { $0.scope != .organization(id) }
    }

    private mutating func putLink(_ link: OrganizationConnection) {
        guard organizations[link.organization] != nil, connections[link.connection] != nil else { return }
        links.removeAll { $0.organization == link.organization && $0.connection == link.connection }
        links.append(link)
    }

    private mutating func put(_ api: API?, identified identifier: String) {
        apis[identifier] = api
        permissionAssignments = permissionAssignments.filter { isComplete($0) }
    }

    private func isComplete(_ assignment: PermissionAssignment) -> Bool {
        let permissions = apis[assignment.api]?.permissions ?? []
        return users[assignment.user] != nil && permissions.contains { $0.name == assignment.permission }
    }

    private mutating func add(_ assignment: RoleAssignment) {
        guard isComplete(assignment) else { return }
        remove(assignment)
        assignments.insert(assignment)
    }

    private mutating func remove(_ assignment: RoleAssignment) {
        assignments = assignments.filter { $0.content != assignment.content }
    }

    private func isComplete(_ assignment: RoleAssignment) -> Bool {
        if roles[assignment.role] == nil { return false }
        if case .organization(let id) = assignment.scope, organizations[id] == nil { return false }
        return switch assignment.holder {
        case .user(let id): users[id] != nil
        case .groups(.id(let id)): groups[id] != nil
        case .groups: true
        }
    }
}
