import AccessModel
import DirectoryStorage
import HTTPTypes
import SCIMProtocol

/// What requests do to resources of one kind. Bound to one request; every method runs inside one transaction or reader.
protocol ResourceOperations: Sendable {
    associatedtype Record: Sendable

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

    // Lists, in the order of creation.
    func count(in reader: any DirectoryReader) throws -> Int
    func page(from reader: any DirectoryReader, offset: Int, limit: Int) throws -> [Record]
    func scan(_ reader: any DirectoryReader, _ visit: (Record) throws -> ScanStep) throws
    /// All records that the term may hold for, found by an index; nil where there is none for it.
    func candidates(for term: EqualityTerm, in reader: any DirectoryReader) throws -> [Record]?
    /// What the filter is to look at.
    func representation(of record: Record, for filter: ResourceFilter, in reader: any DirectoryReader) throws
        -> SCIMObject
    /// What a list shows, as JSON.
    func listed(_ record: Record, in reader: any DirectoryReader) throws -> [UInt8]
}

extension ResourceOperations {
    /// Versions count from one; as an entity tag they are weak, because the text of an answer depends on the question.
    static func entityTag(_ version: Int) -> String { #"W/"\#(version)""# }

    /// An answer with one resource, or with its tag alone.
    func answer(
        _ status: HTTPResponse.Status,
        version: Int,
        location: String,
        body: [UInt8]?
    ) -> ProvisioningAnswer {
        var answer = ProvisioningAnswer(status, body: body)
        answer.headers[.eTag] = Self.entityTag(version)
        if status == .created { answer.headers[.location] = location }
        return answer
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
