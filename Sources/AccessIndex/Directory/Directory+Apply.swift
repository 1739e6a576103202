import AccessModel

extension Directory {
    /// Applies one change; what it implies for derived state waits for ``finish()``.
    ///
    /// A change that refers to a record which does not exist is without effect.
    mutating func apply(_ change: Change) {
        switch change {
        case .putConnection(let connection): _ = connections.put(connection)
        case .deleteConnection(let id): deleteConnection(id)
        case .putUser(let user): put(user)
        case .deleteUser(let id): users.ordinal(id: id.rawValue).map { deleteUser($0) }
        case .putGroup(let group): put(group)
        case .deleteGroup(let id): groups.ordinal(id: id).map { deleteGroup($0) }
        case .addMembers(let id, let members): addMembers(members, to: id)
        case .removeMembers(let id, let members): removeMembers(members, from: id)
        case .putOrganization(let organization): organizations.put(organization)
        case .deleteOrganization(let id): deleteOrganization(id)
        case .putOrganizationConnection(let link): put(link)
        case .deleteOrganizationConnection(let organization, let connection): deleteLink(organization, connection)
        case .addOrganizationMember(let member): add(member)
        case .removeOrganizationMember(let member): remove(member)
        case .putRole(let role): put(role)
        case .deleteRole(let id): deleteRole(id)
        case .putResourceType(let type): put(type, named: type.name)
        case .deleteResourceType(let name): put(nil, named: name)
        case .putAPI(let api): put(api, identified: api.identifier)
        case .deleteAPI(let identifier): put(nil, identified: identifier)
        case .addAssignment(let assignment): add(assignment)
        case .removeAssignment(let assignment): remove(assignment)
        case .putLoginSettings(let new): settings = new
        case .addPermissionAssignment(let assignment): add(assignment)
        case .removePermissionAssignment(let assignment): remove(assignment)
        }
    }

    /// Looks at every user, group and organization: connections go rarely, and then with all they brought.
    private mutating func deleteConnection(_ id: Connection.ID) {
        guard let connection = connections.ordinal(id: id.rawValue) else { return }
        for user in users.ordinals where users.connection(of: user) == connection { deleteUser(user) }
        for group in groups.ordinals where groups[group]?.connection.rawValue.isIdentical(to: id.rawValue) == true {
            deleteGroup(group)
        }
        organizations.removeLinks(of: connection)
        connections.remove(connection)
        unfinished.endedConnections.append(connection)
    }

    private mutating func put(_ type: ResourceType?, named name: String) {
        resourceTypes[Array(name.utf8)] = type
        unfinished.changesPermissions = true
    }
}
