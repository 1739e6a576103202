import AccessModel
import DirectoryStorage
import SCIMProtocol

/// What requests do to groups.
struct GroupOperations: ResourceOperations {
    let scope: OperationScope

    var showsPatched: Bool { request.profile.groupPatchReturnsBody || request.search.attributes != nil }

    func record(_ id: String, in reader: any DirectoryReader) throws -> GroupRecord? {
        guard let record = try reader.group(Group.ID(id)), record.group.connection == request.connection else {
            return nil
        }
        return record
    }

    func checkOrigin(of record: GroupRecord) throws(SCIMError) {
        guard record.group.origin == .scim else {
            throw SCIMError(status: 409, detail: "the group was not made by SCIM and does not change by it")
        }
    }

    func insert(
        _ attributes: SCIMObject,
        _ members: [MemberReference],
        in transaction: any DirectoryTransaction,
        for connection: Connection
    ) throws -> WrittenResource<GroupRecord> {
        var generator = SystemRandomNumberGenerator()
        let id = Group.ID.make(using: &generator)
        let document = try document(attributes, try text(of: attributes), id: id)
        let record = try transaction.createGroup(document, uniqueName: hasUniqueName, now: request.instant)
        return try apply(MembershipPlan(adding: members), to: record, in: transaction)
    }

    func update(
        _ record: GroupRecord,
        to attributes: SCIMObject,
        _ text: String,
        _ membership: MembershipPlan,
        in transaction: any DirectoryTransaction,
        for connection: Connection
    ) throws -> WrittenResource<GroupRecord> {
        // Most requests speak of members alone.
        if !text.hasSameBytes(as: record.text) {
            let document = try document(attributes, text, id: record.group.id)
            _ = try transaction.replaceGroup(document, uniqueName: hasUniqueName, now: request.instant)
        }
        return try apply(membership, to: record, in: transaction)
    }

    func remove(_ record: GroupRecord, in transaction: any DirectoryTransaction) throws {
        try transaction.deleteGroup(record.group.id, now: request.instant)
    }

    func plan(
        _ membership: MembershipPatch,
        of record: GroupRecord,
        within budget: WorkBudget,
        in reader: any DirectoryReader
    ) throws -> MembershipPlan {
        try MembershipPlanner.plan(membership, of: record.group.id, in: reader, within: budget, shown: value)
    }

    func lookUp(_ plan: MembershipPlan, of record: GroupRecord, in reader: any DirectoryReader) throws -> MemberLookup?
    {
        guard plan.isReset || plan.named.count > 64 else { return nil }
        return try reader.lookUp(plan.named, in: request.connection, with: record.group.id)
    }

    private var hasUniqueName: Bool { request.profile.groupNamesAreUnique }

    private func apply(
        _ plan: MembershipPlan,
        to record: GroupRecord,
        in transaction: any DirectoryTransaction
    ) throws -> WrittenResource<GroupRecord> {
        let skipped = try plan.apply(
            to: record.group.id,
            of: request.connection,
            in: transaction,
            at: request.instant,
            absent: request.profile.absentMembers
        )
        // Read again: changes of members move the version, too.
        let written = try transaction.group(record.group.id) ?? record
        return WrittenResource(record: written, skippedMembers: skipped)
    }

    /// What is stored of a group of the connection, its members apart.
    private func document(_ attributes: SCIMObject, _ text: String, id: Group.ID) throws(SCIMError) -> GroupDocument {
        guard let name = attributes["displayName"]?.string, !name.isEmpty else {
            throw .invalidValue("`displayName` is required")
        }
        let externalID = attributes["externalId"]?.string
        try checkLength(name, of: "displayName")
        try checkLength(externalID, of: "externalId")
        return GroupDocument(
            group: Group(id: id, connection: request.connection, name: name, externalID: externalID, origin: .scim),
            foldedName: name.caseFolded,
            attributes: text
        )
    }
}

extension GroupRecord: StoredResource {
    var resourceID: String { document.group.id.rawValue }
    var text: String { document.attributes }
}
