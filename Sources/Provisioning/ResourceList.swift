import AccessModel
import DirectoryStorage
import HTTPTypes
import SCIMProtocol

/// A request for a list: of which kinds, in which order, and from where.
///
/// A list goes along an index, one resource at a time, and keeps no more of it than the page. Only an order that no index
/// has makes it look at all that matches.
struct ResourceList: Sendable {
    let sources: [ListSource]
    let search: SearchRequest
    let limit: Int
    /// What cursors and remembered pages of this list are bound to.
    let context: [UInt8]
    let pages: ListPages

    /// Where a page begins in an unsorted list of several kinds, or in one that an index sorts.
    struct Place: Hashable, Sendable {
        var source: Int
        var position: RecordPosition
    }

    init(of operations: [any ResourceOperations], _ request: ProvisioningRequest, _ pages: ListPages) throws(SCIMError)
    {
        search = request.search
        var sources = [ListSource]()
        for operations in operations { sources.append(try ListSource(operations, request.search)) }
        self.sources = sources
        limit = try search.pageSize(default: pages.maximumSize, maximum: pages.maximumSize)
        let kinds = operations.map(\.type.name).joined(separator: "+")
        context = search.cursorContext(in: "\(request.connection) \(kinds)")
        self.pages = pages
    }

    func answer(from reader: any DirectoryReader, for request: ProvisioningRequest) throws -> ProvisioningAnswer {
        let page =
            switch search.start {
            case .index(let index) where isOrdered: try indexedPage(from: index, in: reader, request)
            case .cursor(let text) where isOrdered: try cursorPage(after: text, in: reader, request)
            case .index, .cursor: try sortedPage(in: reader, request)
            }
        return ProvisioningAnswer(.ok, body: page.head.json(with: "Resources", elements: page.resources))
    }

    /// Whether the list looks at every resource, for want of an index.
    var isScan: Bool {
        !isOrdered || sources.contains { $0.filter != nil && $0.query.selector == .all }
    }

    /// Several kinds that an index sorts each by itself are not sorted together.
    private var isOrdered: Bool {
        sources.allSatisfy(\.isOrdered) && (sources.count == 1 || search.sortBy == nil)
    }
}

extension ResourceList {
    // By index

    private func indexedPage(from index: Int, in reader: any DirectoryReader, _ request: ProvisioningRequest) throws
        -> ListPage
    {
        let start = pages.memory.place(of: index, in: self, for: request.token)
        var page = ListPage(limit: limit)
        var walk = IndexWalk(skipped: start == nil ? index - 1 : 0, start: start)
        for (number, source) in sources.enumerated() {
            if source.filter == nil {
                try walk.takeUnfiltered(source, number, &page, reader)
            } else {
                try walk.takeFiltered(source, number, &page, reader)
            }
        }
        page.total = walk.total
        if let last = page.last {
            // Of a short page, too: by the time that the next one is asked for, more may have come.
            let next = index + page.resources.count
            pages.memory.keep(last, as: next, in: self, for: request.token)
            // Others were deleted behind a client that goes on where it was: it must not stop before the end.
            if start != nil, page.isFull { page.total = max(walk.total, next) }
        }
        page.startIndex = index
        return page
    }

    // By cursor (RFC 9865)

    private func cursorPage(after text: String, in reader: any DirectoryReader, _ request: ProvisioningRequest) throws
        -> ListPage
    {
        var start: Place?
        if !text.isEmpty { start = try Place(open(text, request)) }
        if let start, !sources.indices.contains(start.source) {
            throw SCIMError.invalidCursor("the cursor is of no use")
        }
        var page = ListPage(limit: limit)
        for (number, source) in sources.enumerated().dropFirst(start?.source ?? 0) where !page.hasMore {
            try source.scan(from: start?.position, in: reader) { resource in
                try page.take(resource, from: number)
            }
            start = nil
        }
        // Counting is left to the first page, and only what an index counts is counted (K-6).
        if text.isEmpty, sources.allSatisfy({ $0.filter == nil }) {
            page.total = try sources.reduce(0) { try $0 + $1.operations.count(in: reader) }
        }
        if page.hasMore, let last = page.last {
            page.nextCursor = seal(last.cursor(count: search.count, request.instant))
        }
        return page
    }

    // In an order that no index has

    /// Beyond this many resources a page by index would keep too much of the list.
    private static let longestSort = 100_000

    private func sortedPage(in reader: any DirectoryReader, _ request: ProvisioningRequest) throws -> ListPage {
        guard let order = sources.first?.order else { return ListPage(limit: limit) }
        var position: SortPosition?
        var index: Int?
        switch search.start {
        case .index(let number): index = number
        case .cursor(let text): position = text.isEmpty ? nil : try open(text, request).position
        }
        guard (index ?? 1) <= Self.longestSort else {
            throw SCIMError.tooMany("sorted like this, a list is paged by cursor beyond \(Self.longestSort) resources")
        }
        var total = 0
        var sorted = SortedPage<Int>(in: order, after: position, skipping: (index ?? 1) - 1, limit: limit)
        for (number, source) in sources.enumerated() {
            try source.scan(in: reader) { resource in
                total += 1
                let key = try source.order?.key(of: resource.representation()) ?? .missing
                sorted.insert(number, at: SortPosition(key: key, id: resource.id))
                return .next
            }
        }
        var page = ListPage(limit: limit)
        page.total = total
        page.startIndex = index
        var last: SortPosition?
        for (place, source) in sorted.elements where !page.isFull {
            guard let json = try sources[source].json(of: place.id, in: reader) else { continue }
            page.append(json)
            last = place
        }
        let hasMore = sorted.hasMore || page.resources.count < sorted.elements.count
        if index == nil, hasMore, let last {
            let cursor = ListCursor(key: last.key, id: last.id, count: search.count, issued: request.instant)
            page.nextCursor = seal(cursor)
        }
        return page
    }

    private func open(_ text: String, _ request: ProvisioningRequest) throws(SCIMError) -> ListCursor {
        try pages.seal.open(text, context: context, count: search.count, at: request.instant)
    }

    private func seal(_ cursor: ListCursor) -> String? { pages.seal.seal(cursor, context: context) }
}

/// Takes a page by index out of the parts of a list, and counts what there is.
private struct IndexWalk {
    /// Matches to leave out yet.
    var skipped: Int
    /// Where the page begins instead, if that is known.
    var start: ResourceList.Place?
    var total = 0

    /// Only the page is read; the rest is counted in the index.
    mutating func takeUnfiltered(
        _ source: ListSource,
        _ number: Int,
        _ page: inout ListPage,
        _ reader: any DirectoryReader
    ) throws {
        let count = try source.operations.count(in: reader)
        total += count
        guard !page.isFull, skipped < count, number >= start?.source ?? 0 else {
            skipped = max(0, skipped - count)
            return
        }
        let position = start?.source == number ? start?.position : nil
        try source.scan(from: position, offset: skipped, in: reader) { resource in
            _ = try page.take(resource, from: number)
            return page.isFull ? .stop : .next
        }
        skipped = 0
    }

    mutating func takeFiltered(
        _ source: ListSource,
        _ number: Int,
        _ page: inout ListPage,
        _ reader: any DirectoryReader
    ) throws {
        try source.scan(in: reader) { resource in
            total += 1
            if isBefore(resource, source, number) { return .next }
            guard skipped == 0 else {
                skipped -= 1
                return .next
            }
            if !page.isFull { _ = try page.take(resource, from: number) }
            return .next
        }
    }

    private func isBefore(_ resource: ListedResource, _ source: ListSource, _ number: Int) -> Bool {
        guard let start, number <= start.source else { return false }
        return number < start.source || !source.query.precedes(start.position, resource.position)
    }
}

extension ResourceList.Place {
    /// As a cursor carries it: the id is the source's number and the row's key.
    func cursor(count: Int?, _ instant: Timestamp) -> ListCursor {
        let key: SortKey =
            switch position.value {
            case .text(let text): .text(text)
            case .number(let number): .integer(number)
            case .missing: .missing
            }
        return ListCursor(key: key, id: "\(source) \(position.key)", count: count, issued: instant)
    }

    fileprivate init(_ cursor: ListCursor) throws(SCIMError) {
        let numbers = cursor.id.split(separator: " ").compactMap { Int64($0) }
        guard numbers.count == 2, let source = Int(exactly: numbers[0]) else {
            throw .invalidCursor("the cursor is not one of this list; begin again without it")
        }
        let value: RecordPosition.Value =
            switch cursor.key {
            case .text(let text)?: .text(text)
            case .integer(let number)?: .number(number)
            case .missing?, .boolean?, .decimal?, .instant?, nil: .missing
            }
        self.init(source: source, position: RecordPosition(value: value, key: numbers[1]))
    }
}
