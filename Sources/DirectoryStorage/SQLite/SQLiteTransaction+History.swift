import AccessModel
import GRDB

/// Keeps records with all that ends with them, for the change that is noted next.
extension SQLiteTransaction {
    func keep(_ user: User) throws(StoreError) {
        try keep(.putUser(user))
        for group in try groups(of: .user(user.id)) { try keep(.addMembers(group.id, [.user(user.id)])) }
        try keepAccess(of: user.id)
    }

    func keep(_ group: Group, key: Int64) throws(StoreError) {
        try keep(.putGroup(group))
        try scanMembers(ofKey: key) { batch throws(StoreError) in try keep(.addMembers(group.id, batch)) }
        for parent in try groups(of: .group(group.id)) { try keep(.addMembers(parent.id, [.group(group.id)])) }
        for assignment in try assignments(to: group.id) { try keep(.addAssignment(assignment)) }
    }

    func keep(_ organization: Organization) throws(StoreError) {
        try keep(.putOrganization(organization))
        for link in try organizationConnections(of: organization.id) { try keep(.putOrganizationConnection(link)) }
        var position: ListPosition?
        repeat {
            let page = try organizationMembers(of: organization.id, after: position, limit: 1_000)
            for user in page.elements {
                try keep(.addOrganizationMember(OrganizationMember(organization: organization.id, user: user)))
            }
            position = page.next
        } while position != nil
        for assignment in try assignments(of: organization.id) { try keep(.addAssignment(assignment)) }
    }

    func keep(_ role: Role) throws(StoreError) {
        try keep(.putRole(role))
        for assignment in try assignments(of: role.id) { try keep(.addAssignment(assignment)) }
    }

    /// What ends with the connection besides what the feed names before it.
    func keep(_ connection: Connection, key: Int64) throws(StoreError) {
        try keep(.putConnection(connection))
        for link in try organizationConnections() where link.connection == connection.id {
            try keep(.putOrganizationConnection(link))
        }
        let users = try session.all(
            "SELECT id, provider_user_id, is_active, is_blocked FROM users WHERE connection_key = ?",
            key
        ) { row in
            User(
                id: User.ID(row[0]),
                connection: connection.id,
                providerUserID: row[1],
                isActive: row[2],
                isBlocked: row[3]
            )
        }
        for user in users { try keep(.putUser(user)) }
        try keepGroups(ofConnection: connection.id)
        try keepAccess(ofConnection: key)
    }

    /// All users' at once: asked for one after the other, those of a large connection would hold up every other writer.
    private func keepAccess(ofConnection key: Int64) throws(StoreError) {
        for member in try organizationMembers(ofConnection: key) { try keep(.addOrganizationMember(member)) }
        for assignment in try userAssignments(ofConnection: key) { try keep(.addAssignment(assignment)) }
        for assignment in try permissionAssignments(ofConnection: key) {
            try keep(.addPermissionAssignment(assignment))
        }
    }

    private func keepGroups(ofConnection connection: Connection.ID) throws(StoreError) {
        let groups = try groups(in: connection, offset: 0, limit: .max).map(\.group)
        for group in groups { try keep(.putGroup(group)) }
        for group in groups {
            guard let key = try groupKey(group.id) else { continue }
            try scanMembers(ofKey: key) { batch throws(StoreError) in try keep(.addMembers(group.id, batch)) }
            for assignment in try assignments(to: group.id) { try keep(.addAssignment(assignment)) }
        }
    }

    private func keepAccess(of user: User.ID) throws(StoreError) {
        for organization in try organizations(of: user) {
            try keep(.addOrganizationMember(OrganizationMember(organization: organization.id, user: user)))
        }
        for assignment in try assignments(of: user) { try keep(.addAssignment(assignment)) }
        for assignment in try permissionAssignments(of: user) { try keep(.addPermissionAssignment(assignment)) }
    }
}
