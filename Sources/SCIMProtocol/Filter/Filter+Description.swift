extension Filter: CustomStringConvertible {
    /// The filter in the grammar of RFC 7644; parsing it gives the same filter.
    package var description: String {
        switch self {
        case .comparison(let path, let comparison, let value): "\(path) \(comparison.rawValue) \(value)"
        case .present(let path): "\(path) pr"
        case .element(let path, let filter): "\(path)[\(filter)]"
        case .not(let filter): "not (\(filter))"
        case .and(let filters): filters.map(\.conjunctDescription).joined(separator: " and ")
        case .or(let filters): filters.map(\.description).joined(separator: " or ")
        }
    }

    /// `and` binds closer than `or`.
    private var conjunctDescription: String {
        if case .or = self { "(\(description))" } else { description }
    }
}

extension FilterValue: CustomStringConvertible {
    package var description: String {
        switch self {
        case .null: "null"
        case .boolean(let flag): flag ? "true" : "false"
        case .number(let text): text
        case .string(let text): SCIMValue.string(text).jsonText
        }
    }
}
