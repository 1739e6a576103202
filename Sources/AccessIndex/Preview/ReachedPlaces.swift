import AccessModel

/// Where changes can touch a user: the tenant and the organizations that the user may have to do with, before or after.
struct ReachedPlaces {
    private let states: [Directory]
    private var linked: [Ordinal<Connection>: Set<Ordinal<Organization>>] = [:]
    /// Nil where the changes are not confined to organizations.
    private let confinement: Set<Organization.ID>?

    init(of changes: [Change], _ states: Directory...) {
        self.states = states
        let places = changes.map { $0.place(in: states) }
        confinement = places.contains(nil) ? nil : Set(places.compactMap(\.self))
        for organizations in states.map(\.organizations) {
            for organization in organizations.entities.ordinals {
                for link in organizations.links[organization.index] {
                    linked[link.connection, default: []].insert(organization)
                }
            }
        }
    }

    /// Nil is the tenant. Organizations as they are after the changes, those that end as they were; by id.
    func all(of id: User.ID) -> [Organization?] {
        var reached = Set<Ordinal<Organization>>()
        for directory in states {
            guard let user = directory.users.ordinal(id: id.rawValue) else { continue }
            reached.formUnion(directory.users.organizations(of: user))
            if let connection = directory.users.connection(of: user) { reached.formUnion(linked[connection] ?? []) }
        }
        let organizations = reached.compactMap { organization in
            states.reversed().lazy.compactMap { $0.organizations.organization(at: organization) }.first
        }.sorted { $0.id.rawValue.precedes($1.id.rawValue) }
        guard let confinement else { return [nil] + organizations }
        return organizations.filter { confinement.contains($0.id) }
    }
}

extension OrganizationTable {
    /// Nil where there never was such an organization, or is none any more.
    fileprivate func organization(at ordinal: Ordinal<Organization>) -> Organization? {
        ordinal.index < links.count ? self[ordinal] : nil
    }
}

extension Change {
    /// The organization in which alone the change can be felt.
    fileprivate func place(in states: [Directory]) -> Organization.ID? {
        switch self {
        case .putRole(let role): role.owner
        case .deleteRole(let id):
            states.lazy.compactMap { state in state.roles.ordinal(id: id.rawValue).flatMap { state.roles[$0] } }
                .first?.owner
        case .addAssignment(let assignment), .removeAssignment(let assignment):
            switch assignment.scope {
            case .tenant: nil
            case .organization(let id): id
            }
        case .addOrganizationMember(let member), .removeOrganizationMember(let member): member.organization
        case .putOrganizationConnection(let link): link.organization
        case .deleteOrganizationConnection(let organization, _), .deleteOrganization(let organization): organization
        case .putConnection, .deleteConnection, .putUser, .deleteUser, .putGroup, .deleteGroup, .addMembers,
            .removeMembers, .putOrganization, .putResourceType, .deleteResourceType, .putAPI, .deleteAPI,
            .putLoginSettings, .addPermissionAssignment, .removePermissionAssignment:
            nil
        }
    }
}
