extension DefinitionReader {
    /// A schema in the form of RFC 7643 section 7. Reports all that it cannot be served with.
    mutating func schema(_ node: DefinitionNode) -> SchemaDefinition? {
        checkMembers(of: node, "a schema", ["schemas", "id", "name", "description", "attributes", "meta"])
        guard let id = text("id", of: node) else { return nil }
        checkURN(id, at: node["id"] ?? node)
        guard let list = node["attributes"], list.value.array?.isEmpty == false else {
            report("it needs `attributes`, an array that is not empty", at: node["attributes"] ?? node)
            return nil
        }
        return SchemaDefinition(
            id: id,
            name: text("name", of: node) ?? id,
            description: optionalText("description", of: node),
            attributes: attributes(list.elements, isNested: false)
        )
    }

    private mutating func checkURN(_ id: String, at node: DefinitionNode) {
        if !id.isSchemaURN || !id.contains(":") {
            report("\(id.quoted) is not a URN", at: node)
        } else if id.lowercased().hasPrefix("urn:ietf:params:scim:api:") {
            report("\(id.quoted) is the URN of a message", at: node)
        }
    }

    private mutating func attributes(_ nodes: [DefinitionNode], isNested: Bool) -> [AttributeDefinition] {
        var attributes: [AttributeDefinition] = []
        for node in nodes {
            guard let attribute = attribute(node, isNested: isNested) else { continue }
            if attributes.contains(where: { $0.name.isSameName(as: attribute.name) }) {
                report("there are two attributes \(attribute.name.quoted)", at: node)
            } else {
                attributes.append(attribute)
            }
        }
        return attributes
    }

    private mutating func attribute(_ node: DefinitionNode, isNested: Bool) -> AttributeDefinition? {
        checkMembers(of: node, "an attribute", Self.attributeMembers)
        guard node.value.object != nil, let name = text("name", of: node) else { return nil }
        if !name.isAttributeName { report("\(name.quoted) is not an attribute name", at: node["name"] ?? node) }
        var attribute = AttributeDefinition(
            name,
            choice("type", of: node, default: .string),
            optionalText("description", of: node)
        )
        let isExact = attribute.type == .reference || attribute.type == .binary
        attribute.isMultiValued = flag("multiValued", of: node)
        attribute.isRequired = flag("required", of: node)
        attribute.isCaseExact = flag("caseExact", of: node, default: isExact)
        attribute.mutability = choice("mutability", of: node, default: .readWrite)
        attribute.returned = choice("returned", of: node, default: .default)
        attribute.uniqueness = choice("uniqueness", of: node, default: .none)
        attribute.canonicalValues = texts("canonicalValues", of: node)
        attribute.referenceTypes = texts("referenceTypes", of: node)
        readSubAttributes(of: &attribute, node, isNested: isNested)
        checkSense(of: attribute, at: node, isNested: isNested)
        return attribute
    }

    private mutating func readSubAttributes(
        of attribute: inout AttributeDefinition,
        _ node: DefinitionNode,
        isNested: Bool
    ) {
        let nodes = node["subAttributes"]?.elements ?? []
        switch (attribute.type, nodes.isEmpty) {
        case (.complex, _) where isNested: report("a sub-attribute cannot be complex", at: node["type"] ?? node)
        case (.complex, true): report("a complex attribute needs `subAttributes`", at: node)
        case (.complex, false): attribute.subAttributes = attributes(nodes, isNested: true)
        case (_, false): report("only a complex attribute has `subAttributes`", at: node["subAttributes"] ?? node)
        case (_, true): break
        }
    }

    /// Reports what no request could fulfil, and what the server does not do.
    private mutating func checkSense(of attribute: AttributeDefinition, at node: DefinitionNode, isNested: Bool) {
        switch attribute.mutability {
        case .readOnly where attribute.isRequired: report("a read-only attribute cannot be required", at: node)
        case .writeOnly where attribute.isRequired: report("what is not kept cannot be required", at: node)
        case .readOnly, .readWrite, .immutable, .writeOnly: break
        }
        let isKey = attribute.type == .string || attribute.type == .reference
        if attribute.uniqueness != .none, isNested || attribute.isMultiValued || !isKey {
            report("only a single text outside of other attributes can be unique", at: node["uniqueness"] ?? node)
        }
    }

    private static let attributeMembers = [
        "name", "type", "multiValued", "description", "required", "canonicalValues", "caseExact", "mutability",
        "returned", "uniqueness", "referenceTypes", "subAttributes",
    ]
}
