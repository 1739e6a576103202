import AccessModel

extension Change {
    /// What undoes the change, in the order in which to apply it.
    ///
    /// - Parameter former: what the change replaced or ended; empty where that was nothing.
    func inverse(_ former: [Change]) throws(StoreError) -> [Change] {
        guard former.isEmpty else { return former }
        switch self {
        case .putConnection(let connection): return [.deleteConnection(connection.id)]
        case .putUser(let user): return [.deleteUser(user.id)]
        case .putGroup(let group): return [.deleteGroup(group.id)]
        case .addMembers(let id, let members): return [.removeMembers(id, members)]
        case .removeMembers(let id, let members): return [.addMembers(id, members)]
        case .putOrganization(let organization): return [.deleteOrganization(organization.id)]
        case .putOrganizationConnection(let link):
            return [.deleteOrganizationConnection(link.organization, link.connection)]
        case .addOrganizationMember(let member): return [.removeOrganizationMember(member)]
        case .removeOrganizationMember(let member): return [.addOrganizationMember(member)]
        case .putRole(let role): return [.deleteRole(role.id)]
        case .putResourceType(let type): return [.deleteResourceType(type.name)]
        case .putAPI(let api): return [.deleteAPI(api.identifier)]
        case .addAssignment(let assignment): return [.removeAssignment(assignment)]
        case .removeAssignment(let assignment): return [.addAssignment(assignment)]
        case .addPermissionAssignment(let assignment): return [.removePermissionAssignment(assignment)]
        case .removePermissionAssignment(let assignment): return [.addPermissionAssignment(assignment)]
        case .deleteConnection, .deleteUser, .deleteGroup, .deleteOrganization, .deleteOrganizationConnection,
            .deleteRole, .deleteResourceType, .deleteAPI, .putLoginSettings:
            throw .corrupt("the history does not say what a change ended")
        }
    }
}
