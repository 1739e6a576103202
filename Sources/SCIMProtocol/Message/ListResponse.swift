/// One page of resources (RFC 7644 section 3.4.2).
package struct ListResponse: Sendable {
    package static let schema = "urn:ietf:params:scim:api:messages:2.0:ListResponse"

    /// Matches in all, not on this page.
    package var totalResults: Int
    /// The one-based index of the first resource of this page.
    package var startIndex: Int
    package var resources: [SCIMObject]

    package init(totalResults: Int, startIndex: Int = 1, resources: [SCIMObject]) {
        self.totalResults = totalResults
        self.startIndex = startIndex
        self.resources = resources
    }

    package var representation: SCIMObject {
        [
            "schemas": [.string(Self.schema)],
            "totalResults": .integer(Int64(totalResults)),
            "startIndex": .integer(Int64(startIndex)),
            "itemsPerPage": .integer(Int64(resources.count)),
            "Resources": .array(resources.map { .object($0) }),
        ]
    }
}
