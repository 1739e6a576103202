package import AccessModel

/// What the server says about a resource itself (RFC 7643 section 3.1).
package struct ResourceMeta: Equatable, Sendable {
    package var created: Timestamp
    package var lastModified: Timestamp
    /// The absolute URL of the resource.
    package var location: String
    /// The entity tag as in the `ETag` header, such as `W/"3"`; nil where versions are not announced.
    package var version: String?

    package init(created: Timestamp, lastModified: Timestamp, location: String, version: String? = nil) {
        self.created = created
        self.lastModified = lastModified
        self.location = location
        self.version = version
    }

    fileprivate func representation(resourceType: String) -> SCIMObject {
        var object: SCIMObject = [
            "resourceType": .string(resourceType),
            "created": .string(created.description),
            "lastModified": .string(lastModified.description),
            "location": .string(location),
        ]
        object["version"] = version.map { .string($0) }
        return object
    }
}

extension ResourceTypeDefinition {
    /// The whole resource as clients see it, before projection: the stored document with what the server adds.
    ///
    /// `additional` holds attributes that are kept elsewhere, such as `members`; empty lists are left out.
    package func representation(
        of attributes: SCIMObject,
        id: String,
        meta: ResourceMeta,
        additional: SCIMObject = SCIMObject()
    ) -> SCIMObject {
        var resource: SCIMObject = ["schemas": .array(schemas(of: attributes)), "id": .string(id)]
        for member in attributes.members { resource[member.name] = member.value }
        for member in additional.members where !member.value.isUnassigned { resource[member.name] = member.value }
        resource["meta"] = .object(meta.representation(resourceType: name))
        return resource
    }

    /// The base schema and each extension that has data.
    private func schemas(of attributes: SCIMObject) -> [SCIMValue] {
        let used = extensions.filter { $0.isRequired || attributes[$0.schema.id] != nil }
        return [.string(schema.id)] + used.map { .string($0.schema.id) }
    }
}
