import DirectoryStorage
import HTTPTypes
import SCIMProtocol

/// The resources of one page, and what the answer says about them.
///
/// A page is of one state of the store. Of a long one the beginning is held as it is then; of the rest only which resources
/// follow, and each is read when its turn comes.
struct ListPage {
    /// How many bytes of resources are held.
    private static let held = 1 << 20

    let limit: Int
    private(set) var bodies: [ResourceBody] = []
    /// What comes after the bodies.
    private(set) var waiting: [LongResourceList.Entry] = []
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

    var count: Int { bodies.count + waiting.count }

    var isFull: Bool { count >= limit }

    /// Takes a resource, with its body where there is room to hold it.
    mutating func append(_ id: String, of source: Int, _ body: () throws -> ResourceBody?) rethrows {
        guard waiting.isEmpty, size < Self.held else {
            waiting.append(LongResourceList.Entry(source: source, id: id))
            return
        }
        guard let body = try body() else { return }
        bodies.append(body)
        size += body.json.count
    }

    /// Takes the resource or, where the page is full, only notes that there is one.
    mutating func take(_ resource: ListedResource, from source: Int) throws -> ScanStep {
        guard !isFull else {
            hasMore = true
            return .stop
        }
        try append(resource.id, of: source) { try resource.body() }
        last = ResourceList.Place(source: source, position: resource.position)
        return .next
    }

    func answer(from sources: [ListSource]) -> ProvisioningAnswer {
        let list = ListResponse(totalResults: total, startIndex: startIndex, nextCursor: nextCursor, resources: [])
        guard !waiting.isEmpty || bodies.contains(where: { $0.members != nil }) else {
            let head = list.head(itemsPerPage: bodies.count)
            return ProvisioningAnswer(.ok, body: head.json(with: "Resources", elements: bodies.map(\.json)))
        }
        let start = list.head(itemsPerPage: nil).json(with: "Resources", elements: []).dropLast(2)
        var answer = ProvisioningAnswer(.ok, body: Array(start))
        answer.rest = LongResourceList(sources: sources, bodies: bodies, waiting: waiting)
        return answer
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
