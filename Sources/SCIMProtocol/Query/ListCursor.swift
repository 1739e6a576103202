package import AccessModel

/// Where the next page of a list begins.
package struct ListCursor: Equatable, Sendable {
    /// The sort key of the last resource that was shown; nil in a list without `sortBy`.
    package var key: SortKey?
    /// The id of that resource, or the store's own mark for its place.
    package var id: String
    /// The `count` that the client asked for; all pages of a list have the same.
    package var count: Int?
    package var issued: Timestamp

    package init(key: SortKey? = nil, id: String, count: Int? = nil, issued: Timestamp) {
        self.key = key
        self.id = id
        self.count = count
        self.issued = issued
    }

    /// The place in a sorted list after which the page begins.
    package var position: SortPosition? { key.map { SortPosition(key: $0, id: id) } }
}

extension ListCursor {
    var representation: SCIMObject {
        var object: SCIMObject = ["id": .string(id), "issued": .integer(issued.nanoseconds)]
        object["key"] = key?.representation
        object["count"] = count.map { .integer(Int64($0)) }
        return object
    }

    init?(representation object: SCIMObject) {
        guard let id = object["id"]?.string, let issued = object["issued"]?.integer else { return nil }
        self.init(id: id, count: object["count"]?.integer.map { Int($0) }, issued: Timestamp(nanoseconds: issued))
        guard let value = object["key"] else { return }
        guard let key = SortKey(representation: value) else { return nil }
        self.key = key
    }
}
