extension MembershipPatch {
    /// What the steps mean, over members that are all at hand; a store does the same without loading them.
    ///
    /// Members keep their order, each id stands once, and the first mention of an id counts.
    /// - Parameter shown: the value of the attribute as which a member is shown, which is what filters look at.
    package func applied(
        to members: [MemberReference],
        shown: (MemberReference) -> SCIMValue = \.shown
    ) throws(SCIMError) -> [MemberReference] {
        var set = MemberSet(members)
        for step in steps { try set.apply(step, shown: shown) }
        return set.members
    }
}

private struct MemberSet {
    private(set) var members: [MemberReference] = []
    private var ids: Set<[UInt8]> = []

    init(_ members: [MemberReference]) {
        insert(members)
    }

    mutating func apply(_ step: MembershipPatch.Step, shown: (MemberReference) -> SCIMValue) throws(SCIMError) {
        switch step {
        case .add(let added): insert(added)
        case .remove(let removed):
            let removed = Set(removed.map { Array($0.utf8) })
            remove { removed.contains(Array($0.value.utf8)) }
        case .removeAll: self = MemberSet([])
        case .replaceAll(let replacement): self = MemberSet(replacement)
        case .require(let required): try require(required.contains { ids.contains(Array($0.utf8)) })
        case .removeMatching(let filter): remove { filter.matches(shown($0)) }
        case .requireMatching(let filter): try require(members.contains { filter.matches(shown($0)) })
        }
    }

    private func require(_ isMet: Bool) throws(SCIMError) {
        guard isMet else { throw .noTarget("none of the values to replace is a member") }
    }

    private mutating func insert(_ added: [MemberReference]) {
        for member in added where ids.insert(Array(member.value.utf8)).inserted { members.append(member) }
    }

    private mutating func remove(where isRemoved: (MemberReference) -> Bool) {
        members.removeAll(where: isRemoved)
        ids = Set(members.map { Array($0.value.utf8) })
    }
}

extension MemberReference {
    /// The value as far as the reference itself says it.
    package var shown: SCIMValue {
        var object: SCIMObject = ["value": .string(value)]
        object["type"] = type.map { .string($0) }
        return .object(object)
    }
}
