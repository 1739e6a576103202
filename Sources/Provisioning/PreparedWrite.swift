import AccessModel
import DirectoryStorage
import HTTPTypes
import SCIMProtocol

/// What a PUT or a PATCH makes of a resource, worked out on one state of it.
///
/// What costs more than a look-up is worked out on a reader, so that nobody waits for the writer meanwhile. The writer
/// then checks that the resource is what it was.
struct PreparedWrite<Record: StoredResource>: Sendable {
    /// The resource as it was.
    let record: Record
    let attributes: SCIMObject
    /// The document of the attributes.
    let text: String
    let membership: MembershipPlan
    /// Where the members of the plan are stored, where they are many.
    var lookup: MemberLookup?

    /// About how many rows it takes to write it: members that go are among those that were looked up.
    var rowCount: Int { 1 + membership.named.count + (membership.isReset ? lookup?.memberCount ?? 0 : 0) }

    /// Whether it says what the request makes of the resource as it is now. Every change of a resource or of its members
    /// moves its version; one that was created again has another beginning.
    func isBased(on current: Record) -> Bool {
        record.version == current.version && record.created == current.created
            && record.lastModified == current.lastModified
    }
}

/// The resource has changed since a write on it was prepared.
struct StalePreparation: Error {}

extension ResourceOperations {
    /// What the body as a whole makes of the resource, in the state that the reader sees.
    func replacement(of id: String, in reader: any DirectoryReader) throws -> PreparedWrite<Record> {
        let record = try changeable(id, in: reader)
        let current = try document(of: record)
        let incoming = try IncomingResource(request.body, replacing: current, as: type, profile: request.profile)
        let membership = membership(replacedBy: incoming)
        // It names members and selects none.
        let budget = WorkBudget(tests: 0, valueSize: 0)
        return try prepare(record, current, to: incoming.attributes, membership, within: budget, in: reader)
    }

    /// What the operations make of the resource, in the state that the reader sees.
    func patched(_ id: String, by patch: PatchRequest, within budget: WorkBudget, in reader: any DirectoryReader)
        throws -> PreparedWrite<Record>
    {
        let record = try changeable(id, in: reader)
        let current = try document(of: record)
        let outcome = try patch.applied(to: current, as: type, profile: request.profile, within: budget)
        return try prepare(record, current, to: outcome.attributes, outcome.membership, within: budget, in: reader)
    }

    /// Writes what was prepared in this transaction.
    func write(
        _ prepared: PreparedWrite<Record>,
        _ status: HTTPResponse.Status,
        in transaction: any DirectoryTransaction,
        for connection: Connection
    ) throws -> ProvisioningAnswer {
        let written = try update(
            prepared.record,
            to: prepared.attributes,
            prepared.text,
            prepared.membership,
            in: transaction,
            for: connection
        )
        return try answer(status, written, prepared.attributes, in: transaction)
    }

    /// Writes what was prepared on a reader, or throws ``StalePreparation`` where the resource has changed since.
    func write(
        _ prepared: PreparedWrite<Record>,
        checked status: HTTPResponse.Status,
        in transaction: any DirectoryTransaction,
        for connection: Connection
    ) throws -> ProvisioningAnswer {
        let record = try changeable(prepared.record.resourceID, in: transaction)
        guard prepared.isBased(on: record) else { throw StalePreparation() }
        if let lookup = prepared.lookup { try transaction.adopt(lookup) }
        return try write(prepared, status, in: transaction, for: connection)
    }

    private func prepare(
        _ record: Record,
        _ current: SCIMObject,
        to attributes: SCIMObject,
        _ membership: MembershipPatch,
        within budget: WorkBudget,
        in reader: any DirectoryReader
    ) throws -> PreparedWrite<Record> {
        let attributes = try admitted(attributes)
        // The order of its members does not change a document; the same text does not change the record.
        let text = attributes == current ? record.text : try text(of: attributes)
        let plan = try plan(membership, of: record, within: budget, in: reader)
        return PreparedWrite(record: record, attributes: attributes, text: text, membership: plan)
    }

    /// Members that are left out are cleared like any attribute, unless the client says that it does not speak of them.
    private func membership(replacedBy incoming: IncomingResource) -> MembershipPatch {
        guard let attribute = type.membershipAttribute else { return MembershipPatch() }
        let members = incoming.members ?? (projection.includes(attribute) ? [] : nil)
        return MembershipPatch(steps: members.map { [.replaceAll($0)] } ?? [])
    }
}
