/// The resource types that a server serves, and what `/ResourceTypes` and `/Schemas` say of them.
package struct ResourceTypeSet: Equatable, Sendable {
    /// No two have the same name or endpoint.
    package let types: [ResourceTypeDefinition]
    /// Every base schema and extension of a type, once.
    package let schemas: [SchemaDefinition]

    /// Users and groups as RFC 7643 has them.
    package static let standard = ResourceTypeSet([.user, .group])

    /// Of several types with one name or endpoint the first counts.
    package init(_ types: [ResourceTypeDefinition]) {
        var kept: [ResourceTypeDefinition] = []
        var schemas: [SchemaDefinition] = []
        for type in types {
            let isTaken = kept.contains {
                $0.name.isSameName(as: type.name) || $0.endpoint.isSameName(as: type.endpoint)
            }
            if isTaken { continue }
            kept.append(type)
            for schema in type.schemas where !schemas.contains(where: { $0.id.isSameName(as: schema.id) }) {
                schemas.append(schema)
            }
        }
        self.types = kept
        self.schemas = schemas
    }

    /// The type with this endpoint, with or without the slash before it: clients spell endpoints in any case.
    package func type(at endpoint: some StringProtocol) -> ResourceTypeDefinition? {
        let name = endpoint.hasPrefix("/") ? endpoint.dropFirst() : endpoint[...]
        return types.first { $0.endpoint.dropFirst().isSameName(as: name) }
    }

    package func type(named name: some StringProtocol) -> ResourceTypeDefinition? {
        types.first { $0.name.isSameName(as: name) }
    }

    /// Users, with all their extensions.
    package var userType: ResourceTypeDefinition { type(named: ResourceTypeDefinition.user.name) ?? .user }

    package func schema(_ urn: some StringProtocol) -> SchemaDefinition? {
        schemas.first { $0.id.isSameName(as: urn) }
    }
}
