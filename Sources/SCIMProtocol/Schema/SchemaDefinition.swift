/// A named set of attributes (RFC 7643 section 7).
package struct SchemaDefinition: Equatable, Sendable {
    /// Its URN.
    package var id: String
    package var name: String
    package var description: String
    package var attributes: [AttributeDefinition]

    package init(id: String, name: String, description: String, attributes: [AttributeDefinition]) {
        self.id = id
        self.name = name
        self.description = description
        self.attributes = attributes
    }

    package func attribute(named name: some StringProtocol) -> AttributeDefinition? {
        attributes.first { $0.name.isSameName(as: name) }
    }
}

extension SchemaDefinition {
    package static let schema = "urn:ietf:params:scim:schemas:core:2.0:Schema"

    /// As `/Schemas` shows it; `location` is its own URL.
    package func representation(location: String) -> SCIMObject {
        [
            "schemas": [.string(Self.schema)],
            "id": .string(id),
            "name": .string(name),
            "description": .string(description),
            "attributes": .array(attributes.map(\.representation)),
            "meta": ["resourceType": "Schema", "location": .string(location)],
        ]
    }
}
