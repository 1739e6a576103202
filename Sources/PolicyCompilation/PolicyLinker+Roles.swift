import AccessModel

extension PolicyLinker {
    mutating func role(_ declaration: RoleDeclaration) -> Role {
        Role(
            id: .derived(from: declaration.name.value),
            name: declaration.name.value,
            description: declaration.description,
            inherits: inherited(by: declaration),
            entitlements: declaration.grants.flatMap { entitlements($0) },
            origin: declaration.name.origin
        )
    }

    private mutating func inherited(by declaration: RoleDeclaration) -> [Role.ID] {
        var seen = SymbolTable<Void>("inherited role")
        check(declaration.inherits, in: roles)
        for name in declaration.inherits { report(seen.add((), named: name)) }
        return declaration.inherits.map { .derived(from: $0.value) }
    }

    private mutating func entitlements(_ grant: GrantDeclaration) -> [Entitlement] {
        let (type, id) = resource(of: grant)
        return grant.actions.map {
            Entitlement(resourceType: type, resourceID: id, action: $0.value, when: grant.when, unless: grant.unless)
        }
    }

    /// The resource that the grant is on, after a look at the names it uses.
    private mutating func resource(of grant: GrantDeclaration) -> (type: String, id: String?) {
        switch grant.target {
        case .api(let identifier):
            check([identifier], in: apis)
            if let permissions = apis[identifier.value] {
                check(grant.actions, in: permissions, " in API \(identifier.value.quoted)")
            }
            return (Entitlement.apiResourceType, identifier.value)
        case .resourceType(let name, let id):
            check([name], in: resourceTypes)
            if let actions = resourceTypes[name.value] {
                check(grant.actions, in: actions, " of resource type \(name.value.quoted)")
            }
            return (name.value, id)
        }
    }
}

extension PolicyLinker {
    /// Reports every role that inherits itself, once for each circle.
    mutating func checkInheritance() {
        var order = InheritanceOrder(document.roles.map { ($0.name.value, $0.inherits.map(\.value)) })
        for circle in order.circles() {
            guard let first = circle.first, let declaration = roles[first] else { continue }
            let rest = circle.dropFirst()
            let way = rest.isEmpty ? "" : " through " + rest.map(\.quoted).joined(separator: ", ")
            report("role \(first.quoted) inherits itself\(way)", at: declaration.name.position)
        }
    }
}
