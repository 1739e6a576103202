extension NodeReader {
    /// The keys that a policy file may have, each read by the extension named for it.
    static let documentKeys = [
        "apis", "resource_types", "roles", "connections", "organizations", "mappings", "settings",
    ]

    /// Adds what one file says to the document.
    mutating func read(_ root: SourceNode, into document: inout PolicyDocument) {
        if case .null = root.content { return }
        guard let fields = fields(of: root, "a policy file", keys: Self.documentKeys) else { return }
        document.apis += list("apis", of: fields).compactMap { api($0) }
        document.resourceTypes += list("resource_types", of: fields).compactMap { resourceType($0) }
        document.roles += list("roles", of: fields).compactMap { role($0) }
        document.connections += list("connections", of: fields).compactMap { connection($0) }
        document.organizations += list("organizations", of: fields).compactMap { organization($0) }
        document.mappings += list("mappings", of: fields).compactMap { mapping($0) }
        if let node = fields["settings"] { settings(node, into: &document) }
    }

    private mutating func settings(_ node: SourceNode, into document: inout PolicyDocument) {
        guard let fields = fields(of: node, "`settings`", keys: ["login", "claims"]) else { return }
        if let node = fields["login"] { loginSettings(node, into: &document) }
        if let node = fields["claims"], let claims = self.fields(of: node, "`claims`", keys: ["groups"]) {
            document.includesGroupsInClaims += [boolean("groups", of: claims)].compactMap(\.self)
        }
    }

    private mutating func loginSettings(_ node: SourceNode, into document: inout PolicyDocument) {
        let keys = ["tenant_roles_in_organizations", "members_inherit_without_auto_membership"]
        guard let fields = fields(of: node, "`login`", keys: keys) else { return }
        document.tenantRolesInOrganizations += [choice(keys[0], of: fields)].compactMap(\.self)
        document.membersInheritWithoutAutoMembership += [boolean(keys[1], of: fields)].compactMap(\.self)
    }
}
