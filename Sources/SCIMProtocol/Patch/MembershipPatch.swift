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
        /// Needs the members: fails with `noTarget` unless one matches.
        case requireMatching(MemberFilter)
    }

    package private(set) var steps: [Step] = []
    private var removalsByFilter = 0
    /// Whether a step may fail.
    private var mayFail = false

    package init(steps: [Step] = []) {
        self.steps = steps
        removalsByFilter = steps.count(where: \.isRemovalByFilter)
        mayFail = steps.contains(where: \.mayFail)
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
            removalsByFilter += 1
            guard removalsByFilter <= Self.filterLimit else {
                throw .tooMany("a PATCH has at most \(Self.filterLimit) filters on members other than by `value`")
            }
            steps.append(step)
        case .require, .requireMatching:
            mayFail = true
            steps.append(step)
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
        if mayFail {
            // What may fail does so on what came before it.
            steps.append(step)
        } else {
            self = Self(steps: [step])
        }
    }
}

extension MembershipPatch.Step {
    fileprivate var isFilter: Bool {
        switch self {
        case .removeMatching, .requireMatching: true
        case .add, .remove, .removeAll, .replaceAll, .require: false
        }
    }

    fileprivate var isRemovalByFilter: Bool {
        if case .removeMatching = self { true } else { false }
    }

    fileprivate var mayFail: Bool {
        switch self {
        case .require, .requireMatching: true
        case .add, .remove, .removeAll, .replaceAll, .removeMatching: false
        }
    }
}
