import AccessModel

/// A connection of an organization, as far as answers depend on it.
struct OrganizationLink: Hashable, HeapMeasured {
    var connection: Ordinal<Connection>
    var isEnabled: Bool
    var assignsMembershipOnLogin: Bool
    var heapBytes: Int { 0 }
}

/// The organizations and their connections.
struct OrganizationTable: Sendable {
    private(set) var entities = EntityTable<Organization>()
    private(set) var links = PagedLists<OrganizationLink>()

    var count: Int { entities.count }

    subscript(organization: Ordinal<Organization>) -> Organization? { entities[organization] }

    @inline(__always)
    func link(_ organization: Ordinal<Organization>, _ connection: Ordinal<Connection>) -> OrganizationLink? {
        links.withList(organization.index) { list in
            for index in list.indices where list[index].connection == connection { return list[index] }
            return nil
        }
    }

    func hasEnabledLink(_ organization: Ordinal<Organization>) -> Bool {
        links[organization.index].contains { $0.isEnabled }
    }
}

extension OrganizationTable {
    mutating func put(_ organization: Organization) {
        if entities.put(organization).ordinal.index == links.count { links.append() }
    }

    mutating func remove(_ organization: Ordinal<Organization>) {
        entities.remove(organization)
        links.replace(organization.index, with: [])
    }

    mutating func release(_ organization: Ordinal<Organization>) {
        entities.release(organization)
    }

    mutating func put(_ link: OrganizationLink, of organization: Ordinal<Organization>) {
        let others = links[organization.index].filter { $0.connection != link.connection }
        links.replace(organization.index, with: others + [link])
    }

    mutating func removeLink(_ organization: Ordinal<Organization>, _ connection: Ordinal<Connection>) {
        guard link(organization, connection) != nil else { return }
        links.replace(organization.index, with: links[organization.index].filter { $0.connection != connection })
    }

    mutating func removeLinks(of connection: Ordinal<Connection>) {
        for organization in entities.ordinals { removeLink(organization, connection) }
    }
}

extension OrganizationTable: HeapMeasured {
    var heapBytes: Int { entities.heapBytes + links.heapBytes }
}
