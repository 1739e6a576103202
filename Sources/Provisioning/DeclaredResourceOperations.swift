import AccessModel
import DirectoryStorage
import SCIMProtocol

/// What requests do to resources of a type that an operator declared.
struct DeclaredResourceOperations: ResourceOperations {
    let scope: OperationScope

    private var storageKey: String { ResourceKind(type).storageKey }

    func record(_ id: String, in reader: any DirectoryReader) throws -> SCIMResourceRecord? {
        guard let record = try reader.resource(SCIMResource.ID(id)), record.connection == request.connection,
            record.type == storageKey
        else { return nil }
        return record
    }

    func insert(
        _ attributes: SCIMObject,
        _ members: [MemberReference],
        in transaction: any DirectoryTransaction,
        for connection: Connection
    ) throws -> WrittenResource<SCIMResourceRecord> {
        var generator = SystemRandomNumberGenerator()
        let id = SCIMResource.ID.make(using: &generator)
        let document = try document(id, attributes, try text(of: attributes))
        return WrittenResource(record: try transaction.createResource(document, now: request.instant))
    }

    func update(
        _ record: SCIMResourceRecord,
        to attributes: SCIMObject,
        _ text: String,
        _ membership: MembershipPlan,
        in transaction: any DirectoryTransaction,
        for connection: Connection
    ) throws -> WrittenResource<SCIMResourceRecord> {
        let document = try document(record.id, attributes, text)
        return WrittenResource(record: try transaction.replaceResource(document, now: request.instant))
    }

    func remove(_ record: SCIMResourceRecord, in transaction: any DirectoryTransaction) throws {
        try transaction.deleteResource(record.id)
    }

    private func document(_ id: SCIMResource.ID, _ attributes: SCIMObject, _ text: String) throws(SCIMError)
        -> SCIMResource
    {
        let externalID = attributes["externalId"]?.string
        try checkLength(externalID, of: "externalId")
        return SCIMResource(
            id: id,
            connection: request.connection,
            type: storageKey,
            externalID: externalID,
            attributes: text
        )
    }

    func count(in reader: any DirectoryReader) throws -> Int {
        try reader.resourceCount(of: storageKey, in: request.connection)
    }

    func scan(
        _ query: RecordQuery,
        in reader: any DirectoryReader,
        _ visit: (SCIMResourceRecord, RecordPosition) throws -> ScanStep
    ) throws {
        try reader.scanResources(query, of: storageKey, visit)
    }

    func selector(for term: EqualityTerm) -> RecordQuery.Selector? {
        switch term.attribute {
        case "id": .id(term.value)
        case "externalId": .externalID(term.value)
        default: uniqueness.value(of: term).map { .holder($0) }
        }
    }

    func order(by attribute: String) -> RecordQuery.Order? {
        switch attribute {
        case "externalId": .externalID
        case "meta.lastModified": .lastModified
        default: nil
        }
    }
}

extension SCIMResourceRecord: StoredResource {
    var resourceID: String { document.id.rawValue }
    var text: String { document.attributes }
}
