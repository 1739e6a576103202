import DirectoryStorage
import HTTPTypes
import SCIMProtocol

/// A request for a list: its filter, its page, and how they are found.
struct ResourceList<Resources: ResourceOperations>: Sendable {
    private let resources: Resources
    private let filter: ResourceFilter?
    /// One-based.
    private let startIndex: Int
    private let limit: Int

    /// A page ends early beyond this many bytes, so that groups with many members do not add up without bound.
    private let pageBytes = 8 << 20

    init(of resources: Resources, maximumPageSize: Int) throws(SCIMError) {
        let query = resources.request.query
        self.resources = resources
        startIndex = max(1, try Self.number(query, "startIndex") ?? 1)
        limit = min(maximumPageSize, max(0, try Self.number(query, "count") ?? maximumPageSize))
        if let text = query["filter"] {
            filter = try ResourceFilter(text, for: resources.type)
        } else {
            filter = nil
        }
    }

    func answer(from reader: any DirectoryReader) throws -> ProvisioningAnswer {
        let (total, records) = try matches(in: reader)
        var page = [[UInt8]]()
        var size = 0
        for record in records where size < pageBytes {
            page.append(try resources.listed(record, in: reader))
            size += page.last?.count ?? 0
        }
        var head = ListResponse(totalResults: total, startIndex: startIndex, resources: []).representation
        head["itemsPerPage"] = .integer(Int64(page.count))
        head["Resources"] = nil
        return ProvisioningAnswer(.ok, body: head.json(with: "Resources", elements: page))
    }

    /// How many resources match, and those on the page.
    private func matches(in reader: any DirectoryReader) throws -> (total: Int, records: [Resources.Record]) {
        guard let filter else {
            let records = limit > 0 ? try resources.page(from: reader, offset: startIndex - 1, limit: limit) : []
            return (try resources.count(in: reader), records)
        }
        for term in filter.equalityTerms {
            guard let candidates = try resources.candidates(for: term, in: reader) else { continue }
            let found = try candidates.filter { try matches($0, filter, in: reader) }
            return (found.count, Array(found.dropFirst(startIndex - 1).prefix(limit)))
        }
        return try scan(for: filter, in: reader)
    }

    private func scan(
        for filter: ResourceFilter,
        in reader: any DirectoryReader
    ) throws -> (total: Int, records: [Resources.Record]) {
        var total = 0
        var records = [Resources.Record]()
        try resources.scan(reader) { record in
            guard try matches(record, filter, in: reader) else { return .next }
            total += 1
            if total >= startIndex, records.count < limit { records.append(record) }
            return .next
        }
        return (total, records)
    }

    private func matches(
        _ record: Resources.Record,
        _ filter: ResourceFilter,
        in reader: any DirectoryReader
    ) throws -> Bool {
        filter.matches(try resources.representation(of: record, for: filter, in: reader))
    }

    private static func number(_ query: QueryParameters, _ name: String) throws(SCIMError) -> Int? {
        guard let text = query[name] else { return nil }
        guard let number = Int(text) else { throw .invalidValue("`\(name)` is not a number") }
        return number
    }
}

extension SCIMObject {
    /// The object as JSON with one more member at its end, an array of elements that are JSON already.
    func json(with name: String, elements: [[UInt8]]) -> [UInt8] {
        var bytes = json
        bytes.removeLast()
        if !isEmpty { bytes.append(UInt8(ascii: ",")) }
        bytes += SCIMValue.string(name).json
        bytes += ":[".utf8
        for (index, element) in elements.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            bytes += element
        }
        bytes += "]}".utf8
        return bytes
    }
}
