/// What a request does to the values of a membership attribute, planned without knowing them: steps that touch only what
/// they name, so that their cost does not depend on the group's size.
package struct MembershipPatch: Equatable, Sendable {
    /// Applied in order, each on the result of the one before. Adding what is there and removing what is not changes
    /// nothing; ids may repeat.
    package enum Step: Equatable, Sendable {
        case add([MemberReference])
        case remove([String])
        case removeAll
        case replaceAll([MemberReference])
        /// Fails with `noTarget` unless one of the ids is a member.
        case require([String])
        /// Needs the members: removes those that match.
        case removeMatching(MemberFilter)
    }

    package private(set) var steps: [Step] = []

    package init(steps: [Step] = []) {
        self.steps = steps
    }

    package var isEmpty: Bool { steps.isEmpty }

    /// Whether a step looks at members that it does not name.
    package var needsMembers: Bool { steps.contains(where: \.isFilter) }

    /// The most filters on members by something other than their ids. Each looks at every member that is there.
    package static let filterLimit = 10

    /// Adds a step; neighbours of the same kind become one.
    mutating func append(_ step: Step) throws(SCIMError) {
        switch step {
        case .add(let members): if !extend(with: members) { steps.append(step) }
        case .remove(let ids): if !extend(with: ids) { steps.append(step) }
        case .removeAll, .replaceAll: appendReset(step)
        case .removeMatching:
            guard steps.last != step else { return }
            guard steps.count(where: \.isFilter) < Self.filterLimit else {
                throw .tooMany("a PATCH has at most \(Self.filterLimit) filters on members other than by `value`")
            }
            steps.append(step)
        case .require: steps.append(step)
        }
    }

    // The last step is taken out before it grows, so that ten thousand small ones cost no more than a large one.

    private mutating func extend(with members: [MemberReference]) -> Bool {
        guard case .add(var all)? = steps.last else { return false }
        steps[steps.count - 1] = .removeAll
        all += members
        steps[steps.count - 1] = .add(all)
        return true
    }

    private mutating func extend(with ids: [String]) -> Bool {
        guard case .remove(var all)? = steps.last else { return false }
        steps[steps.count - 1] = .removeAll
        all += ids
        steps[steps.count - 1] = .remove(all)
        return true
    }

    /// What came before a reset has no effect, unless it may fail.
    private mutating func appendReset(_ step: Step) {
        steps.removeAll { if case .require = $0 { false } else { true } }
        steps.append(step)
    }
}

extension MembershipPatch.Step {
    fileprivate var isFilter: Bool {
        if case .removeMatching = self { true } else { false }
    }
}

extension MembershipPatch {
    /// What the steps mean, over members that are all at hand; a store does the same without loading them.
    ///
    /// Members keep their order, each id stands once, and the first mention of an id counts.
    package func applied(to members: [MemberReference]) throws(SCIMError) -> [MemberReference] {
        var set = MemberSet(members)
        for step in steps { try set.apply(step) }
        return set.members
    }
}

private struct MemberSet {
    private(set) var members: [MemberReference] = []
    private var ids: Set<[UInt8]> = []

    init(_ members: [MemberReference]) {
        insert(members)
    }

    mutating func apply(_ step: MembershipPatch.Step) throws(SCIMError) {
        switch step {
        case .add(let added): insert(added)
        case .remove(let removed):
            let removed = Set(removed.map { Array($0.utf8) })
            remove { removed.contains(Array($0.value.utf8)) }
        case .removeAll: self = MemberSet([])
        case .replaceAll(let replacement): self = MemberSet(replacement)
        case .require(let required):
            guard required.contains(where: { ids.contains(Array($0.utf8)) }) else {
                throw .noTarget("none of the values to replace is a member")
            }
        case .removeMatching(let filter): remove(where: filter.matches)
        }
    }

    private mutating func insert(_ added: [MemberReference]) {
        for member in added where ids.insert(Array(member.value.utf8)).inserted { members.append(member) }
    }

    private mutating func remove(where isRemoved: (MemberReference) -> Bool) {
        members.removeAll(where: isRemoved)
        ids = Set(members.map { Array($0.value.utf8) })
    }
}

/// A filter on members by something other than their ids.
package struct MemberFilter: Equatable, Sendable {
    private let bound: BoundFilter

    init(_ filter: Filter, of attribute: AttributeDefinition) throws(SCIMError) {
        bound = try BoundFilter(filter, in: .element(of: attribute))
    }

    /// Whether a member with this id and type (`User` or `Group`) is meant.
    package func matches(_ member: MemberReference) -> Bool {
        var object: SCIMObject = ["value": .string(member.value)]
        object["type"] = member.type.map { .string($0) }
        return bound.matches(.object(object))
    }
}
