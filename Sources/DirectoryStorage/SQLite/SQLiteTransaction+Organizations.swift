import AccessModel
import GRDB

extension SQLiteTransaction {
    @discardableResult
    func putOrganization(_ organization: Organization) throws(StoreError) -> Bool {
        let stored = try self.organization(organization.id)
        try authorize(.organization, organization.name, of: stored?.origin)
        if let other = try self.organization(named: organization.name), other.id != organization.id {
            try claim(.organizationName, .organization, organization.name, heldBy: other.origin)
        }
        guard stored != organization else { return false }
        try session.run(
            """
            INSERT INTO organizations (id, name, display_name, origin) VALUES (?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET name = excluded.name, display_name = excluded.display_name,
              origin = excluded.origin
            """,
            organization.id.rawValue,
            organization.name,
            organization.displayName,
            organization.origin.text
        )
        try note(.putOrganization(organization), replacing: stored.map(Change.putOrganization))
        return true
    }

    @discardableResult
    func deleteOrganization(_ id: Organization.ID) throws(StoreError) -> Bool {
        guard let stored = try organization(id) else { return false }
        try authorize(.organization, stored.name, of: stored.origin)
        try deleteRoles(ownedBy: id)
        try keep(stored)
        try session.run("DELETE FROM organizations WHERE id = ?", id.rawValue)
        try note(.deleteOrganization(id))
        return true
    }

    @discardableResult
    func putOrganizationConnection(_ link: OrganizationConnection) throws(StoreError) -> Bool {
        let keys = try keys(of: link.organization, link.connection)
        let stored = try organizationConnection(link.organization, link.connection)
        try authorize(.organizationConnection, link.name, of: stored?.origin)
        guard stored != link else { return false }
        try session.run(
            """
            INSERT INTO organization_connections
              (organization_key, connection_key, is_enabled, assigns_membership, origin) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET is_enabled = excluded.is_enabled,
              assigns_membership = excluded.assigns_membership, origin = excluded.origin
            """,
            keys.organization,
            keys.connection,
            link.isEnabled,
            link.assignsMembershipOnLogin,
            link.origin.text
        )
        try note(.putOrganizationConnection(link), replacing: stored.map(Change.putOrganizationConnection))
        return true
    }

    @discardableResult
    func deleteOrganizationConnection(_ organization: Organization.ID, _ connection: Connection.ID)
        throws(StoreError) -> Bool
    {
        guard let stored = try organizationConnection(organization, connection) else { return false }
        try authorize(.organizationConnection, stored.name, of: stored.origin)
        let keys = try keys(of: organization, connection)
        try session.run(
            "DELETE FROM organization_connections WHERE organization_key = ? AND connection_key = ?",
            keys.organization,
            keys.connection
        )
        try note(
            .deleteOrganizationConnection(organization, connection),
            replacing: .putOrganizationConnection(stored)
        )
        return true
    }

    @discardableResult
    func addOrganizationMember(_ member: OrganizationMember) throws(StoreError) -> Bool {
        guard let organization = try organizationKey(member.organization) else {
            throw .unknown(.organization, member.organization.rawValue)
        }
        guard let user = try userKey(member.user) else { throw .unknown(.user, member.user.rawValue) }
        try session.run(
            "INSERT INTO organization_members (organization_key, user_key) VALUES (?, ?) ON CONFLICT DO NOTHING",
            organization,
            user
        )
        guard session.changeCount == 1 else { return false }
        try note(.addOrganizationMember(member))
        return true
    }

    @discardableResult
    func removeOrganizationMember(_ member: OrganizationMember) throws(StoreError) -> Bool {
        guard let organization = try organizationKey(member.organization), let user = try userKey(member.user) else {
            return false
        }
        try session.run(
            "DELETE FROM organization_members WHERE organization_key = ? AND user_key = ?",
            organization,
            user
        )
        guard session.changeCount == 1 else { return false }
        try note(.removeOrganizationMember(member))
        return true
    }

    private func organizationConnection(_ organization: Organization.ID, _ connection: Connection.ID)
        throws(StoreError) -> OrganizationConnection?
    {
        try organizationConnections(of: organization).first { $0.connection == connection }
    }

    private func keys(of organization: Organization.ID, _ connection: Connection.ID) throws(StoreError)
        -> (organization: Int64, connection: Int64)
    {
        guard let organizationKey = try organizationKey(organization) else {
            throw .unknown(.organization, organization.rawValue)
        }
        guard let connectionKey = try connectionKey(connection) else {
            throw .unknown(.connection, connection.rawValue)
        }
        return (organizationKey, connectionKey)
    }
}
