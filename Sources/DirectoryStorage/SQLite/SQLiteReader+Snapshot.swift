import AccessModel
import GRDB

extension SQLiteReader {
    /// Shows the whole state to `receive`: a few records, all users, all groups, and the members of each group.
    func snapshot(_ receive: (Change) throws -> Void) throws -> Revision {
        let head = try head()
        try receive(.putLoginSettings(loginSettings()))
        for type in try resourceTypes() { try receive(.putResourceType(type)) }
        for api in try apis() { try receive(.putAPI(api)) }
        let connections = try ConnectionKeys(session)
        for connection in try self.connections() { try receive(.putConnection(connection)) }
        for organization in try organizations() { try receive(.putOrganization(organization)) }
        for role in try roles().inheritedFirst { try receive(.putRole(role)) }
        for link in try organizationConnections() { try receive(.putOrganizationConnection(link)) }
        let users = try sendUsers(connections, to: receive)
        let groups = try sendGroups(connections, to: receive)
        try sendMembers(users: users, groups: groups, to: receive)
        try sendOrganizationMembers(users: users, to: receive)
        for assignment in try assignments() { try receive(.addAssignment(assignment)) }
        try scanPermissionAssignments { try receive(.addPermissionAssignment($0)) }
        return head
    }

    private func sendUsers(_ connections: ConnectionKeys, to receive: (Change) throws -> Void) throws
        -> KeyedIDs<User>
    {
        var ids = try KeyedIDs<User>(session, table: "users")
        try session.scan(
            "SELECT key, id, connection_key, provider_user_id, is_active, is_blocked FROM users ORDER BY key"
        ) { row in
            let id = User.ID(row[1])
            ids.append(id, key: row[0])
            let user = try User(
                id: id,
                connection: connections.id(row[2]),
                providerUserID: row[3],
                isActive: row[4],
                isBlocked: row[5]
            )
            try receive(.putUser(user))
            return .next
        }
        return ids
    }

    private func sendGroups(_ connections: ConnectionKeys, to receive: (Change) throws -> Void) throws
        -> KeyedIDs<Group>
    {
        var ids = try KeyedIDs<Group>(session, table: "groups")
        try session.scan("SELECT key, id, connection_key, name, external_id, origin FROM groups ORDER BY key") { row in
            let id = Group.ID(row[1])
            ids.append(id, key: row[0])
            let group = try Group(
                id: id,
                connection: connections.id(row[2]),
                name: row[3],
                externalID: row[4],
                origin: Origin(text: row[5])
            )
            try receive(.putGroup(group))
            return .next
        }
        return ids
    }

    /// One integer a row, the kind in the lowest bit, is what SQLite and GRDB hand over fastest.
    private func sendMembers(
        users: KeyedIDs<User>,
        groups: KeyedIDs<Group>,
        to receive: (Change) throws -> Void
    ) throws {
        var batch = MemberBatch()
        for (key, id) in zip(groups.keys, groups.ids) {
            try session.scanIntegers("SELECT member_key << 1 | member_kind FROM members WHERE group_key = ?", key) {
                if batch.isFull { try batch.flush(of: id, to: receive) }
                batch.members.append($0 & 1 == 0 ? .user(try users.id($0 >> 1)) : .group(try groups.id($0 >> 1)))
            }
            try batch.flush(of: id, to: receive)
        }
    }

    private func sendOrganizationMembers(users: KeyedIDs<User>, to receive: (Change) throws -> Void) throws {
        try session.scan(
            """
            SELECT o.id, m.user_key FROM organization_members m JOIN organizations o ON o.key = m.organization_key
            """
        ) { row in
            try receive(
                .addOrganizationMember(
                    OrganizationMember(organization: Organization.ID(row[0]), user: users.id(row[1]))
                )
            )
            return .next
        }
    }
}

/// Members of one group on their way.
private struct MemberBatch {
    var members: [Group.Member] = []

    var isFull: Bool { members.count == Change.membersPerChange }

    mutating func flush(of group: Group.ID, to receive: (Change) throws -> Void) throws {
        guard !members.isEmpty else { return }
        try receive(.addMembers(group, members))
        members.removeAll(keepingCapacity: true)
    }
}

/// The ids of the few connections by key.
private struct ConnectionKeys {
    private let ids: [Int64: Connection.ID]

    init(_ session: SQLiteSession) throws(StoreError) {
        let rows = try session.all("SELECT key, id FROM connections") { row in
            (row[0] as Int64, Connection.ID(row[1]))
        }
        ids = Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    func id(_ key: Int64) throws(StoreError) -> Connection.ID {
        guard let id = ids[key] else { throw .corrupt("a record has no connection") }
        return id
    }
}
