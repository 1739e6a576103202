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
        filter.paths.contains { type.target(of: $0)?.attribute.name == attribute }
    }
}

extension Filter {
    /// Every name outside brackets.
    fileprivate var paths: [AttributePath] {
        switch self {
        case .comparison(let path, _, _), .present(let path), .element(let path, _): [path]
        case .not(let filter): filter.paths
        case .and(let filters), .or(let filters): filters.flatMap(\.paths)
        }
    }
}
