extension NodeReader {
    /// An entry of `apis`.
    mutating func api(_ node: SourceNode) -> APIDeclaration? {
        guard let fields = fields(of: node, "an API", keys: ["identifier", "name", "permissions"]) else { return nil }
        let identifier = required("identifier", of: fields, .apiIdentifier)
        let name = optional("name", of: fields, .title)?.value
        let permissions = list("permissions", of: fields).compactMap { permission($0) }
        return identifier.map {
            APIDeclaration(identifier: $0, name: name ?? $0.value, permissions: permissions)
        }
    }

    /// An entry of an API's `permissions`: a name, or a mapping with a description.
    private mutating func permission(_ node: SourceNode) -> PermissionDeclaration? {
        if case .scalar = node.content {
            return text(node, "a permission", .word).map { PermissionDeclaration(name: $0, description: "") }
        }
        guard let fields = fields(of: node, "a permission", keys: ["name", "description"]) else { return nil }
        let name = required("name", of: fields, .word)
        let description = optional("description", of: fields, .prose)?.value ?? ""
        return name.map { PermissionDeclaration(name: $0, description: description) }
    }

    /// An entry of `resource_types`.
    mutating func resourceType(_ node: SourceNode) -> ResourceTypeDeclaration? {
        guard let fields = fields(of: node, "a resource type", keys: ["name", "actions"]) else { return nil }
        let name = required("name", of: fields, .resourceType)
        let actions = texts("actions", of: fields, "an action", .word)
        return name.map { ResourceTypeDeclaration(name: $0, actions: actions) }
    }
}
