import AccessModel

extension NodeReader {
    /// An entry of `connections`.
    mutating func connection(_ node: SourceNode) -> ConnectionDeclaration? {
        let keys = ["name", "strategy", "user_id_attribute"]
        guard let fields = fields(of: node, "a connection", keys: keys) else { return nil }
        let name = required("name", of: fields, .connection)
        if fields["strategy"] == nil { reportMissing("strategy", of: fields) }
        let strategy: Connection.Strategy = choice("strategy", of: fields)?.value ?? .samlp
        let attribute: Located<Connection.UserIDAttribute>? = choice("user_id_attribute", of: fields)
        return name.map {
            ConnectionDeclaration(name: $0, strategy: strategy, userIDAttribute: attribute?.value)
        }
    }

    /// An entry of `organizations`.
    mutating func organization(_ node: SourceNode) -> OrganizationDeclaration? {
        let keys = ["name", "display_name", "connections"]
        guard let fields = fields(of: node, "an organization", keys: keys) else { return nil }
        let name = required("name", of: fields, .organization)
        let displayName = optional("display_name", of: fields, .title)?.value
        let connections = list("connections", of: fields).compactMap { enabledConnection($0) }
        return name.map { OrganizationDeclaration(name: $0, displayName: displayName, connections: connections) }
    }

    /// The organization that the fields may name. One that was left blank must not widen them to the whole tenant.
    mutating func organization(of fields: Fields) -> Located<String>? {
        if fields.has("organization"), fields["organization"] == nil { reportMissing("organization", of: fields) }
        return optional("organization", of: fields, .organization)
    }

    private mutating func enabledConnection(_ node: SourceNode) -> OrganizationDeclaration.EnabledConnection? {
        let keys = ["name", "enabled", "auto_membership"]
        guard let fields = fields(of: node, "an organization's connection", keys: keys) else { return nil }
        let name = required("name", of: fields, .connection)
        let isEnabled = boolean("enabled", of: fields)?.value ?? true
        let assigns = boolean("auto_membership", of: fields)?.value ?? false
        return name.map { .init(name: $0, isEnabled: isEnabled, assignsMembershipOnLogin: assigns) }
    }

    /// An entry of `mappings`.
    mutating func mapping(_ node: SourceNode) -> MappingDeclaration? {
        guard let fields = fields(of: node, "a mapping", keys: ["organization", "group", "roles"]) else { return nil }
        let organization = organization(of: fields)
        let roles = oneOrMore("roles", of: fields, .title)
        guard let group = fields["group"] else {
            reportMissing("group", of: fields)
            return nil
        }
        guard let (connection, selector) = groupSelector(group) else { return nil }
        return MappingDeclaration(
            organization: organization,
            connection: connection,
            selector: selector,
            roles: roles
        )
    }

    /// `{connection, name}`, `{connection, external_id}` or `{connection, pattern}`.
    private mutating func groupSelector(
        _ node: SourceNode
    ) -> (connection: Located<String>, selector: MappingDeclaration.Selector)? {
        let ways = ["name", "external_id", "pattern"]
        guard let fields = fields(of: node, "a mapping's group", keys: ["connection"] + ways) else { return nil }
        let connection = required("connection", of: fields, .connection)
        guard ways.count(where: fields.has) == 1 else {
            report("a mapping's group needs one of \(ways.quotedChoice)", at: fields.position)
            return nil
        }
        var selector: MappingDeclaration.Selector?
        if fields.has("name") { selector = required("name", of: fields, .title).map { .name($0.value) } }
        if fields.has("external_id") {
            selector = required("external_id", of: fields, .title).map { .externalID($0.value) }
        }
        if fields.has("pattern") {
            selector = required("pattern", of: fields, .pattern).map { .pattern(NamePattern($0.value)) }
        }
        guard let connection, let selector else { return nil }
        return (connection, selector)
    }
}
