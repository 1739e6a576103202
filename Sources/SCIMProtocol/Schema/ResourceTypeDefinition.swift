/// A kind of resource that is served: its endpoint, its schema and the extensions it may carry (RFC 7643 section 6).
package struct ResourceTypeDefinition: Equatable, Sendable {
    package struct Extension: Equatable, Sendable {
        package var schema: SchemaDefinition
        package var isRequired: Bool

        package init(_ schema: SchemaDefinition, isRequired: Bool = false) {
            self.schema = schema
            self.isRequired = isRequired
        }
    }

    package var name: String
    /// Relative to the base URL, such as `/Users`.
    package var endpoint: String
    package var description: String
    package var schema: SchemaDefinition
    package var extensions: [Extension]
    /// The multi-valued attribute that names other resources and is kept beside the document, one row a value, so that
    /// changing one value costs the same whatever their number. Requests keep it apart as references.
    package var membershipAttribute: String?

    package init(
        name: String,
        endpoint: String,
        description: String,
        schema: SchemaDefinition,
        extensions: [Extension] = [],
        membershipAttribute: String? = nil
    ) {
        self.name = name
        self.endpoint = endpoint
        self.description = description
        self.schema = schema
        self.extensions = extensions
        self.membershipAttribute = membershipAttribute
    }
}

extension ResourceTypeDefinition {
    package static let user = ResourceTypeDefinition(
        name: "User",
        endpoint: "/Users",
        description: "User Account",
        schema: .user,
        extensions: [Extension(.enterpriseUser)]
    )

    package static let group = ResourceTypeDefinition(
        name: "Group",
        endpoint: "/Groups",
        description: "Group",
        schema: .group,
        membershipAttribute: "members"
    )

    /// The base schema and those of the extensions.
    package var schemas: [SchemaDefinition] { [schema] + extensions.map(\.schema) }
}

extension ResourceTypeDefinition {
    package static let schema = "urn:ietf:params:scim:schemas:core:2.0:ResourceType"

    /// As `/ResourceTypes` shows it; `location` is its own URL.
    package func representation(location: String) -> SCIMObject {
        [
            "schemas": [.string(Self.schema)],
            "id": .string(name),
            "name": .string(name),
            "endpoint": .string(endpoint),
            "description": .string(description),
            "schema": .string(schema.id),
            "schemaExtensions": .array(
                extensions.map { ["schema": .string($0.schema.id), "required": .boolean($0.isRequired)] }
            ),
            "meta": ["resourceType": "ResourceType", "location": .string(location)],
        ]
    }
}
