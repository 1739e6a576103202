/// A filter on the resources of one type.
package struct ResourceFilter: Sendable {
    package let filter: Filter
    let type: ResourceTypeDefinition
    private let bound: BoundFilter

    /// Fails with `invalidFilter` where an operator or a value does not suit its attribute. An attribute that the type
    /// does not have has no value.
    package init(_ filter: Filter, for type: ResourceTypeDefinition) throws(SCIMError) {
        self.filter = filter
        self.type = type
        bound = try BoundFilter(filter, in: .resource(type))
    }

    package init(_ text: String, for type: ResourceTypeDefinition) throws(SCIMError) {
        try self.init(Filter(text), for: type)
    }

    /// Whether a whole representation matches: with `id`, `meta`, and the membership attribute where it is mentioned.
    package func matches(_ resource: SCIMObject) -> Bool {
        bound.matches(.object(resource))
    }

    /// Whether evaluating the filter needs values of the attribute.
    package func mentions(_ attribute: String) -> Bool {
        filter.leaves.contains { mentions(attribute, in: $0) }
    }

    func mentions(_ attribute: String, in leaf: Filter) -> Bool {
        leaf.path.flatMap { type.target(of: $0) }?.attribute.name == attribute
    }
}

extension Filter {
    /// What is said of one attribute each, outside brackets.
    var leaves: [Filter] {
        switch self {
        case .comparison, .present, .element: [self]
        case .not(let filter): filter.leaves
        case .and(let filters), .or(let filters): filters.flatMap(\.leaves)
        }
    }

    /// The attribute that a leaf speaks of.
    var path: AttributePath? {
        switch self {
        case .comparison(let path, _, _), .present(let path), .element(let path, _): path
        case .not, .and, .or: nil
        }
    }
}
