/// One page of resources (RFC 7644 section 3.4.2, RFC 9865).
package struct ListResponse: Sendable {
    package static let schema = "urn:ietf:params:scim:api:messages:2.0:ListResponse"

    /// Matches in all, not on this page; nil where counting them would cost too much.
    package var totalResults: Int?
    /// The one-based index of the first resource of this page; nil on a page that a cursor began.
    package var startIndex: Int?
    /// Where the next page begins; nil on the last page, and on pages by index.
    package var nextCursor: String?
    package var resources: [SCIMObject]

    package init(
        totalResults: Int?,
        startIndex: Int? = 1,
        nextCursor: String? = nil,
        resources: [SCIMObject]
    ) {
        self.totalResults = totalResults
        self.startIndex = startIndex
        self.nextCursor = nextCursor
        self.resources = resources
    }

    package var representation: SCIMObject {
        var object = head(itemsPerPage: resources.count)
        object["Resources"] = .array(resources.map { .object($0) })
        return object
    }

    /// The response without its resources, for a server that writes them one by one; nil where it does not know yet how
    /// many they will be.
    package func head(itemsPerPage: Int?) -> SCIMObject {
        var object: SCIMObject = ["schemas": [.string(Self.schema)]]
        object["totalResults"] = totalResults.map { .integer(Int64($0)) }
        object["startIndex"] = startIndex.map { .integer(Int64($0)) }
        object["itemsPerPage"] = itemsPerPage.map { .integer(Int64($0)) }
        object["nextCursor"] = nextCursor.map { .string($0) }
        return object
    }
}
