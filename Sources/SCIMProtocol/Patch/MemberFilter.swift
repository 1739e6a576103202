import AccessModel

/// A filter on members in a PATCH path, by something other than their ids.
package struct MemberFilter: Equatable, Sendable {
    private let bound: BoundFilter
    /// What of a member compares without regard to case.
    private let foldedParts: [String]
    /// How many tests it makes of a member.
    package let testCount: Int

    init(_ filter: Filter, of attribute: AttributeDefinition) throws(SCIMError) {
        bound = try BoundFilter(selecting: filter, of: attribute)
        testCount = filter.leaves.count
        foldedParts = attribute.subAttributes.filter { !$0.isCaseExact }.map(\.name)
    }

    /// A value of the membership attribute with what compares without regard to case folded, once for all tests of all
    /// filters on the attribute: folding costs more than they do.
    package func folded(_ member: SCIMValue) -> FoldedMember {
        guard var object = member.object else { return FoldedMember(value: member) }
        for name in foldedParts { object[name] = object[name]?.string.map { .string($0.caseFolded) } ?? object[name] }
        return FoldedMember(value: .object(object))
    }

    package func matches(_ member: FoldedMember) -> Bool {
        bound.matches(member.value, isFolded: true)
    }

    /// Whether a value of the membership attribute is meant.
    ///
    /// - Parameter member: as it is shown, with all of its visible parts, so that the filter means what it means in a list.
    package func matches(_ member: SCIMValue) -> Bool {
        bound.matches(member)
    }
}

/// A value of the membership attribute, made ready for filters by ``MemberFilter/folded(_:)``.
package struct FoldedMember: Sendable {
    fileprivate let value: SCIMValue
}
