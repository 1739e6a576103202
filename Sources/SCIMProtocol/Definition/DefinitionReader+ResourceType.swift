extension DefinitionReader {
    /// A resource type as a file declares it, before its schemas are looked up.
    struct TypeDeclaration {
        var name: String
        var endpoint: String?
        var description: String
        var schema: DefinitionNode
        var extensions: [(schema: DefinitionNode, isRequired: Bool)]
        var node: DefinitionNode
    }

    /// A resource type in the form of RFC 7643 section 6.
    mutating func resourceType(_ node: DefinitionNode) -> TypeDeclaration? {
        let known = ["schemas", "id", "name", "endpoint", "description", "schema", "schemaExtensions", "meta"]
        checkMembers(of: node, "a resource type", known)
        let name = text("name", of: node)
        let schema = text("schema", of: node).flatMap { _ in node["schema"] }
        guard let name, let schema else { return nil }
        if !name.isAttributeName { report("\(name.quoted) is not a name: letters, digits, `-` and `_`", at: node) }
        return TypeDeclaration(
            name: name,
            endpoint: endpoint(of: node),
            description: optionalText("description", of: node),
            schema: schema,
            extensions: extensions(of: node),
            node: node
        )
    }

    private mutating func endpoint(of node: DefinitionNode) -> String? {
        guard let member = node["endpoint"] else { return nil }
        let text = member.value.string ?? ""
        let name = text.hasPrefix("/") ? text.dropFirst() : text[...]
        guard name.isAttributeName else {
            report("it must be like `/Devices`: one segment of letters, digits, `-` and `_`", at: member)
            return nil
        }
        if Self.reservedEndpoints.contains(where: { $0.isSameName(as: name) }) {
            report("`/\(name)` means something else", at: member)
        }
        return "/\(name)"
    }

    private mutating func extensions(of node: DefinitionNode) -> [(DefinitionNode, Bool)] {
        (node["schemaExtensions"]?.elements ?? []).compactMap { element in
            checkMembers(of: element, "an extension", ["schema", "required"])
            guard text("schema", of: element) != nil, let schema = element["schema"] else { return nil }
            return (schema, flag("required", of: element))
        }
    }

    private static let reservedEndpoints = [
        "Schemas", "ResourceTypes", "ServiceProviderConfig", "ServiceProviderConfigs", "Me", "Bulk",
    ]
}
