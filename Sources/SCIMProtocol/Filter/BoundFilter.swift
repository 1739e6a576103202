/// A filter whose names have been looked up and whose values have the types of what they are compared with.
indirect enum BoundFilter: Equatable, Sendable {
    case comparison(ValueAccessor, ComparisonOperator, FilterOperand)
    case present(ValueAccessor)
    case element(ValueAccessor, BoundFilter)
    case not(BoundFilter)
    case and([BoundFilter])
    case or([BoundFilter])
    /// A test that holds for every resource or for none, because the attribute is not one of theirs.
    case constant(Bool)

    init(_ filter: Filter, in scope: FilterScope) throws(SCIMError) {
        switch filter {
        case .comparison(let path, let comparison, let value):
            self = try Self.comparison(path, comparison, value, in: scope)
        case .present(let path): self = try Self.accessor(path, in: scope).map { .present($0) } ?? .constant(false)
        case .element(let path, let inner): self = try Self.element(path, inner, in: scope)
        case .not(let inner): self = .not(try Self(inner, in: scope))
        case .and(let filters): self = .and(try Self.all(filters, in: scope))
        case .or(let filters): self = .or(try Self.all(filters, in: scope))
        }
    }

    /// - Parameter isFolded: whether texts that compare without regard to case are folded already.
    func matches(_ value: SCIMValue, isFolded: Bool = false) -> Bool {
        switch self {
        case .comparison(let accessor, let comparison, let operand):
            Self.compare(accessor.values(in: value), comparison, operand, isFolded)
        case .present(let accessor): !accessor.values(in: value).isEmpty
        case .element(let accessor, let filter):
            accessor.values(in: value).contains { filter.matches($0, isFolded: isFolded) }
        case .not(let filter): !filter.matches(value, isFolded: isFolded)
        case .and(let filters): filters.allSatisfy { $0.matches(value, isFolded: isFolded) }
        case .or(let filters): filters.contains { $0.matches(value, isFolded: isFolded) }
        case .constant(let holds): holds
        }
    }

    /// One value that matches is enough. A missing value is not equal to anything.
    private static func compare(
        _ values: [SCIMValue],
        _ comparison: ComparisonOperator,
        _ operand: FilterOperand,
        _ isFolded: Bool
    ) -> Bool {
        values.isEmpty ? comparison == .ne : values.contains { operand.holds(comparison, for: $0, isFolded: isFolded) }
    }

    private static func comparison(
        _ path: AttributePath,
        _ comparison: ComparisonOperator,
        _ value: FilterValue,
        in scope: FilterScope
    ) throws(SCIMError) -> Self {
        let found = try accessor(path, in: scope)
        if value == .null { return try comparisonWithNull(found.map { .present($0) } ?? .constant(false), comparison) }
        guard let accessor = found else { return .constant(comparison == .ne) }
        guard let comparable = accessor.comparable else {
            throw .invalidFilter("`\(path)` has no value to compare; name one of its sub-attributes")
        }
        return .comparison(comparable, comparison, try FilterOperand(value, comparison, comparable.definition))
    }

    private static func comparisonWithNull(
        _ isPresent: Self,
        _ comparison: ComparisonOperator
    ) throws(SCIMError) -> Self {
        switch comparison {
        case .eq: .not(isPresent)
        case .ne: isPresent
        case .co, .sw, .ew, .gt, .ge, .lt, .le:
            throw .invalidFilter("`\(comparison.rawValue)` cannot compare with null")
        }
    }

    private static func element(
        _ path: AttributePath,
        _ inner: Filter,
        in scope: FilterScope
    ) throws(SCIMError) -> Self {
        guard let accessor = try accessor(path, in: scope) else { return .constant(false) }
        return .element(accessor, try Self(inner, in: .element(of: accessor.definition)))
    }

    private static func all(_ filters: [Filter], in scope: FilterScope) throws(SCIMError) -> [Self] {
        var bound: [Self] = []
        for filter in filters { bound.append(try Self(filter, in: scope)) }
        return bound
    }

    private static func accessor(_ path: AttributePath, in scope: FilterScope) throws(SCIMError) -> ValueAccessor? {
        guard let accessor = scope.accessor(for: path) else { return nil }
        guard accessor.definition.returned != .never else {
            throw .invalidFilter("`\(path)` cannot be asked for")
        }
        return accessor
    }
}
