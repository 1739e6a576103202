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
        switch edit.kind {
        case .add: try append(.add(members))
        case .remove: try append(try Self.removal(of: filter, edit.attribute))
        case .replace:
            let removal = try Self.removal(of: filter, edit.attribute)
            if case .remove(let ids) = removal, !profile.createsUnmatchedElements { try append(.require(ids)) }
            try append(removal)
            try append(.add(members))
        }
    }

    private static func removal(of filter: Filter, _ attribute: AttributeDefinition) throws(SCIMError) -> Step {
        if let ids = filter.listedValues { return .remove(ids) }
        return .removeMatching(try MemberFilter(filter, of: attribute))
    }
}
