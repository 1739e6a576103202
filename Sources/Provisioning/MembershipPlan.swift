import AccessModel
import DirectoryStorage
import SCIMProtocol

/// What the steps of a membership patch come to: for each member that they name whether it ends up in the group.
///
/// Steps that undo each other thereby change nothing, and what is applied costs by the members that were named.
struct MembershipPlan {
    private let group: Group.ID
    private let reader: any DirectoryReader
    /// Whether a step emptied the group, so that only what the plan names is in it.
    private var isReset = false
    /// What takes members out that the plan does not name. They are looked for once, whatever the number of steps.
    private var filters: [MemberFilter] = []
    /// In the order in which they were first named.
    private var named: [Group.Member] = []
    private var isMember: [Group.Member: Bool] = [:]

    init(_ patch: MembershipPatch, of group: Group.ID, in reader: any DirectoryReader) throws {
        self.group = group
        self.reader = reader
        for step in patch.steps { try take(step) }
        try removeUnnamed()
    }

    private mutating func take(_ step: MembershipPatch.Step) throws {
        switch step {
        case .add(let references): set(references.map(Group.Member.init), to: true)
        case .remove(let ids): set(ids.map(Group.Member.init(id:)), to: false)
        case .removeAll: reset()
        case .replaceAll(let references):
            reset()
            set(references.map(Group.Member.init), to: true)
        case .require(let ids): try require(ids)
        case .removeMatching(let filter): removeMatching(filter)
        }
    }

    private mutating func set(_ members: [Group.Member], to state: Bool) {
        for member in members where isMember.updateValue(state, forKey: member) == nil { named.append(member) }
    }

    private mutating func reset() {
        isReset = true
        filters = []
        named = []
        isMember = [:]
    }

    private func require(_ ids: [String]) throws {
        let isMet = try ids.map(Group.Member.init(id:)).contains { member in
            try isMember[member] ?? (!isReset && !isFiltered(member) && reader.isMember(member, of: group))
        }
        guard isMet else { throw SCIMError.noTarget("no member of the group matches") }
    }

    private mutating func removeMatching(_ filter: MemberFilter) {
        set(named.filter { isMember[$0] == true && filter.matches($0.reference) }, to: false)
        if !isReset { filters.append(filter) }
    }

    private func isFiltered(_ member: Group.Member) -> Bool {
        filters.contains { $0.matches(member.reference) }
    }

    private mutating func removeUnnamed() throws {
        guard !filters.isEmpty else { return }
        var removed = [Group.Member]()
        try reader.scanMembers(of: group) { record in
            if isMember[record.member] == nil, isFiltered(record.member) { removed.append(record.member) }
        }
        set(removed, to: false)
    }

    /// Makes it so, and returns how many members were passed over because the connection does not have them.
    ///
    /// With the first of them that is refused, the whole request is.
    func apply(
        of connection: Connection.ID,
        in transaction: any DirectoryTransaction,
        at instant: Timestamp,
        absent: Profile.AbsentMembers
    ) throws -> Int {
        let added = named.filter { isMember[$0] == true }
        do {
            try apply(adding: added, in: transaction, at: instant)
            return 0
        } catch StoreError.unknown {
            let present = try added.filter { try !isPassedOver($0, absent, of: connection) }
            try refuseUnknown(present, of: connection)
            try apply(adding: present, in: transaction, at: instant)
            return added.count - present.count
        }
    }

    private func apply(
        adding added: [Group.Member],
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

    private func isPassedOver(
        _ member: Group.Member,
        _ absent: Profile.AbsentMembers,
        of connection: Connection.ID
    ) throws -> Bool {
        switch absent {
        case .refuse: false
        case .passOverDeleted: try reader.wasDeleted(member, in: connection)
        case .passOver: try !reader.exists(member, in: connection)
        }
    }

    private func refuseUnknown(_ members: [Group.Member], of connection: Connection.ID) throws {
        for member in members where try !reader.exists(member, in: connection) {
            let reference = member.reference
            let kind = reference.type ?? ""
            throw SCIMError.invalidValue("the connection has no \(kind) `\(reference.value)`, so nothing was changed")
        }
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
