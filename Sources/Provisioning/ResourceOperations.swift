import AccessModel
import DirectoryStorage
import HTTPTypes
import SCIMProtocol
import StrictJSON

/// What requests do to resources of one kind. Bound to one request; every method runs inside one transaction or reader.
///
/// A kind says how its resources lie in the store, and what of them lies beside their document. All the rest is the same
/// for every kind.
protocol ResourceOperations: Sendable {
    associatedtype Record: StoredResource

    var scope: OperationScope { get }

    /// The resource with this id, if it is one of the connection.
    func record(_ id: String, in reader: any DirectoryReader) throws -> Record?
    /// Fails for a resource that SCIM may not change.
    func checkOrigin(of record: Record) throws(SCIMError)
    /// The attributes, of those that a client sent or the store has, that the connection takes and shows.
    func admitted(_ attributes: SCIMObject) throws(SCIMError) -> SCIMObject
    func insert(
        _ attributes: SCIMObject,
        _ members: [MemberReference],
        in transaction: any DirectoryTransaction,
        for connection: Connection
    ) throws -> WrittenResource<Record>
    /// Makes the attributes those of the resource, with `text` as its document.
    func update(
        _ record: Record,
        to attributes: SCIMObject,
        _ text: String,
        _ membership: MembershipPlan,
        in transaction: any DirectoryTransaction,
        for connection: Connection
    ) throws -> WrittenResource<Record>
    func remove(_ record: Record, in transaction: any DirectoryTransaction) throws
    /// What a patch of the membership attribute comes to in the state that the reader sees.
    func plan(
        _ membership: MembershipPatch,
        of record: Record,
        within budget: WorkBudget,
        in reader: any DirectoryReader
    ) throws -> MembershipPlan
    /// What the writer would otherwise look up for the plan, where that is much.
    func lookUp(_ plan: MembershipPlan, of record: Record, in reader: any DirectoryReader) throws -> MemberLookup?
    /// Whether the client gets to see what a PATCH made.
    var showsPatched: Bool { get }
    /// Unique attributes that the store keeps apart by itself.
    static var inherentlyUnique: Set<String> { get }

    // What lies beside the document
    /// The attributes of which `needed` says so, by their names; more of their values than are needed may be there.
    func additional(of record: Record, needing needed: (String) -> NeededValues, in reader: any DirectoryReader) throws
        -> SCIMObject
    /// What the client wants to see of the resource.
    func body(of record: Record, inList: Bool, in reader: any DirectoryReader) throws -> ResourceBody

    // Lists
    func count(in reader: any DirectoryReader) throws -> Int
    /// Shows what the query asks for, one at a time, until `visit` says to stop.
    func scan(
        _ query: RecordQuery,
        in reader: any DirectoryReader,
        _ visit: (Record, RecordPosition) throws -> ScanStep
    ) throws
    /// What an index finds for the term, in canonical spelling of the attribute; nil where there is none.
    func selector(for term: EqualityTerm) -> RecordQuery.Selector?
    /// Whether what an index finds is what the resources show; otherwise it is looked at before it counts.
    var isIndexExact: Bool { get }
    /// The order by an attribute, in canonical spelling, that an index has; nil where there is none.
    func order(by attribute: String) -> RecordQuery.Order?
}

/// What the store keeps of a resource, of whatever kind.
protocol StoredResource: Sendable {
    var resourceID: String { get }
    /// The document as JSON.
    var text: String { get }
    var version: Int { get }
    var created: Timestamp { get }
    var lastModified: Timestamp { get }
}

/// A resource after a write.
struct WrittenResource<Record: StoredResource> {
    var record: Record
    /// Members that the request named and that were passed over.
    var skippedMembers = 0
}

// What kinds have in common unless they say otherwise

extension ResourceOperations {
    func checkOrigin(of record: Record) throws(SCIMError) {}

    func admitted(_ attributes: SCIMObject) throws(SCIMError) -> SCIMObject { attributes }

    var isIndexExact: Bool { true }

    var showsPatched: Bool { true }

    static var inherentlyUnique: Set<String> { [] }

    func plan(
        _ membership: MembershipPatch,
        of record: Record,
        within budget: WorkBudget,
        in reader: any DirectoryReader
    ) throws -> MembershipPlan { MembershipPlan() }

    func lookUp(_ plan: MembershipPlan, of record: Record, in reader: any DirectoryReader) throws -> MemberLookup? {
        nil
    }

    func additional(of record: Record, needing needed: (String) -> NeededValues, in reader: any DirectoryReader) throws
        -> SCIMObject
    {
        [:]
    }

    func body(of record: Record, inList: Bool, in reader: any DirectoryReader) throws -> ResourceBody {
        ResourceBody(json: projection.applied(to: try representation(of: record)).json)
    }
}

// Requests on one resource

extension ResourceOperations {
    func create(
        _ resource: IncomingResource,
        in transaction: any DirectoryTransaction,
        for connection: Connection
    ) throws -> ProvisioningAnswer {
        let attributes = try admitted(resource.attributes)
        let written = try insert(attributes, resource.members ?? [], in: transaction, for: connection)
        return try answer(.created, written, attributes, in: transaction)
    }

    func read(_ id: String, from reader: any DirectoryReader) throws -> ProvisioningAnswer {
        let record = try existing(id, in: reader)
        let isNotModified = try request.preconditions.isNotModified(EntityTag(version: record.version))
        return try answer(isNotModified ? .notModified : .ok, with: record, in: reader)
    }

    func delete(_ id: String, in transaction: any DirectoryTransaction) throws -> ProvisioningAnswer {
        try remove(try changeable(id, in: transaction), in: transaction)
        return ProvisioningAnswer(.noContent)
    }

    private func existing(_ id: String, in reader: any DirectoryReader) throws -> Record {
        guard let record = try record(id, in: reader) else {
            throw SCIMError.notFound("there is no \(type.name) with this id")
        }
        return record
    }

    /// The resource that the request may change, as far as its origin and its version decide.
    func changeable(_ id: String, in reader: any DirectoryReader) throws -> Record {
        let record = try existing(id, in: reader)
        try checkOrigin(of: record)
        try request.preconditions.check(EntityTag(version: record.version))
        return record
    }

    func answer(
        _ status: HTTPResponse.Status,
        _ written: WrittenResource<Record>,
        _ attributes: SCIMObject,
        in transaction: any DirectoryTransaction
    ) throws -> ProvisioningAnswer {
        try uniqueness.hold(of: attributes, by: written.record.resourceID, of: request.connection, in: transaction)
        return try answer(status, with: written.record, in: transaction).skipping(written.skippedMembers)
    }

    /// An answer with the resource, or with its tag alone.
    private func answer(_ status: HTTPResponse.Status, with record: Record, in reader: any DirectoryReader) throws
        -> ProvisioningAnswer
    {
        var answer = ProvisioningAnswer(status)
        answer.resource = ProvisioningAnswer.Resource(
            id: record.resourceID,
            tag: EntityTag(version: record.version),
            location: location(of: record)
        )
        guard status != .noContent, status != .notModified else { return answer }
        let body = try body(of: record, inList: false, in: reader)
        answer.body = body.json
        answer.rest = body.members
        return answer
    }
}

// Lists

/// A resource that a scan shows, good as long as its reader.
struct ListedResource {
    var id: String
    var position: RecordPosition
    /// What filters and orders look at.
    var representation: () throws -> SCIMObject
    /// What the list shows of it.
    var body: () throws -> ResourceBody
}

extension ResourceOperations {
    /// Shows what the query asks for, one at a time, until `visit` says to stop. What is costly to load is there where
    /// it is `needed`, by the names of attributes.
    func scan(
        _ query: RecordQuery,
        needing needed: (String) -> NeededValues,
        in reader: any DirectoryReader,
        _ visit: (ListedResource) throws -> ScanStep
    ) throws {
        try scan(query, in: reader) { record, position in
            let additional = try additional(of: record, needing: needed, in: reader)
            return try visit(
                ListedResource(
                    id: record.resourceID,
                    position: position,
                    representation: { try representation(of: record, additional: additional) },
                    body: { try body(of: record, inList: true, in: reader) }
                )
            )
        }
    }
}

// Documents

extension ResourceOperations {
    var uniqueness: Uniqueness { Uniqueness(of: type, except: Self.inherentlyUnique) }

    func location(of record: Record) -> String {
        request.location(ResourceKind(type), id: record.resourceID)
    }

    func representation(of record: Record, additional: SCIMObject = [:]) throws -> SCIMObject {
        type.representation(
            of: try document(of: record),
            id: record.resourceID,
            meta: ResourceMeta(
                created: record.created,
                lastModified: record.lastModified,
                location: location(of: record),
                version: EntityTag(version: record.version).description
            ),
            additional: additional
        )
    }

    /// A stored document, parsed, as far as the connection shows it.
    func document(of record: Record) throws -> SCIMObject {
        guard let object = SCIMObject(stored: record.text) else {
            throw StoreError.corrupt("the document of a \(type.name) cannot be read")
        }
        return try admitted(object)
    }

    /// A document as it is stored. Refuses one that many requests, each small enough, would make too large.
    func text(of attributes: SCIMObject) throws(SCIMError) -> String {
        let text = attributes.jsonText
        guard text.utf8.count <= configuration.maximumDocumentSize else {
            throw .invalidValue("the \(type.name) would be larger than \(configuration.maximumDocumentSize) bytes")
        }
        return text
    }

    /// Refuses values that are too long to be keys. Characters are Unicode code points, as in all limits of texts.
    func checkLength(_ value: String?, of attribute: String) throws(SCIMError) {
        guard let value, value.unicodeScalars.count > 1_024 else { return }
        throw .invalidValue("`\(attribute)` is longer than 1024 characters")
    }
}

extension SCIMObject {
    /// Resources nest as deep as their schemas: four levels.
    private static let depth = 32

    /// Nil for text that is no document of the server's own.
    init?(stored text: String) {
        guard let object = try? SCIMValue(json: text, limits: .stored(depth: Self.depth)).object else { return nil }
        self = object
    }
}
