import AccessModel
import DirectoryStorage
import HTTPTypes
import SCIMProtocol

/// What requests do to groups.
struct GroupOperations: ResourceOperations {
    let type = ResourceTypeDefinition.group
    let request: ProvisioningRequest
    let configuration: ProvisioningConfiguration
    let projection: Projection

    init(_ request: ProvisioningRequest, _ configuration: ProvisioningConfiguration) throws(SCIMError) {
        self.request = request
        self.configuration = configuration
        projection = try request.search.projection(of: type)
    }

    func create(
        _ resource: IncomingResource,
        in transaction: any DirectoryTransaction,
        for connection: Connection
    ) throws -> ProvisioningAnswer {
        var generator = SystemRandomNumberGenerator()
        let id = Group.ID.make(using: &generator)
        let document = try document(resource.attributes, id: id, of: connection.id)
        _ = try transaction.createGroup(document, uniqueName: request.profile.groupNamesAreUnique, now: request.instant)
        let membership = MembershipPatch(steps: [.add(resource.members ?? [])])
        let skipped = try apply(membership, to: id, in: transaction)
        return try answer(.created, id, in: transaction).skipping(skipped)
    }

    func read(_ id: String, from reader: any DirectoryReader) throws -> ProvisioningAnswer {
        let record = try record(id, in: reader)
        let unchanged = try answerNotModified(
            id: id,
            version: record.version,
            location: location(of: record)
        )
        return try unchanged ?? answer(.ok, record.group.id, in: reader)
    }

    func replace(
        _ id: String,
        in transaction: any DirectoryTransaction,
        for connection: Connection
    ) throws -> ProvisioningAnswer {
        let record = try changeableRecord(id, in: transaction)
        let current = try document(record.attributes)
        let incoming = try IncomingResource(
            request.body,
            replacing: current,
            as: type,
            profile: request.profile
        )
        try update(record, from: current, to: incoming.attributes, in: transaction)
        // Members that are left out are cleared like any attribute, unless the client says that it does not speak of
        // them.
        let members = incoming.members ?? (projection.includes("members") ? [] : nil)
        let membership = MembershipPatch(steps: members.map { [.replaceAll($0)] } ?? [])
        let skipped = try apply(membership, to: record.group.id, in: transaction)
        return try answer(.ok, record.group.id, in: transaction).skipping(skipped)
    }

    func patch(
        _ id: String,
        by patch: PatchRequest,
        in transaction: any DirectoryTransaction,
        for connection: Connection
    ) throws -> ProvisioningAnswer {
        let record = try changeableRecord(id, in: transaction)
        let current = try document(record.attributes)
        let outcome = try patch.applied(to: current, as: type, profile: request.profile)
        if outcome.isChanged { try update(record, from: current, to: outcome.attributes, in: transaction) }
        let skipped = try apply(outcome.membership, to: record.group.id, in: transaction)
        let hasBody = request.profile.groupPatchReturnsBody || request.search.attributes != nil
        return try answer(hasBody ? .ok : .noContent, record.group.id, in: transaction).skipping(skipped)
    }

    func delete(_ id: String, in transaction: any DirectoryTransaction) throws -> ProvisioningAnswer {
        let record = try changeableRecord(id, in: transaction)
        try transaction.deleteGroup(record.group.id, now: request.instant)
        return ProvisioningAnswer(.noContent)
    }

    private func update(
        _ record: GroupRecord,
        from current: SCIMObject,
        to attributes: SCIMObject,
        in transaction: any DirectoryTransaction
    ) throws {
        var document = try document(attributes, id: record.group.id, of: record.group.connection)
        // The order of its members does not change a document; the same text does not change the record.
        if attributes == current { document.attributes = record.attributes }
        _ = try transaction.replaceGroup(
            document,
            uniqueName: request.profile.groupNamesAreUnique,
            now: request.instant
        )
    }

    /// Returns how many members were passed over.
    private func apply(
        _ membership: MembershipPatch,
        to group: Group.ID,
        in transaction: any DirectoryTransaction
    ) throws -> Int {
        let plan = try MembershipPlan(membership, of: group, in: transaction)
        return try plan.apply(
            of: request.connection,
            in: transaction,
            at: request.instant,
            absent: request.profile.absentMembers
        )
    }

    /// The group with this id, if it is one of the connection.
    private func record(_ id: String, in reader: any DirectoryReader) throws -> GroupRecord {
        guard let record = try reader.group(Group.ID(id)), record.group.connection == request.connection else {
            throw SCIMError.notFound("there is no group `\(id.prefix(64))`")
        }
        return record
    }

    private func changeableRecord(_ id: String, in reader: any DirectoryReader) throws -> GroupRecord {
        let record = try record(id, in: reader)
        guard record.group.origin == .scim else {
            throw SCIMError(status: 409, detail: "the group was not made by SCIM and does not change by it")
        }
        try request.preconditions.check(EntityTag(version: record.version))
        return record
    }

    // Read again: changes of members move the version, too.
    private func answer(
        _ status: HTTPResponse.Status,
        _ id: Group.ID,
        in reader: any DirectoryReader
    ) throws -> ProvisioningAnswer {
        try answer(status, with: record(id.rawValue, in: reader), in: reader)
    }
}

extension GroupOperations {
    /// What is stored of a group of the connection, its members apart.
    private func document(
        _ attributes: SCIMObject,
        id: Group.ID,
        of connection: Connection.ID
    ) throws(SCIMError) -> GroupDocument {
        guard let name = attributes["displayName"]?.string, !name.isEmpty else {
            throw .invalidValue("`displayName` is required")
        }
        let externalID = attributes["externalId"]?.string
        try checkLength(name, of: "displayName")
        try checkLength(externalID, of: "externalId")
        return GroupDocument(
            group: Group(id: id, connection: connection, name: name, externalID: externalID, origin: .scim),
            foldedName: name.caseFolded,
            attributes: try text(of: attributes)
        )
    }
}
