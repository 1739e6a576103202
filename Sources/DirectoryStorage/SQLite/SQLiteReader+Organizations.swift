import AccessModel
import GRDB

extension SQLiteReader {
    func organizations() throws(StoreError) -> [Organization] {
        try session.all(Organization.select + "ORDER BY o.name", decode: Organization.init(row:))
    }

    func organizationCount() throws(StoreError) -> Int { try count("SELECT count(*) FROM organizations") }

    func organization(_ id: Organization.ID) throws(StoreError) -> Organization? {
        try session.first(Organization.select + "WHERE o.id = ?", id.rawValue, decode: Organization.init(row:))
    }

    func organization(named name: String) throws(StoreError) -> Organization? {
        try session.first(Organization.select + "WHERE o.name = ?", name, decode: Organization.init(row:))
    }

    func organizationConnections(of organization: Organization.ID) throws(StoreError) -> [OrganizationConnection] {
        try session.all(
            OrganizationConnection.select + "WHERE o.id = ? ORDER BY c.name",
            organization.rawValue,
            decode: OrganizationConnection.init(row:)
        )
    }

    func organizationConnections() throws(StoreError) -> [OrganizationConnection] {
        try session.all(
            OrganizationConnection.select + "ORDER BY o.name, c.name",
            decode: OrganizationConnection.init(row:)
        )
    }

    func organizationMembers(of organization: Organization.ID, after position: ListPosition?, limit: Int)
        throws(StoreError) -> Page<User.ID>
    {
        guard let key = try organizationKey(organization) else { return Page(elements: [], next: nil) }
        let rows = try session.all(
            """
            SELECT m.user_key, u.id FROM organization_members m JOIN users u ON u.key = m.user_key
            WHERE m.organization_key = ? AND m.user_key > ? ORDER BY m.user_key LIMIT ?
            """,
            key,
            position?.rawValue ?? 0,
            limit.bound + 1
        ) { row in (key: row[0] as Int64, element: User.ID(row[1])) }
        return Page(rows, limit: limit)
    }

    func organizationMemberCount(of organization: Organization.ID) throws(StoreError) -> Int {
        guard let key = try organizationKey(organization) else { return 0 }
        return try count("SELECT count(*) FROM organization_members WHERE organization_key = ?", key)
    }

    func isMember(_ member: OrganizationMember) throws(StoreError) -> Bool {
        try session.first(
            """
            SELECT 1 FROM organization_members m
            JOIN organizations o ON o.key = m.organization_key JOIN users u ON u.key = m.user_key
            WHERE o.id = ? AND u.id = ?
            """,
            member.organization.rawValue,
            member.user.rawValue,
            decode: { _ in true }
        ) ?? false
    }

    func organizations(of user: User.ID) throws(StoreError) -> [Organization] {
        try session.all(
            Organization.select + """
                JOIN organization_members m ON m.organization_key = o.key JOIN users u ON u.key = m.user_key
                WHERE u.id = ? ORDER BY o.name
                """,
            user.rawValue,
            decode: Organization.init(row:)
        )
    }

    /// The memberships of the connection's users.
    func organizationMembers(ofConnection key: Int64) throws(StoreError) -> [OrganizationMember] {
        try session.all(
            """
            SELECT o.id, u.id FROM users u JOIN organization_members m ON m.user_key = u.key
            JOIN organizations o ON o.key = m.organization_key WHERE u.connection_key = ?
            ORDER BY u.key, o.name
            """,
            key
        ) { row in OrganizationMember(organization: Organization.ID(row[0]), user: User.ID(row[1])) }
    }

    func organizationKey(_ id: Organization.ID) throws(StoreError) -> Int64? {
        try key("SELECT key FROM organizations WHERE id = ?", id.rawValue)
    }
}

extension Organization {
    fileprivate static let select = "SELECT o.id, o.name, o.display_name, o.origin FROM organizations o "

    fileprivate init(row: Row) throws {
        try self.init(id: ID(row[0]), name: row[1], displayName: row[2], origin: Origin(text: row[3]))
    }
}

extension OrganizationConnection {
    fileprivate static let select = """
        SELECT o.id, c.id, l.is_enabled, l.assigns_membership, l.origin FROM organization_connections l
        JOIN organizations o ON o.key = l.organization_key JOIN connections c ON c.key = l.connection_key

        """

    fileprivate init(row: Row) throws {
        try self.init(
            organization: Organization.ID(row[0]),
            connection: Connection.ID(row[1]),
            isEnabled: row[2],
            assignsMembershipOnLogin: row[3],
            origin: Origin(text: row[4])
        )
    }
}
