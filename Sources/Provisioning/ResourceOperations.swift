import AccessModel
import DirectoryStorage
import HTTPTypes
import SCIMProtocol

/// What requests do to resources of one kind. Bound to one request; every method runs inside one transaction or reader.
protocol ResourceOperations: Sendable {
    var type: ResourceTypeDefinition { get }
    var request: ProvisioningRequest { get }
    var configuration: ProvisioningConfiguration { get }

    func create(_ resource: IncomingResource, in transaction: any DirectoryTransaction, for connection: Connection)
        throws -> ProvisioningAnswer
    func read(_ id: String, from reader: any DirectoryReader) throws -> ProvisioningAnswer
    func replace(_ id: String, in transaction: any DirectoryTransaction, for connection: Connection) throws
        -> ProvisioningAnswer
    func patch(
        _ id: String,
        by patch: PatchRequest,
        in transaction: any DirectoryTransaction,
        for connection: Connection
    ) throws -> ProvisioningAnswer
    func delete(_ id: String, in transaction: any DirectoryTransaction) throws -> ProvisioningAnswer

    // Lists
    func count(in reader: any DirectoryReader) throws -> Int
    /// Shows what the query asks for, one at a time, until `visit` says to stop. What is costly to load is there where
    /// it is `needed`, by the names of attributes.
    func scan(
        _ query: RecordQuery,
        needing needed: (String) -> Bool,
        in reader: any DirectoryReader,
        _ visit: (ListedResource) throws -> ScanStep
    ) throws
    /// What an index finds for the term, in canonical spelling of the attribute; nil where there is none.
    func selector(for term: EqualityTerm) -> RecordQuery.Selector?
    /// Whether what an index finds is what the resources show; otherwise it is looked at before it counts.
    var isIndexExact: Bool { get }
    /// The order by an attribute, in canonical spelling, that an index has; nil where there is none.
    func order(by attribute: String) -> RecordQuery.Order?
}

/// A resource that a scan shows, good as long as its reader.
struct ListedResource {
    var id: String
    var position: RecordPosition
    /// What filters and orders look at.
    var representation: () throws -> SCIMObject
    /// What the list shows of it.
    var json: () throws -> [UInt8]
}

extension ResourceOperations {
    /// An answer with one resource, or with its tag alone.
    func answer(
        _ status: HTTPResponse.Status,
        id: String,
        version: Int,
        location: String,
        body: [UInt8]?
    ) -> ProvisioningAnswer {
        var answer = ProvisioningAnswer(status, body: body)
        answer.resource = ProvisioningAnswer.Resource(id: id, tag: EntityTag(version: version), location: location)
        return answer
    }

    /// The answer to a read of what the client has already, nil where it has not.
    func answerNotModified(id: String, version: Int, location: String) throws(SCIMError) -> ProvisioningAnswer? {
        guard try request.preconditions.isNotModified(EntityTag(version: version)) else { return nil }
        return answer(.notModified, id: id, version: version, location: location, body: nil)
    }

    /// A stored document, parsed.
    func document(_ text: String) throws -> SCIMObject {
        let limits = JSONLimits(bytes: .max, depth: .max, membersPerObject: .max)
        guard let object = try? SCIMValue(json: text, limits: limits).object else {
            throw StoreError.corrupt("the document of a \(type.name) cannot be read")
        }
        return object
    }

    /// A document as it is stored. Refuses one that many requests, each small enough, would make too large.
    func text(of attributes: SCIMObject) throws(SCIMError) -> String {
        let text = attributes.jsonText
        guard text.utf8.count <= configuration.maximumBodySize else {
            throw .invalidValue("the \(type.name) would be larger than \(configuration.maximumBodySize) bytes")
        }
        return text
    }

    /// Refuses values that are too long to be keys.
    func checkLength(_ value: String?, of attribute: String) throws(SCIMError) {
        guard let value, value.utf8.count > 1_024 else { return }
        throw .invalidValue("`\(attribute)` is longer than 1024 bytes")
    }
}
