package import AccessModel

extension RoleModel {
    /// The changes that make this model from nothing, referenced records before those that refer to them.
    package var changes: [Change] {
        connections.map { .putConnection($0) }
            + organizations.map { .putOrganization($0) }
            + organizationConnections.map { .putOrganizationConnection($0) }
            + resourceTypes.map { .putResourceType($0) }
            + apis.map { .putAPI($0) }
            + rolesByInheritance.map { .putRole($0) }
            + assignments.map { .addAssignment($0) }
            + [.putLoginSettings(settings)]
    }

    /// Inherited roles before those that inherit them; roles in a circle, which the compiler refuses, come last.
    private var rolesByInheritance: [Role] {
        let order = InheritanceOrder(roles.map { ($0.id, $0.inherits) }).sorted
        let ranks = Dictionary(order.enumerated().map { ($1, $0) }) { first, _ in first }
        return roles.sorted { (ranks[$0.id] ?? order.count) < (ranks[$1.id] ?? order.count) }
    }
}
