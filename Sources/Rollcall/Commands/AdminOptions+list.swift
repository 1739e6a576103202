import Foundation

extension AdminOptions {
    /// How a list of the management API is asked for part by part.
    enum Paging {
        case checkpoint
        case offset
    }

    /// All of a list of the management API, as one array.
    ///
    /// - Parameter path: below `/api/v2/`, with filters or without.
    func list(_ path: String, named collection: String, by paging: Paging = .checkpoint) async throws -> Answer {
        var elements: [Any] = []
        var next: String? = paging == .checkpoint ? "take=100" : "include_totals=true&per_page=100&page=0"
        while let query = next {
            let answer = try await ask("GET", "/api/v2/\(path)\(path.contains("?") ? "&" : "?")\(query)")
            let page = try JSONSerialization.jsonObject(with: answer.body) as? [String: Any] ?? [:]
            let found = page[collection] as? [Any] ?? []
            elements += found
            switch paging {
            case .checkpoint: next = (page["next"] as? String).map { "take=100&from=\($0)" }
            case .offset:
                next = found.isEmpty ? nil : "include_totals=true&per_page=100&page=\((elements.count + 99) / 100)"
            }
        }
        let options: JSONSerialization.WritingOptions = [.sortedKeys, .withoutEscapingSlashes]
        return Answer(status: 200, body: try JSONSerialization.data(withJSONObject: elements, options: options))
    }
}

extension String {
    /// As one segment of a path or one value of a query.
    var percentEncoded: String {
        addingPercentEncoding(withAllowedCharacters: .unreserved) ?? ""
    }
}

extension CharacterSet {
    /// Of RFC 3986: what stands for itself everywhere.
    fileprivate static let unreserved = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    )
}
