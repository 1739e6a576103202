/// A filter expression of RFC 7644 section 3.4.2.2, as written: no schema has been asked yet.
///
/// `a[f].b eq x` is kept as `a[f and b eq x]`, which means the same, and nested `and`s or `or`s are flattened.
package indirect enum Filter: Equatable, Sendable {
    case comparison(AttributePath, ComparisonOperator, FilterValue)
    case present(AttributePath)
    /// All of the inner filter holds for one and the same value of the attribute.
    case element(AttributePath, Filter)
    case not(Filter)
    /// Two or more, none of which is itself an `and`.
    case and([Filter])
    /// Two or more, none of which is itself an `or`.
    case or([Filter])
}

extension Filter {
    /// The filters that all hold where this one does: its parts, or itself.
    var conjuncts: [Filter] {
        if case .and(let filters) = self { filters } else { [self] }
    }
}

package enum ComparisonOperator: String, Sendable, CaseIterable {
    case eq, ne, co, sw, ew, gt, ge, lt, le

    /// Whether it asks for an order rather than for equality or a part.
    var isOrdering: Bool {
        switch self {
        case .gt, .ge, .lt, .le: true
        case .eq, .ne, .co, .sw, .ew: false
        }
    }

    var isSubstring: Bool {
        switch self {
        case .co, .sw, .ew: true
        case .eq, .ne, .gt, .ge, .lt, .le: false
        }
    }
}

/// The right-hand side of a comparison. What it means depends on the attribute it is compared with.
package enum FilterValue: Equatable, Sendable {
    case null
    case boolean(Bool)
    /// The text of a JSON number, kept because an unquoted `externalId` may look like one.
    case number(String)
    case string(String)

    package static func == (left: Self, right: Self) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.boolean(let left), .boolean(let right)): left == right
        case (.number(let left), .number(let right)): left == right
        case (.string(let left), .string(let right)): left.utf8.elementsEqual(right.utf8)
        case (.null, _), (.boolean, _), (.number, _), (.string, _): false
        }
    }

    /// The value as text, as a string attribute compares it.
    var text: String? {
        switch self {
        case .null: nil
        case .boolean(let flag): flag ? "true" : "false"
        case .number(let text), .string(let text): text
        }
    }
}

/// How large a filter may be.
package enum FilterLimits {
    /// In bytes of UTF-8.
    package static let length = 2_048
    /// Of parentheses and brackets within one another.
    package static let depth = 10
}
