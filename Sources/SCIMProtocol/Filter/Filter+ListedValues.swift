extension Filter {
    /// The values that `value eq "a" or value eq "b"` lists, nil for any other filter.
    var listedValues: [String]? {
        switch self {
        case .comparison(let path, .eq, let value):
            return path == AttributePath("value") ? value.text.map { [$0] } : nil
        case .or(let filters):
            let ids = filters.map(\.listedValues)
            return ids.contains(nil) ? nil : ids.flatMap { $0 ?? [] }
        case .comparison, .present, .element, .not, .and: return nil
        }
    }
}
