import AccessModel
import Foundation
import GRDB

/// Writes within one savepoint, and notes every change in the feed as it goes.
final class SQLiteTransaction: SQLiteReader, DirectoryTransaction {
    /// The state that this transaction adds to.
    private let base: Revision
    private var sequence: Int64 = 0
    /// While policy files are applied their records may change and others may not; otherwise the other way round.
    private var isApplyingPolicy = false

    init(_ session: SQLiteSession, on base: Revision) {
        self.base = base
        super.init(session)
    }

    /// Writes one row of the feed.
    ///
    /// INVARIANT (one history): the row is written in the transaction that makes the change. Readers see both or none.
    func note(_ change: Change) throws(StoreError) {
        let row = try ChangeRow(change)
        try session.run(
            "INSERT INTO changes (revision, sequence, kind, payload) VALUES (?, ?, ?, ?)",
            Int64(base.next.number),
            sequence,
            row.kind.rawValue,
            Data(row.payload)
        )
        sequence += 1
    }

    /// Gives the transaction its revision, if it changed anything. The last thing that is done in it.
    ///
    /// INVARIANT (revision order): the counter moves under SQLite's one write lock, which is held until the commit, so
    /// that no later commit can carry an earlier revision and none is left out.
    func finish() throws(StoreError) -> (revision: Revision, isChange: Bool) {
        if let failure = session.failure { throw failure }
        guard sequence > 0 else { return (base, false) }
        try session.run("UPDATE tenant SET revision = ?", Int64(base.next.number))
        return (base.next, true)
    }

    func apply(_ model: RoleModel) throws(StoreError) -> PolicyDiff {
        let diff = try policyDiff(to: model)
        if let refusal = try policyRefusals(of: diff).first { throw refusal }
        isApplyingPolicy = true
        defer { isApplyingPolicy = false }
        try whole { () throws(StoreError) in
            for change in diff.changes { try apply(change) }
        }
        return diff
    }

    /// Undoes what `body` did when it throws, so that the transaction can go on as if it had not been run.
    func whole(_ body: () throws(StoreError) -> Void) throws(StoreError) {
        let sequence = sequence
        do {
            try session.savepoint(body)
        } catch {
            self.sequence = sequence
            throw error
        }
    }

    /// Refuses to change a record whose origin puts it out of reach. Nil is a record that does not exist.
    func authorize(_ kind: RecordKind, _ name: String, of origin: Origin?) throws(StoreError) {
        guard let origin, origin.isPolicy != isApplyingPolicy else { return }
        throw .otherOrigin(kind, name, origin)
    }

    /// Refuses a name that another record has.
    func claim(_ attribute: UniqueAttribute, _ kind: RecordKind, _ name: String, heldBy origin: Origin?)
        throws(StoreError)
    {
        guard let origin else { return }
        try authorize(kind, name, of: origin)
        throw .notUnique(attribute, name)
    }

    private func apply(_ change: Change) throws(StoreError) {
        switch change {
        case .putConnection(let connection): try putConnection(connection)
        case .deleteConnection(let id): try deleteConnection(id)
        case .putOrganization(let organization): try putOrganization(organization)
        case .deleteOrganization(let id): try deleteOrganization(id)
        case .putOrganizationConnection(let link): try putOrganizationConnection(link)
        case .deleteOrganizationConnection(let organization, let connection):
            try deleteOrganizationConnection(organization, connection)
        case .putRole(let role): try putRole(role)
        case .deleteRole(let id): try deleteRole(id)
        case .putResourceType(let type): try putResourceType(type)
        case .deleteResourceType(let name): try deleteResourceType(name)
        case .putAPI(let api): try putAPI(api)
        case .deleteAPI(let identifier): try deleteAPI(identifier)
        case .addAssignment(let assignment): try addAssignment(assignment)
        case .removeAssignment(let assignment): try removeAssignment(assignment)
        case .putLoginSettings(let settings): try putLoginSettings(settings)
        case .putUser, .deleteUser, .putGroup, .deleteGroup, .addMembers, .removeMembers, .addOrganizationMember,
            .removeOrganizationMember, .addPermissionAssignment, .removePermissionAssignment:
            break  // No role model declares these.
        }
    }
}
