extension MembershipPatch {
    /// Plans one change of the membership attribute.
    mutating func append(_ edit: AttributeEdit, profile: Profile) throws(SCIMError) {
        guard edit.target.subAttribute == nil else {
            throw .mutability("`\(edit.target.description)` cannot change; add and remove whole values instead")
        }
        if let filter = edit.filter {
            try append(edit, where: filter, profile: profile)
        } else {
            try appendUnfiltered(edit)
        }
    }

    private mutating func appendUnfiltered(_ edit: AttributeEdit) throws(SCIMError) {
        let members = try MemberReference.list(edit.value ?? .null, attribute: edit.attribute.name)
        switch edit.kind {
        case .add where members.isEmpty: break
        case .add: try append(.add(members))
        case .replace: try append(.replaceAll(members))
        // Entra's default dialect lists the members to remove; an empty list names none.
        case .remove: try append(edit.value ?? .null == .null ? .removeAll : .remove(members.map(\.value)))
        }
    }

    private mutating func append(
        _ edit: AttributeEdit,
        where filter: Filter,
        profile: Profile
    ) throws(SCIMError) {
        let members = try MemberReference.list(edit.value ?? .null, attribute: edit.attribute.name)
        let removal = try Self.removal(of: filter, edit.attribute)
        switch edit.kind {
        case .add: try append(.add(members))
        case .remove:
            try Self.check(removal, names: members)
            try append(removal)
        case .replace:
            if !profile.createsUnmatchedElements { try append(Self.requirement(of: removal)) }
            try append(removal)
            try append(.add(members))
        }
    }

    /// A removal by filter that comes with a value as well must name the same members in both: of two that differ, one
    /// would stay in.
    private static func check(_ removal: Step, names members: [MemberReference]) throws(SCIMError) {
        guard !members.isEmpty else { return }
        if case .remove(let ids) = removal, Set(ids) == Set(members.map(\.value)) { return }
        throw .invalidValue("`remove` names members by a filter in its `path` or by its `value`, not by both")
    }

    private static func requirement(of removal: Step) -> Step {
        switch removal {
        case .remove(let ids): .require(ids)
        case .removeMatching(let filter): .requireMatching(filter)
        case .add, .removeAll, .replaceAll, .require, .requireMatching: removal
        }
    }

    private static func removal(of filter: Filter, _ attribute: AttributeDefinition) throws(SCIMError) -> Step {
        if let ids = filter.listedValues { return .remove(ids) }
        return .removeMatching(try MemberFilter(filter, of: attribute))
    }
}
