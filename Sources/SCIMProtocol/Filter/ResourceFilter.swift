/// A filter on the resources of one type.
package struct ResourceFilter: Sendable {
    package let filter: Filter
    private let type: ResourceTypeDefinition
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

extension ResourceFilter {
    /// Equalities that every match fulfils, so that an index on any one of them finds all candidates.
    package var equalityTerms: [EqualityTerm] {
        if case .and(let filters) = filter { filters.compactMap(term) } else { term(filter).map { [$0] } ?? [] }
    }

    /// The term that the filter consists of, so that what its index finds are the matches themselves.
    package var onlyEqualityTerm: EqualityTerm? { term(filter) }

    private func term(_ filter: Filter) -> EqualityTerm? {
        switch filter {
        case .comparison(let path, .eq, let value): EqualityTerm(type.target(of: path), value)
        case .element(let path, .comparison(let inner, .eq, let value)):
            EqualityTerm(type.target(of: path)?.with(subAttribute: inner), value)
        case .comparison, .present, .element, .not, .and, .or: nil
        }
    }
}

/// "This attribute has this value", for a look-up in an index.
package struct EqualityTerm: Equatable, Sendable {
    /// In canonical spelling, complex attributes with the sub-attribute: `userName`, `id`, `members.value`.
    package var attribute: String
    /// Folded (``Swift/String/caseFolded``) unless the attribute is case-exact.
    package var value: String

    package init(attribute: String, value: String) {
        self.attribute = attribute
        self.value = value
    }

    /// Nil for what an index on text cannot find.
    fileprivate init?(_ target: AttributeTarget?, _ value: FilterValue) {
        guard var target, let text = value.text else { return nil }
        if target.subAttribute == nil, target.attribute.type == .complex {
            target.subAttribute = target.attribute.comparable
        }
        let definition = target.subAttribute ?? target.attribute
        guard definition.type == .string || definition.type == .reference else { return nil }
        self.init(attribute: target.description, value: definition.isCaseExact ? text : text.caseFolded)
    }
}

extension AttributeTarget {
    fileprivate func with(subAttribute path: AttributePath) -> Self? {
        guard path.schema == nil, path.subAttribute == nil else { return nil }
        guard let found = attribute.subAttribute(named: path.name) else { return nil }
        return AttributeTarget(container: container, attribute: attribute, subAttribute: found)
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
