import AccessModel

extension Directory {
    mutating func deleteOrganization(_ id: Organization.ID) {
        guard let organization = organizations.entities.ordinal(id: id.rawValue) else { return }
        organizations.remove(organization)
        let scope = Scope.organization(organization)
        for assignment in assignments.all(where: { $0.scope == scope }) { remove(assignment) }
        unfinished.retiredOrganizations.insert(organization)
    }

    mutating func put(_ link: OrganizationConnection) {
        guard let (organization, connection) = ordinals(link.organization, link.connection) else { return }
        let record = OrganizationLink(
            connection: connection,
            isEnabled: link.isEnabled,
            assignsMembershipOnLogin: link.assignsMembershipOnLogin
        )
        organizations.put(record, of: organization)
    }

    mutating func deleteLink(_ organization: Organization.ID, _ connection: Connection.ID) {
        guard let (organization, connection) = ordinals(organization, connection) else { return }
        organizations.removeLink(organization, connection)
    }

    private func ordinals(
        _ organization: Organization.ID,
        _ connection: Connection.ID
    ) -> (Ordinal<Organization>, Ordinal<Connection>)? {
        guard let organization = organizations.entities.ordinal(id: organization.rawValue),
            let connection = connections.ordinal(id: connection.rawValue)
        else { return nil }
        return (organization, connection)
    }
}
