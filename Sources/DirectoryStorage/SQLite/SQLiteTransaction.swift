import AccessModel
import Foundation
import GRDB

/// Writes within one savepoint, and notes every change in the feed as it goes.
final class SQLiteTransaction: SQLiteReader, DirectoryTransaction {
    /// How far the rows of this transaction have come.
    private struct Progress {
        /// Of the change that is noted next.
        var sequence: Int64 = 0
        /// Of what that change replaces or ends.
        var part: Int64 = 0
        var actions: [ManagementAction] = []
        /// What was noted, where it is asked for.
        var noted: [Change]?
        /// What was written to the history, in bytes.
        var historySize = 0
        /// Whether something took access away, and whether something did anything else.
        var hasTaken = false
        var hasGiven = false
    }

    let limits: StoreLimits
    /// The state that this transaction adds to.
    private let base: Revision
    private let authorship: Authorship
    private var progress = Progress()
    /// While policy files are applied their records may change and others may not; otherwise the other way round.
    private var isApplyingPolicy = false

    init(_ session: SQLiteSession, on base: Revision, by authorship: Authorship, within limits: StoreLimits) {
        self.limits = limits
        self.base = base
        self.authorship = authorship
        super.init(session)
    }

    /// A transaction that is going to be undone.
    convenience init(rehearsing session: SQLiteSession, on base: Revision, within limits: StoreLimits) {
        let nobody = Authorship(author: .system, instant: Timestamp(seconds: 0))
        self.init(session, on: base, by: nobody, within: limits)
        progress.noted = []
    }

    /// Writes one row of the feed, and what the change replaces.
    ///
    /// INVARIANT (one history): the row is written in the transaction that makes the change. Readers see both or none.
    func note(_ change: Change, replacing former: Change? = nil) throws(StoreError) {
        if let former { try keep(former) }
        progress.noted?.append(change)
        if change.takesAccessAway { progress.hasTaken = true } else { progress.hasGiven = true }
        let row = try ChangeRow(change)
        try count(row)
        try session.run(
            "INSERT INTO changes (revision, sequence, kind, payload) VALUES (?, ?, ?, ?)",
            Int64(base.next.number),
            progress.sequence,
            row.kind.rawValue,
            Data(row.payload)
        )
        progress.sequence += 1
        progress.part = 0
        if case .addMembers(let group, let members) = change { try checkNesting(of: members, in: group) }
    }

    /// Writes one row of the history: part of what the change that is noted next replaces or ends.
    ///
    /// INVARIANT (the way back): the parts of a change, applied in their order, make what it took away. What has none
    /// made something new, or only added or removed what it names.
    func keep(_ former: Change) throws(StoreError) {
        let row = try ChangeRow(former)
        try count(row)
        try session.run(
            "INSERT INTO former (revision, sequence, part, kind, payload) VALUES (?, ?, ?, ?, ?)",
            Int64(base.next.number),
            progress.sequence,
            progress.part,
            row.kind.rawValue,
            Data(row.payload)
        )
        progress.part += 1
    }

    /// Ends a dry run that would hold the writer for long.
    private func count(_ row: ChangeRow) throws(StoreError) {
        progress.historySize += row.payload.count + 16
        let limit = Rehearsal<Void>.limit
        guard progress.noted == nil || progress.historySize <= limit else { throw .dryRunTooLarge(limit: limit) }
    }

    func record(_ action: ManagementAction) throws(StoreError) {
        progress.actions.append(action)
        if action.kind.takesAccessAway { progress.hasTaken = true } else { progress.hasGiven = true }
    }

    /// Whether that is what the transaction does, and all that it does.
    var takesAccessAway: Bool { progress.hasTaken && !progress.hasGiven }

    /// To be called where a document may grow with a change that takes access away.
    func note(documentOfBytes count: Int) {
        if count > Self.smallDocument { progress.hasGiven = true }
    }

    private static let smallDocument = 16_384

    /// Gives the transaction its revision, if it changed anything. The last thing that is done in it.
    ///
    /// INVARIANT (revision order): the counter moves under SQLite's one write lock, which is held until the commit, so
    /// that no later commit can carry an earlier revision and none is left out.
    func finish() throws(StoreError) -> (revision: Revision, isChange: Bool) {
        if let failure = session.failure { throw failure }
        let isChange = progress.sequence > 0
        if isChange { try session.run("UPDATE tenant SET revision = ?", Int64(base.next.number)) }
        if isChange || !progress.actions.isEmpty { try writeCommit(of: isChange ? base.next : nil) }
        return (isChange ? base.next : base, isChange)
    }

    /// Keeps who did it, when, and in which request.
    private func writeCommit(of revision: Revision?) throws(StoreError) {
        try session.run(
            "INSERT INTO commits (revision, instant, author, request_id, actions) VALUES (?, ?, ?, ?, ?)",
            revision.map { Int64($0.number) },
            // To the millisecond, as it is shown: the state at an instant that was read in the history has the commit.
            authorship.instant.nanoseconds / 1_000_000 * 1_000_000,
            authorship.author.description,
            authorship.request?.description,
            progress.actions.isEmpty ? nil : Data(JSONText.encode(progress.actions))
        )
    }

    /// What the transaction would have come to. The last thing that is done in one that rehearses.
    func rehearsal<Value>(returning value: Value) throws(StoreError) -> Rehearsal<Value> {
        if let failure = session.failure { throw failure }
        return Rehearsal(value: value, changes: progress.noted ?? [], base: base)
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
        let progress = progress
        do {
            try session.savepoint(body)
        } catch {
            self.progress = progress
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
