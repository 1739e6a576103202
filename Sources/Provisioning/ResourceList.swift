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

    /// Where a page ended.
    enum End: Sendable {
        case place(Place)
        /// In an order that no index has.
        case key(SortPosition)
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
        return page.answer(from: sources)
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
        var start: Place?
        if case .place(let place)? = pages.bookmarks.end(before: index, in: self, for: request.token) { start = place }
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
            let next = index + page.count
            pages.bookmarks.keep(.place(last), as: next, in: self, for: request.token)
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

    func open(_ text: String, _ request: ProvisioningRequest) throws(SCIMError) -> ListCursor {
        try pages.seal.open(text, context: context, count: search.count, at: request.instant)
    }

    func seal(_ cursor: ListCursor) -> String? { pages.seal.seal(cursor, context: context) }
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
