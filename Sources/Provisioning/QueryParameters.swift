/// The query of a request, decoded. Names compare without case; of a repeated name the first counts.
struct QueryParameters: Sendable {
    private let values: [String: String]

    /// Pairs whose escapes are malformed are kept as they came: whoever reads the value says what is wrong with it.
    init(_ query: String?) {
        var values = [String: String]()
        for pair in (query ?? "").split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.decode(parts[0]).lowercased()
            guard values[name] == nil else { continue }
            values[name] = parts.count == 2 ? Self.decode(parts[1]) : ""
        }
        self.values = values
    }

    private static func decode(_ text: Substring) -> String {
        PercentEncoding.decodeQuery(text) ?? String(text)
    }

    /// Nil where the parameter is absent, and empty where it is there without a value.
    subscript(name: String) -> String? { values[name.lowercased()] }
}
