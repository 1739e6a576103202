import DirectoryStorage
import SCIMProtocol

/// The resources of one page as JSON, and what the answer says about them.
struct ListPage {
    /// A page ends early beyond this many bytes, so that groups with many members do not add up without bound.
    private static let bytes = 8 << 20

    let limit: Int
    private(set) var resources: [[UInt8]] = []
    private var size = 0
    /// Of the last resource that was taken.
    private(set) var last: ResourceList.Place?
    /// Whether a resource came after the page was full.
    private(set) var hasMore = false
    var total: Int?
    var startIndex: Int?
    var nextCursor: String?

    init(limit: Int) {
        self.limit = limit
    }

    var isFull: Bool { resources.count >= limit || size >= Self.bytes }

    mutating func append(_ json: [UInt8]) {
        resources.append(json)
        size += json.count
    }

    /// Takes the resource or, where the page is full, only notes that there is one.
    mutating func take(_ resource: ListedResource, from source: Int) throws -> ScanStep {
        guard !isFull else {
            hasMore = true
            return .stop
        }
        append(try resource.json())
        last = ResourceList.Place(source: source, position: resource.position)
        return .next
    }

    /// The answer without the resources.
    var head: SCIMObject {
        ListResponse(totalResults: total, startIndex: startIndex, nextCursor: nextCursor, resources: [])
            .head(itemsPerPage: resources.count)
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
