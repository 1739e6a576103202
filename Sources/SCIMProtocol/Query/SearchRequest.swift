/// What a client asks of a list, by query parameters or as the message of a `.search` (RFC 7644 sections 3.4.2 and
/// 3.4.3, RFC 9865).
package struct SearchRequest: Equatable, Sendable {
    package static let schema = "urn:ietf:params:scim:api:messages:2.0:SearchRequest"

    /// Where the page begins.
    package enum Start: Equatable, Sendable {
        /// One-based.
        case index(Int)
        /// Empty for the first page.
        case cursor(String)
    }

    package var filter: String?
    package var sortBy: String?
    package var sortOrder = ResourceOrder.Direction.ascending
    /// Names with commas between.
    package var attributes: String?
    package var excludedAttributes: String?
    package var start = Start.index(1)
    /// As the client gave it.
    package var count: Int?

    package init() {}

    /// Of `sortBy` in bytes: longer than any path that is meant.
    private static let sortByLimit = 1_024
    /// Of `attributes` and of `excludedAttributes` in bytes.
    private static let namesLimit = 16_384

    /// From query parameters: `parameter` is nil for what is absent, and empty for what is there without a value.
    package init(parameter: (String) -> String?) throws(SCIMError) {
        func text(_ name: String) -> String? { parameter(name).flatMap { $0.isEmpty ? nil : $0 } }
        filter = text("filter")
        sortBy = text("sortBy")
        attributes = text("attributes")
        excludedAttributes = text("excludedAttributes")
        try checkLengths()
        sortOrder = try Self.direction(text("sortOrder"))
        count = try Self.number(text("count"), "count")
        start = try Self.start(index: Self.number(text("startIndex"), "startIndex"), cursor: parameter("cursor"))
    }

    package init(_ body: SCIMValue, profile: Profile = .lenient) throws(SCIMError) {
        let message = try Message(body, schema: Self.schema, profile: profile)
        filter = try message.text("filter")
        sortBy = try message.text("sortBy")
        attributes = try message.names("attributes")
        excludedAttributes = try message.names("excludedAttributes")
        try checkLengths()
        sortOrder = try Self.direction(message.text("sortOrder"))
        count = try message.number("count")
        start = try Self.start(index: message.number("startIndex"), cursor: message.text("cursor", orEmpty: true))
    }

    /// The length of `filter` is its parser's to check.
    private func checkLengths() throws(SCIMError) {
        let limits = [
            ("sortBy", sortBy, Self.sortByLimit), ("attributes", attributes, Self.namesLimit),
            ("excludedAttributes", excludedAttributes, Self.namesLimit),
        ]
        for (name, text, limit) in limits where text?.utf8.count ?? 0 > limit {
            throw .invalidValue("`\(name)` is longer than \(limit) bytes")
        }
    }

    private static func start(index: Int?, cursor: String?) throws(SCIMError) -> Start {
        guard let cursor else { return .index(max(1, index ?? 1)) }
        guard index == nil else { throw .invalidValue("`startIndex` and `cursor` cannot be given together") }
        return .cursor(cursor)
    }

    private static func direction(_ text: String?) throws(SCIMError) -> ResourceOrder.Direction {
        guard let text else { return .ascending }
        guard let direction = ResourceOrder.Direction(rawValue: text.lowercased()) else {
            throw .invalidValue("`sortOrder` is `ascending` or `descending`")
        }
        return direction
    }

    private static func number(_ text: String?, _ name: String) throws(SCIMError) -> Int? {
        guard let text else { return nil }
        guard let number = Int(text) else { throw .invalidValue("`\(name)` is not a number") }
        return number
    }
}

extension SearchRequest {
    /// The most resources to put on the page. By index a `count` is capped, by cursor it must be one that the server
    /// offers.
    package func pageSize(default size: Int, maximum: Int) throws(SCIMError) -> Int {
        guard let count else { return min(size, maximum) }
        switch start {
        case .index: return min(maximum, max(0, count))
        case .cursor:
            guard 0...maximum ~= count else { throw .invalidCount("`count` must be between 0 and \(maximum)") }
            return count
        }
    }

    package func filter(of type: ResourceTypeDefinition) throws(SCIMError) -> ResourceFilter? {
        guard let filter else { return nil }
        return try ResourceFilter(filter, for: type)
    }

    /// Nil where the client wants no particular order.
    package func order(of type: ResourceTypeDefinition) throws(SCIMError) -> ResourceOrder? {
        guard let sortBy else { return nil }
        return try ResourceOrder(by: sortBy, sortOrder, of: type)
    }

    package func projection(of type: ResourceTypeDefinition) throws(SCIMError) -> Projection {
        try Projection(attributes: attributes, excludedAttributes: excludedAttributes, of: type)
    }

    /// What a cursor is bound to: `scope` says whose list it is, and the request which.
    package func cursorContext(in scope: String) -> [UInt8] {
        let parts = [scope, filter ?? "", sortBy ?? "", sortOrder.rawValue]
        return SCIMValue.array(parts.map { .string($0) }).json
    }
}
