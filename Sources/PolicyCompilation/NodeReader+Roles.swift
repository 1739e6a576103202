import AccessModel

extension NodeReader {
    /// An entry of `roles`.
    mutating func role(_ node: SourceNode) -> RoleDeclaration? {
        let keys = ["name", "description", "inherits", "permissions"]
        guard let fields = fields(of: node, "a role", keys: keys) else { return nil }
        let name = required("name", of: fields, .title)
        let description = optional("description", of: fields, .prose)?.value ?? ""
        let inherits = texts("inherits", of: fields, "an inherited role", .title)
        let grants = list("permissions", of: fields).compactMap { grant($0) }
        return name.map {
            RoleDeclaration(name: $0, description: description, inherits: inherits, grants: grants)
        }
    }

    /// An entry of a role's `permissions`.
    private mutating func grant(_ node: SourceNode) -> GrantDeclaration? {
        let keys = ["api", "permission", "resource_type", "resource_id", "action", "when", "unless"]
        guard let fields = fields(of: node, "a role's permission", keys: keys) else { return nil }
        let when = conditions("when", of: fields)
        let unless = conditions("unless", of: fields)
        guard let target = target(of: fields) else { return nil }
        let actions = actions(of: fields, on: target)
        return GrantDeclaration(target: target, actions: actions, when: when, unless: unless)
    }

    /// Either `api`, or `resource_type` and perhaps `resource_id`.
    mutating func target(of fields: Fields) -> GrantDeclaration.Target? {
        switch (fields.has("api"), fields.has("resource_type")) {
        case (true, true):
            report("\(fields.subject) is about an API or about a resource type, not both", at: fields.place(of: "api"))
            return nil
        case (false, false):
            report("\(fields.subject) needs `api` or `resource_type`", at: fields.position)
            return nil
        case (true, false):
            refuse("resource_id", of: fields, because: "belongs to a `resource_type`, not to an `api`")
            return required("api", of: fields, .apiIdentifier).map { .api($0) }
        case (false, true):
            let id = optional("resource_id", of: fields, .word)?.value
            // An empty id must not widen the permission to every resource of the type.
            if fields.has("resource_id"), fields["resource_id"] == nil { reportMissing("resource_id", of: fields) }
            return required("resource_type", of: fields, .word).map { .resourceType($0, id: id) }
        }
    }

    private mutating func actions(of fields: Fields, on target: GrantDeclaration.Target) -> [Located<String>] {
        switch target {
        case .api:
            refuse("action", of: fields, because: "belongs to a `resource_type`; an API has `permission`")
            return oneOrMore("permission", of: fields, .word)
        case .resourceType:
            refuse("permission", of: fields, because: "belongs to an `api`; a resource type has `action`")
            return oneOrMore("action", of: fields, .word)
        }
    }

    private mutating func refuse(_ key: String, of fields: Fields, because reason: String) {
        if fields.has(key) { report("\(key.quoted) \(reason)", at: fields.place(of: key)) }
    }
}
