/// Where the names of a filter are looked up: in a resource, or between brackets in one value of an attribute.
enum FilterScope {
    case resource(ResourceTypeDefinition)
    case element(of: AttributeDefinition)

    /// Nil where there is no such attribute; it then has no value.
    func accessor(for path: AttributePath) -> ValueAccessor? {
        switch self {
        case .resource(let type): type.target(of: path).map(ValueAccessor.init)
        case .element(let attribute): Self.accessor(for: path, inElementOf: attribute)
        }
    }

    private static func accessor(for path: AttributePath, inElementOf attribute: AttributeDefinition) -> ValueAccessor?
    {
        guard path.schema == nil, path.subAttribute == nil else { return nil }
        if attribute.type == .complex {
            return attribute.subAttribute(named: path.name).map { ValueAccessor(name: $0.name, definition: $0) }
        }
        return path.name.isSameName(as: "value") ? ValueAccessor(name: nil, definition: attribute) : nil
    }
}

/// Finds the values that a filter's name means, and knows their type.
struct ValueAccessor: Equatable, Sendable {
    var container: String?
    /// Nil is the value itself.
    var name: String?
    var subAttribute: String?
    /// Of the values that are found.
    var definition: AttributeDefinition

    init(name: String?, definition: AttributeDefinition) {
        self.name = name
        self.definition = definition
    }

    init(_ target: AttributeTarget) {
        container = target.container
        name = target.attribute.name
        subAttribute = target.subAttribute?.name
        definition = target.subAttribute ?? target.attribute
    }

    /// The accessor of what a comparison compares: of `value` where the attribute is complex, nil where it has none.
    var comparable: ValueAccessor? {
        guard definition.type == .complex else { return self }
        guard let value = definition.comparable else { return nil }
        var copy = self
        copy.subAttribute = value.name
        copy.definition = value
        return copy
    }

    /// The assigned values; all of those of a multi-valued attribute.
    func values(in value: SCIMValue) -> [SCIMValue] {
        guard let name else { return [value] }
        let object = container.map { value.object?[$0]?.object } ?? value.object
        let found = (object?[name]?.elements ?? []).filter { !$0.isUnassigned }
        guard let subAttribute else { return found }
        return found.compactMap { $0.object?[subAttribute] }.filter { !$0.isUnassigned }
    }
}
