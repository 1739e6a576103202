import AccessModel
import DirectoryStorage
import SCIMProtocol

/// What the steps of a membership patch come to: for each member that they name or select whether it ends up in the
/// group.
///
/// Steps that undo each other thereby change nothing, and what is applied costs by the members that are in the plan.
struct MembershipPlan: Sendable {
    /// Whether a step emptied the group, so that only what the plan names is in it.
    private(set) var isReset = false
    /// In the order in which they were first named.
    private(set) var named: [Group.Member] = []
    private var isMember: [Group.Member: Bool] = [:]

    /// A plan that adds the members.
    init(adding members: [MemberReference] = []) {
        set(members.map(Group.Member.init), to: true)
    }

    /// Whether the member ends up in the group; nil where the plan does not say.
    subscript(member: Group.Member) -> Bool? { isMember[member] }

    mutating func set(_ members: [Group.Member], to state: Bool) {
        for member in members where isMember.updateValue(state, forKey: member) == nil { named.append(member) }
    }

    mutating func reset() {
        isReset = true
        named = []
        isMember = [:]
    }

    /// Makes it so, and returns how many members were passed over because the connection does not have them.
    ///
    /// With the first of them that is refused, the whole request is.
    func apply(
        to group: Group.ID,
        of connection: Connection.ID,
        in transaction: any DirectoryTransaction,
        at instant: Timestamp,
        absent: Profile.AbsentMembers
    ) throws -> Int {
        let added = named.filter { isMember[$0] == true }
        do {
            try apply(adding: added, to: group, in: transaction, at: instant)
            return 0
        } catch StoreError.unknown {
            let missing = try transaction.absent(added, in: connection)
            try refuse(missing, of: connection, in: transaction, unless: absent)
            let passedOver = Set(missing)
            try apply(adding: added.filter { !passedOver.contains($0) }, to: group, in: transaction, at: instant)
            return missing.count
        }
    }

    private func apply(
        adding added: [Group.Member],
        to group: Group.ID,
        in transaction: any DirectoryTransaction,
        at instant: Timestamp
    ) throws {
        guard !isReset else {
            try transaction.replaceMembers(of: group, with: added, now: instant)
            return
        }
        try transaction.removeMembers(named.filter { isMember[$0] == false }, from: group, now: instant)
        try transaction.addMembers(added, to: group, now: instant)
    }

    private func refuse(
        _ missing: [Group.Member],
        of connection: Connection.ID,
        in reader: any DirectoryReader,
        unless absent: Profile.AbsentMembers
    ) throws {
        let passedOver: Set<Group.Member> =
            switch absent {
            case .refuse: []
            case .passOverDeleted: try reader.deleted(missing, in: connection)
            case .passOver: Set(missing)
            }
        guard let refused = missing.first(where: { !passedOver.contains($0) }) else { return }
        let id = refused.reference.value
        throw SCIMError.invalidValue("the connection has no \(refused.kind) `\(id)`, so nothing was changed")
    }
}

extension Group.Member {
    init(_ reference: MemberReference) {
        self.init(id: reference.value)
    }

    var reference: MemberReference {
        switch self {
        case .user(let id): MemberReference(value: id.rawValue, type: ResourceKind.user.name)
        case .group(let id): MemberReference(value: id.rawValue, type: ResourceKind.group.name)
        }
    }
}

extension DirectoryReader {
    /// Shows every direct member of the group, page by page.
    func scanMembers(of group: Group.ID, _ visit: (MemberRecord) throws -> Void) throws {
        var position: ListPosition?
        repeat {
            let page = try members(of: group, after: position, limit: 1_000)
            try page.elements.forEach(visit)
            position = page.next
        } while position != nil
    }
}
