package import AccessModel

/// What a provider pushed of one resource that is neither a user nor a group, but of a type that the operator declared.
package struct SCIMResource: Hashable, Sendable, IdentifiedByPrefix {
    package typealias ID = Identifier<SCIMResource>

    package static var identifierPrefix: String { "res_" }
    package static var identifierBodyLength: Int { 22 }

    package var id: ID
    package var connection: Connection.ID
    /// The caller's key of the type. Compared byte for byte.
    package var type: String
    package var externalID: String?
    /// The SCIM document as JSON text, kept as it is.
    package var attributes: String

    package init(id: ID, connection: Connection.ID, type: String, externalID: String? = nil, attributes: String) {
        self.id = id
        self.connection = connection
        self.type = type
        self.externalID = externalID
        self.attributes = attributes
    }
}

/// Such a resource as it is stored. The document's parts read as the record's own.
@dynamicMemberLookup
package struct SCIMResourceRecord: Hashable, Sendable {
    package var document: SCIMResource
    /// One at creation, and one more at every change.
    package var version: Int
    package var created: Timestamp
    package var lastModified: Timestamp

    package init(document: SCIMResource, version: Int, created: Timestamp, lastModified: Timestamp) {
        self.document = document
        self.version = version
        self.created = created
        self.lastModified = lastModified
    }

    package subscript<Part>(dynamicMember part: KeyPath<SCIMResource, Part>) -> Part { document[keyPath: part] }
}
