import DirectoryStorage

/// Takes a page by index out of the parts of a list, and counts what there is.
struct IndexWalk {
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
