package import AccessModel

/// What people call the records that others refer to by id.
package struct RecordNames {
    private var roles: [Role.ID: String] = [:]
    private var connections: [Connection.ID: String] = [:]
    private var organizations: [Organization.ID: String] = [:]

    /// Later models win.
    init(_ models: RoleModel...) {
        for model in models {
            for role in model.roles { roles[role.id] = role.name }
            for connection in model.connections { connections[connection.id] = connection.name }
            for organization in model.organizations { organizations[organization.id] = organization.name }
        }
    }

    /// As they are called in one state.
    package init(_ reader: any DirectoryReader) throws(StoreError) {
        for role in try reader.roles() { roles[role.id] = role.name }
        for connection in try reader.connections() { connections[connection.id] = connection.name }
        for organization in try reader.organizations() { organizations[organization.id] = organization.name }
    }

    func name(of link: OrganizationConnection) -> String {
        "\(name(of: link.connection)) in \(name(of: link.organization))"
    }

    /// For example `editor to group acme-okta/Editors in acme`.
    package func name(of assignment: RoleAssignment) -> String {
        let role = roles[assignment.role] ?? assignment.role.rawValue
        switch assignment.scope {
        case .tenant: return "\(role) to \(name(of: assignment.holder))"
        case .organization(let id): return "\(role) to \(name(of: assignment.holder)) in \(name(of: id))"
        }
    }

    private func name(of holder: RoleAssignment.Holder) -> String {
        switch holder {
        case .user(let id): "user \(id)"
        case .groups(.id(let id)): "group \(id)"
        case .groups(.name(let name, let connection)): "group \(self.name(of: connection))/\(name)"
        case .groups(.externalID(let id, let connection)): "group \(name(of: connection))/\(id) (external id)"
        case .groups(.pattern(let pattern, let connection)): "groups \(name(of: connection))/\(pattern.text)"
        }
    }

    package func name(of id: Connection.ID) -> String { connections[id] ?? id.rawValue }

    package func name(of id: Organization.ID) -> String { organizations[id] ?? id.rawValue }
}
