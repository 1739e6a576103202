/// An attribute of a resource type that a path was found to mean.
struct AttributeTarget: Equatable {
    /// The URN under which the value sits, nil for the resource itself.
    var container: String?
    var attribute: AttributeDefinition
    var subAttribute: AttributeDefinition?

    /// Where the value is, in canonical spelling, as messages show it.
    var description: String {
        AttributePath(schema: container, attribute.name, subAttribute: subAttribute?.name).description
    }
}

extension ResourceTypeDefinition {
    /// The old URN of the base schemas that some providers still send.
    static let legacySchema = "urn:scim:schemas:core:1.0"

    /// What the path means in this type, nil where the type has no such attribute.
    func target(of path: AttributePath) -> AttributeTarget? {
        guard let (container, attribute) = attribute(named: path.name, in: path.schema) else { return nil }
        var target = AttributeTarget(container: container, attribute: attribute)
        guard let name = path.subAttribute else { return target }
        target.subAttribute = attribute.subAttribute(named: name)
        return target.subAttribute == nil ? nil : target
    }

    /// The attributes of the base schema and the extensions that are like that.
    func targets(where isWanted: (AttributeDefinition) -> Bool) -> [AttributeTarget] {
        var targets: [AttributeTarget] = []
        for attribute in schema.attributes where isWanted(attribute) {
            targets.append(AttributeTarget(attribute: attribute))
        }
        for schema in extensions.map(\.schema) {
            for attribute in schema.attributes where isWanted(attribute) {
                targets.append(AttributeTarget(container: schema.id, attribute: attribute))
            }
        }
        return targets
    }

    /// The extension that a URN names by itself.
    func extensionSchema(_ urn: some StringProtocol) -> SchemaDefinition? {
        extensions.first { $0.schema.id.isSameName(as: urn) }?.schema
    }

    /// Whether the URN names the base schema, by its present or its old name.
    func isBaseSchema(_ urn: some StringProtocol) -> Bool {
        schema.id.isSameName(as: urn) || Self.legacySchema.isSameName(as: urn)
    }

    private func attribute(named name: String, in urn: String?) -> (String?, AttributeDefinition)? {
        if let urn, !isBaseSchema(urn) {
            guard let schema = extensionSchema(urn), let found = schema.attribute(named: name) else { return nil }
            return (schema.id, found)
        }
        let found = schema.attribute(named: name) ?? SchemaDefinition.common.attribute(named: name)
        return found.map { (nil, $0) }
    }
}

extension SCIMObject {
    func value(at target: AttributeTarget) -> SCIMValue? {
        let object = target.container.map { self[$0]?.object } ?? self
        return object?[target.attribute.name]
    }

    /// Nil removes the value, and an extension that has nothing left.
    mutating func setValue(_ value: SCIMValue?, at target: AttributeTarget) {
        guard let container = target.container else {
            self[target.attribute.name] = value
            return
        }
        var object = self[container]?.object ?? SCIMObject()
        object[target.attribute.name] = value
        self[container] = object.isEmpty ? nil : .object(object)
    }
}
