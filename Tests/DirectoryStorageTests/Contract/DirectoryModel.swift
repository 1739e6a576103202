import AccessModel
import DirectoryStorage

/// What a follower of the feed makes of it: the obvious reading of ``Change``, by which replays are compared.
struct DirectoryModel: Equatable {
    struct Link: Hashable {
        var organization: Organization.ID
        var connection: Connection.ID
    }

    var connections: [Connection.ID: Connection] = [:]
    var users: [User.ID: User] = [:]
    var groups: [Group.ID: Group] = [:]
    var members: [Group.ID: Set<Group.Member>] = [:]
    var organizations: [Organization.ID: Organization] = [:]
    var links: [Link: OrganizationConnection] = [:]
    var organizationMembers: Set<OrganizationMember> = []
    var roles: [Role.ID: Role] = [:]
    var resourceTypes: [String: ResourceType] = [:]
    var apis: [String: API] = [:]
    var assignments: Set<RoleAssignment> = []
    var permissionAssignments: Set<PermissionAssignment> = []
    var settings = LoginSettings()

    init() {}

    init(_ changes: some Sequence<Change>) {
        for change in changes { apply(change) }
    }

    mutating func apply(_ change: Change) {
        switch change {
        case .putConnection(let connection): connections[connection.id] = connection
        case .deleteConnection(let id): delete(id)
        case .putUser(let user): users[user.id] = user
        case .deleteUser(let id): delete(id)
        case .putGroup(let group): groups[group.id] = group
        case .deleteGroup(let id): delete(id)
        case .addMembers(let id, let added): members[id, default: []].formUnion(added)
        case .removeMembers(let id, let removed): remove(removed, from: id)
        case .putOrganization(let organization): organizations[organization.id] = organization
        case .deleteOrganization(let id): delete(id)
        case .putOrganizationConnection(let link):
            links[Link(organization: link.organization, connection: link.connection)] = link
        case .deleteOrganizationConnection(let organization, let connection):
            links[Link(organization: organization, connection: connection)] = nil
        case .addOrganizationMember(let member): organizationMembers.insert(member)
        case .removeOrganizationMember(let member): organizationMembers.remove(member)
        case .putRole(let role): roles[role.id] = role
        case .deleteRole(let id):
            roles[id] = nil
            assignments = assignments.filter { $0.role != id }
        case .putResourceType(let type): resourceTypes[type.name] = type
        case .deleteResourceType(let name): resourceTypes[name] = nil
        case .putAPI(let api): apis[api.identifier] = api
        case .deleteAPI(let identifier): apis[identifier] = nil
        case .addAssignment(let assignment): assignments.insert(assignment)
        case .removeAssignment(let assignment): assignments.remove(assignment)
        case .putLoginSettings(let settings): self.settings = settings
        case .addPermissionAssignment(let assignment): permissionAssignments.insert(assignment)
        case .removePermissionAssignment(let assignment): permissionAssignments.remove(assignment)
        }
    }

    private mutating func remove(_ removed: [Group.Member], from id: Group.ID) {
        members[id]?.subtract(removed)
        if members[id]?.isEmpty == true { members[id] = nil }
    }

    private mutating func delete(_ id: Connection.ID) {
        connections[id] = nil
        for user in users.values where user.connection == id { delete(user.id) }
        for group in groups.values where group.connection == id { delete(group.id) }
        links = links.filter { $0.key.connection != id }
    }

    private mutating func delete(_ id: User.ID) {
        users[id] = nil
        for group in members.keys { remove([.user(id)], from: group) }
        organizationMembers = organizationMembers.filter { $0.user != id }
        assignments = assignments.filter { $0.holder != .user(id) }
        permissionAssignments = permissionAssignments.filter { $0.user != id }
    }

    private mutating func delete(_ id: Group.ID) {
        groups[id] = nil
        members[id] = nil
        for group in members.keys { remove([.group(id)], from: group) }
        assignments = assignments.filter { $0.holder != .groups(.id(id)) }
    }

    private mutating func delete(_ id: Organization.ID) {
        organizations[id] = nil
        links = links.filter { $0.key.organization != id }
        organizationMembers = organizationMembers.filter { $0.organization != id }
        assignments = assignments.filter { $0.scope != .organization(id) }
    }
}
