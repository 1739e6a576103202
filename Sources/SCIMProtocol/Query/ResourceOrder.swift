/// The order in which a list shows its resources (RFC 7644 section 3.4.2.3): by one attribute, and by id where that does
/// not decide, so that pages never overlap.
package struct ResourceOrder: Equatable, Sendable {
    package enum Direction: String, Sendable {
        case ascending, descending
    }

    package let direction: Direction
    private let target: AttributeTarget?

    /// Fails with `invalidValue` where the text is no attribute name, or names something without a value to compare. An
    /// attribute that the type does not have has no value.
    package init(
        by text: String,
        _ direction: Direction = .ascending,
        of type: ResourceTypeDefinition
    ) throws(SCIMError) {
        guard let path = AttributePath(text) else { throw .invalidValue("\(text.quoted) is not an attribute name") }
        self.direction = direction
        target = try type.target(of: path).map { target throws(SCIMError) in try Self.comparable(target) }
    }

    /// The attribute in canonical spelling, complex ones with the sub-attribute: `userName`, `emails.value`. A store with
    /// an index on it need not read every resource. Nil where the type has no such attribute.
    package var attribute: String? { target?.description }

    /// Of a whole representation. A multi-valued attribute counts by its primary value, or else its first.
    package func key(of resource: SCIMObject) -> SortKey {
        guard let target else { return .missing }
        let values = (resource.value(at: target)?.elements ?? []).filter { !$0.isUnassigned }
        let value = values.first { $0.object?["primary"] == true } ?? values.first
        guard let subAttribute = target.subAttribute else { return SortKey(value, of: target.attribute) }
        return SortKey(value?.object?[subAttribute.name], of: subAttribute)
    }

    /// Whether a resource at `left` is shown before one at `right`: a missing value last, and first where descending.
    package func precedes(_ left: SortPosition, _ right: SortPosition) -> Bool {
        guard left.key != right.key else { return left.id.utf8.lexicographicallyPrecedes(right.id.utf8) }
        switch direction {
        case .ascending: return left.key < right.key
        case .descending: return right.key < left.key
        }
    }

    private static func comparable(_ target: AttributeTarget) throws(SCIMError) -> AttributeTarget {
        let definition = target.subAttribute ?? target.attribute
        guard definition.returned != .never else { throw .invalidValue("nothing sorts by `\(target.description)`") }
        guard definition.type == .complex else { return target }
        guard let value = definition.comparable else {
            throw .invalidValue("`\(target.description)` has no value to sort by; name one of its sub-attributes")
        }
        return AttributeTarget(container: target.container, attribute: target.attribute, subAttribute: value)
    }
}

/// The place of a resource in a sorted list.
package struct SortPosition: Hashable, Sendable {
    package var key: SortKey
    package var id: String

    package init(key: SortKey, id: String) {
        self.key = key
        self.id = id
    }
}
