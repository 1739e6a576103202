package import AccessModel

extension ResourceFilter {
    /// Equalities that every match fulfils, so that an index on any one of them finds all candidates.
    package var equalityTerms: [EqualityTerm] { conjuncts.flatMap(terms) }

    /// The term that the filter consists of, so that what its index finds are the matches themselves.
    package var onlyEqualityTerm: EqualityTerm? { term(filter) }

    /// The values that alone decide of an attribute with `value`s, because the filter asks nothing but whether they are
    /// there; nil where it asks more.
    package func decidingValues(of attribute: String) -> [String]? {
        var values: [String] = []
        for leaf in filter.leaves where mentions(attribute, in: leaf) {
            guard let term = term(leaf), term.attribute == attribute + ".value" else { return nil }
            values.append(term.value)
        }
        return values
    }

    /// For each attribute that is compared with instants, the range that every match lies in.
    package var instantRanges: [InstantRange] {
        var ranges: [InstantRange] = []
        for range in conjuncts.compactMap(range) {
            if let index = ranges.firstIndex(where: { $0.attribute == range.attribute }) {
                ranges[index] = ranges[index].intersection(range)
            } else {
                ranges.append(range)
            }
        }
        return ranges
    }

    private var conjuncts: [Filter] { filter.conjuncts }

    private func term(_ filter: Filter) -> EqualityTerm? {
        switch filter {
        case .comparison(let path, .eq, let value): EqualityTerm(type.target(of: path), value)
        case .element(let path, .comparison(let inner, .eq, let value)):
            EqualityTerm(type.target(of: path)?.with(subAttribute: inner), value)
        case .comparison, .present, .element, .not, .and, .or: nil
        }
    }

    /// What stands in brackets holds for one value, and each part of it by itself for some value.
    private func terms(_ filter: Filter) -> [EqualityTerm] {
        guard case .element(let path, let inner) = filter else { return term(filter).map { [$0] } ?? [] }
        return inner.conjuncts.compactMap { term(.element(path, $0)) }
    }

    private func range(_ filter: Filter) -> InstantRange? {
        guard case .comparison(let path, let comparison, let value) = filter, let target = type.target(of: path),
            (target.subAttribute ?? target.attribute).type == .dateTime, let text = value.text,
            let instant = DateTime(text)
        else { return nil }
        return InstantRange(target.description, comparison, instant.timestamp)
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
    init?(_ target: AttributeTarget?, _ value: FilterValue) {
        guard var target, let text = value.text else { return nil }
        if target.subAttribute == nil, target.attribute.type == .complex {
            target.subAttribute = target.attribute.comparable
        }
        let definition = target.subAttribute ?? target.attribute
        guard definition.type == .string || definition.type == .reference else { return nil }
        self.init(attribute: target.description, value: definition.isCaseExact ? text : text.caseFolded)
    }
}

/// "This attribute's instant is in this range", for a look-up in an index. What is in it may match; what is not does not.
package struct InstantRange: Equatable, Sendable {
    /// In canonical spelling: `meta.lastModified`.
    package var attribute: String
    /// Both bounds are part of the range; nil is no bound.
    package var lower: Timestamp?
    package var upper: Timestamp?

    package init(attribute: String, lower: Timestamp? = nil, upper: Timestamp? = nil) {
        self.attribute = attribute
        self.lower = lower
        self.upper = upper
    }

    fileprivate init?(_ attribute: String, _ comparison: ComparisonOperator, _ instant: Timestamp) {
        switch comparison {
        case .gt, .ge: self.init(attribute: attribute, lower: instant)
        case .lt, .le: self.init(attribute: attribute, upper: instant)
        case .eq: self.init(attribute: attribute, lower: instant, upper: instant)
        case .ne, .co, .sw, .ew: return nil
        }
    }

    fileprivate func intersection(_ other: Self) -> Self {
        InstantRange(
            attribute: attribute,
            lower: [lower, other.lower].compactMap(\.self).max(),
            upper: [upper, other.upper].compactMap(\.self).min()
        )
    }
}

extension DateTime {
    /// The nearest instant that a timestamp can tell.
    fileprivate var timestamp: Timestamp {
        let limit = Int64.max / 1_000_000_000 - 1
        guard seconds.magnitude <= limit.magnitude else { return Timestamp(nanoseconds: seconds < 0 ? .min : .max) }
        return Timestamp(nanoseconds: seconds * 1_000_000_000 + nanoseconds)
    }
}

extension AttributeTarget {
    fileprivate func with(subAttribute path: AttributePath) -> Self? {
        guard path.schema == nil, path.subAttribute == nil else { return nil }
        guard let found = attribute.subAttribute(named: path.name) else { return nil }
        return AttributeTarget(container: container, attribute: attribute, subAttribute: found)
    }
}
