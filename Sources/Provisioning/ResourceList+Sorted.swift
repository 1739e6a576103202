import DirectoryStorage
import SCIMProtocol

/// Pages in an order that no index has. Each looks at all that matches, and holds the places on the page and a bounded
/// number of those before it.
extension ResourceList {
    func sortedPage(in reader: any DirectoryReader, _ request: ProvisioningRequest) throws -> ListPage {
        guard let order = sources.first?.order else { return ListPage(limit: limit) }
        switch search.start {
        case .cursor(let text):
            let position = text.isEmpty ? nil : try open(text, request).position
            return try sortedPage(Sorting(order, after: position), in: reader, request)
        case .index(let index):
            return try sortedPage(from: index, order, in: reader, request)
        }
    }

    /// By cursor.
    private func sortedPage(_ sorting: Sorting, in reader: any DirectoryReader, _ request: ProvisioningRequest) throws
        -> ListPage
    {
        var page = ListPage(limit: limit)
        let part = try sort(sorting, limit: limit, in: reader)
        page.total = part.total
        try fill(&page, part.places, in: reader)
        if part.hasMore, let place = part.places.last?.position {
            let cursor = ListCursor(key: place.key, id: place.id, count: search.count, issued: request.instant)
            page.nextCursor = seal(cursor)
        }
        return page
    }

    private func sortedPage(
        from index: Int,
        _ order: ResourceOrder,
        in reader: any DirectoryReader,
        _ request: ProvisioningRequest
    ) throws -> ListPage {
        var page = ListPage(limit: limit)
        page.startIndex = index
        var sorting = Sorting(order, skipping: index - 1)
        if case .key(let position)? = pages.bookmarks.end(before: index, in: self, for: request.token) {
            sorting = Sorting(order, after: position)
        }
        let isContinued = sorting.position != nil
        // What is far from the beginning is reached in several passes, each of which goes on where the one before ended.
        while sorting.skipped > pages.sortCapacity {
            let last = Sorting(order, after: sorting.position, skipping: pages.sortCapacity - 1)
            let part = try sort(last, limit: 1, in: reader)
            page.total = part.total
            guard let end = part.places.first?.position else { return page }
            sorting = Sorting(order, after: end, skipping: sorting.skipped - pages.sortCapacity)
        }
        let part = try sort(sorting, limit: limit, in: reader)
        page.total = part.total
        try fill(&page, part.places, in: reader)
        if let last = part.places.last {
            let next = index + page.count
            pages.bookmarks.keep(.key(last.position), as: next, in: self, for: request.token)
            // Others were deleted behind a client that goes on where it was: it must not stop before the end.
            if isContinued, page.isFull { page.total = max(part.total, next) }
        }
        return page
    }

    /// What of the sorted list is looked for.
    private struct Sorting {
        let order: ResourceOrder
        let position: SortPosition?
        let skipped: Int

        init(_ order: ResourceOrder, after position: SortPosition? = nil, skipping skipped: Int = 0) {
            self.order = order
            self.position = position
            self.skipped = skipped
        }
    }

    private struct Part {
        /// Each with the number of its source.
        var places: [(position: SortPosition, element: Int)]
        var hasMore: Bool
        /// Of all that matches, wherever the part begins.
        var total: Int
    }

    private func sort(_ sorting: Sorting, limit: Int, in reader: any DirectoryReader) throws -> Part {
        var total = 0
        var sorted = SortedPage<Int>(
            in: sorting.order,
            after: sorting.position,
            skipping: sorting.skipped,
            limit: limit
        )
        for (number, source) in sources.enumerated() {
            try source.scan(in: reader) { resource in
                total += 1
                let key = try source.order?.key(of: resource.representation()) ?? .missing
                sorted.insert(number, at: SortPosition(key: key, id: resource.id))
                return .next
            }
        }
        return Part(places: sorted.elements, hasMore: sorted.hasMore, total: total)
    }

    private func fill(
        _ page: inout ListPage,
        _ places: [(position: SortPosition, element: Int)],
        in reader: any DirectoryReader
    ) throws {
        for (place, source) in places {
            try page.append(place.id, of: source) { try sources[source].body(of: place.id, in: reader) }
        }
    }
}
