import AccessModel

extension PolicyLinker {
    mutating func enabledConnections(of declaration: OrganizationDeclaration) -> [OrganizationConnection] {
        var seen = SymbolTable<Void>("an organization's connection")
        check(declaration.connections.map(\.name), in: connections)
        for connection in declaration.connections { report(seen.add((), named: connection.name)) }
        return declaration.connections.map {
            OrganizationConnection(
                organization: .derived(from: declaration.name.value),
                connection: .derived(from: $0.name.value),
                isEnabled: $0.isEnabled,
                assignsMembershipOnLogin: $0.assignsMembershipOnLogin,
                origin: $0.name.origin
            )
        }
    }

    /// What the mappings assign, each assignment once.
    mutating func assignments() -> [RoleAssignment] {
        var places: [RoleAssignment: SourcePosition] = [:]
        var assignments: [RoleAssignment] = []
        for mapping in document.mappings {
            checkNames(of: mapping)
            for role in mapping.roles {
                var assignment = RoleAssignment(mapping, role)
                // The same from another file is the same.
                assignment.origin = .policy(file: "")
                if let place = places.updateValue(role.position, forKey: assignment) {
                    let sentence = "the group is mapped to role \(role.value.quoted) twice; the other is at \(place)"
                    report(sentence, at: role.position)
                }
                assignments.append(RoleAssignment(mapping, role))
            }
        }
        return assignments
    }

    private mutating func checkNames(of mapping: MappingDeclaration) {
        check(mapping.roles, in: roles)
        check([mapping.connection], in: connections)
        check([mapping.organization].compactMap(\.self), in: organizations)
        guard let name = mapping.organization, let organization = organizations[name.value] else { return }
        let isListed = organization.connections.contains { $0.name.value == mapping.connection.value }
        guard !isListed, connections[mapping.connection.value] != nil else { return }
        let connection = mapping.connection.value.quoted
        let place = "none of organization \(name.value.quoted)"
        report(
            "connection \(connection) is \(place), so nobody could gain these roles",
            at: mapping.connection.position
        )
    }
}

extension RoleAssignment {
    fileprivate init(_ mapping: MappingDeclaration, _ role: Located<String>) {
        let connection = Connection.ID.derived(from: mapping.connection.value)
        let selector: GroupSelector =
            switch mapping.selector {
            case .name(let name): .name(name, connection: connection)
            case .externalID(let id): .externalID(id, connection: connection)
            case .pattern(let pattern): .pattern(pattern, connection: connection)
            }
        self.init(
            role: .derived(from: role.value),
            holder: .groups(selector),
            scope: mapping.organization.map { .organization(.derived(from: $0.value)) } ?? .tenant,
            origin: role.origin
        )
    }
}
