import AccessModel
import DirectoryStorage
import SCIMProtocol

/// One kind of resource in a list, and how the store finds what the list shows of it.
struct ListSource: Sendable {
    let operations: any ResourceOperations
    let filter: ResourceFilter?
    /// Whether what the index finds are the matches themselves.
    private let isExact: Bool
    let order: ResourceOrder?
    let query: RecordQuery
    /// Whether the query shows the resources in the order that the client asked for.
    let isOrdered: Bool

    init(_ operations: any ResourceOperations, _ search: SearchRequest) throws(SCIMError) {
        self.operations = operations
        filter = try search.filter(of: operations.type)
        let isFound = filter?.onlyEqualityTerm.flatMap { operations.selector(for: $0) } != nil
        isExact = isFound && operations.isIndexExact
        order = try search.order(of: operations.type)
        var query = RecordQuery(connection: operations.request.connection)
        query.selector = filter.map { Self.selector(for: $0, operations) } ?? .all
        let attribute = order?.attribute
        let recordOrder =
            if let attribute { operations.order(by: attribute) } else { RecordQuery.Order?.some(.creation) }
        query.order = recordOrder ?? .creation
        query.isDescending = recordOrder != nil && attribute != nil && order?.direction == .descending
        self.query = query
        isOrdered = recordOrder != nil
    }

    /// Shows the resources that match, in the order of the query.
    func scan(
        from position: RecordPosition? = nil,
        offset: Int = 0,
        in reader: any DirectoryReader,
        _ visit: (ListedResource) throws -> ScanStep
    ) throws {
        var query = query
        query.position = position
        query.offset = offset
        try operations.scan(query, needing: needs, in: reader) { resource in
            guard try isExact || filter?.matches(resource.representation()) ?? true else { return .next }
            return try visit(resource)
        }
    }

    /// What the list shows of one resource; nil for one that is gone.
    func body(of id: String, in reader: any DirectoryReader) throws -> ResourceBody? {
        var body: ResourceBody?
        let query = RecordQuery(connection: query.connection, selector: .id(id))
        try operations.scan(query, needing: { _ in .none }, in: reader) { resource in
            body = try resource.body()
            return .stop
        }
        return body
    }

    private func needs(_ attribute: String) -> NeededValues {
        if order?.attribute?.hasPrefix(attribute + ".") == true { return .all }
        guard !isExact, let filter, filter.mentions(attribute) else { return .none }
        return filter.decidingValues(of: attribute).map { .those($0) } ?? .all
    }

    private static func selector(for filter: ResourceFilter, _ operations: any ResourceOperations)
        -> RecordQuery.Selector
    {
        if let selector = filter.equalityTerms.lazy.compactMap({ operations.selector(for: $0) }).first {
            return selector
        }
        let range = filter.instantRanges.first { $0.attribute == "meta.lastModified" }
        return range.map { .modified(from: $0.lower ?? .earliest, through: $0.upper?.endOfMillisecond ?? .latest) }
            ?? .all
    }
}

extension Timestamp {
    fileprivate static let earliest = Timestamp(nanoseconds: .min)
    fileprivate static let latest = Timestamp(nanoseconds: .max)

    /// What clients are shown of an instant ends with the millisecond, and so does what they mean by it.
    fileprivate var endOfMillisecond: Timestamp {
        let (end, overflow) = nanoseconds.addingReportingOverflow(999_999)
        return overflow ? .latest : Timestamp(nanoseconds: end)
    }
}
