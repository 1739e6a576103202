import AccessModel
import DirectoryStorage
import SCIMProtocol

/// Works out what the steps of a membership patch come to on one state of a group.
///
/// Steps that name members cost by these. Filters look at every member that is there, once for all of them, and at those
/// that earlier steps added: as they are shown, so that a filter means here what it means in a list.
struct MembershipPlanner {
    /// A step that needs a match among the members that no step before it had named.
    private struct Requirement {
        let filter: MemberFilter
        /// How many of the filters came before it.
        let filtersBefore: Int
        let named: Set<Group.Member>
        var isMet = false
    }

    private let group: Group.ID
    private let reader: any DirectoryReader
    private let shown: (MemberRecord) -> SCIMValue
    private var budget: WorkBudget
    private var plan = MembershipPlan()
    /// What takes members out that the plan does not name.
    private var filters: [MemberFilter] = []
    private var requirements: [Requirement] = []

    /// - Parameter shown: a value of the attribute, as it is shown of a member.
    static func plan(
        _ patch: MembershipPatch,
        of group: Group.ID,
        in reader: any DirectoryReader,
        within budget: WorkBudget,
        shown: @escaping (MemberRecord) -> SCIMValue
    ) throws -> MembershipPlan {
        var planner = MembershipPlanner(group: group, reader: reader, shown: shown, budget: budget)
        for step in patch.steps { try planner.take(step) }
        try planner.scan()
        return planner.plan
    }

    private init(
        group: Group.ID,
        reader: any DirectoryReader,
        shown: @escaping (MemberRecord) -> SCIMValue,
        budget: WorkBudget
    ) {
        self.group = group
        self.reader = reader
        self.shown = shown
        self.budget = budget
    }

    private mutating func take(_ step: MembershipPatch.Step) throws {
        switch step {
        case .add(let references): plan.set(references.map(Group.Member.init), to: true)
        case .remove(let ids): plan.set(ids.map(Group.Member.init(id:)), to: false)
        case .removeAll: plan.reset()
        case .replaceAll(let references):
            plan.reset()
            plan.set(references.map(Group.Member.init), to: true)
        case .require(let ids): try require(ids.map(Group.Member.init(id:)))
        case .removeMatching(let filter):
            plan.set(try added(matching: filter), to: false)
            if !plan.isReset { filters.append(filter) }
        case .requireMatching(let filter): try require(filter)
        }
    }

    private mutating func require(_ members: [Group.Member]) throws {
        let isMet = try members.contains { member in
            if let isMember = plan[member] { return isMember }
            guard try !plan.isReset && reader.isMember(member, of: group) else { return false }
            guard !filters.isEmpty, let record = try reader.memberRecords([member]).first else { return true }
            return try !filters.contains { try matches($0, record) }
        }
        guard isMet else { throw SCIMError.noTarget("no member of the group matches") }
    }

    private mutating func require(_ filter: MemberFilter) throws {
        guard try added(matching: filter).isEmpty else { return }
        guard !plan.isReset else { throw SCIMError.noTarget("no member of the group matches") }
        requirements.append(
            Requirement(filter: filter, filtersBefore: filters.count, named: Set(plan.named))
        )
    }

    /// Members that the plan puts in, whether or not they were in before, and that the filter means.
    private mutating func added(matching filter: MemberFilter) throws -> [Group.Member] {
        let records = try reader.memberRecords(plan.named.filter { plan[$0] == true })
        return try records.filter { try matches(filter, $0) }.map(\.member)
    }

    private mutating func matches(_ filter: MemberFilter, _ record: MemberRecord) throws -> Bool {
        try matches(filter, filter.folded(shown(record)), record)
    }

    private mutating func matches(_ filter: MemberFilter, _ value: FoldedMember, _ record: MemberRecord) throws -> Bool
    {
        try budget.spend(filter.testCount, textLength: record.display.utf8.count)
        return filter.matches(value)
    }

    private mutating func scan() throws {
        guard !requirements.isEmpty || (!filters.isEmpty && !plan.isReset),
            let anyFilter = filters.first ?? requirements.first?.filter
        else { return }
        let testCount = filters.reduce(0) { $0 + $1.testCount } + requirements.reduce(0) { $0 + $1.filter.testCount }
        try budget.checkRoom(for: reader.memberCount(of: group) * testCount)
        var removed = [Group.Member]()
        try reader.scanMembers(of: group) { record in
            let value = anyFilter.folded(shown(record))
            let place = try filters.firstIndex { try matches($0, value, record) }
            try meetRequirements(record, value, removedBy: place ?? filters.count)
            if place != nil, !plan.isReset, plan[record.member] == nil { removed.append(record.member) }
        }
        guard requirements.allSatisfy(\.isMet) else { throw SCIMError.noTarget("no member of the group matches") }
        plan.set(removed, to: false)
    }

    private mutating func meetRequirements(_ record: MemberRecord, _ value: FoldedMember, removedBy place: Int) throws {
        for index in requirements.indices {
            let requirement = requirements[index]
            guard !requirement.isMet, requirement.filtersBefore <= place, !requirement.named.contains(record.member)
            else { continue }
            requirements[index].isMet = try matches(requirement.filter, value, record)
        }
    }
}
