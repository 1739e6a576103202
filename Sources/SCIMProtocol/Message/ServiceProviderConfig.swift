/// What the server can do: the switches that it runs with, and that it tells clients (RFC 7643 section 5, RFC 9865).
package struct ServiceProviderConfig: Equatable, Sendable {
    package static let schema = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"

    /// The most resources on one page.
    package var maxResults: Int
    /// How many there are where the client does not say; ``maxResults`` where nil.
    package var defaultPageSize: Int?
    /// Nil where bulk requests are not served.
    package var bulk: BulkLimits?
    package var supportsSorting: Bool
    package var supportsETags: Bool
    /// How long a cursor can be used; nil where lists page by index only.
    package var cursorTimeout: Duration?
    package var documentationURI: String?

    package init(
        maxResults: Int,
        defaultPageSize: Int? = nil,
        bulk: BulkLimits? = nil,
        supportsSorting: Bool = false,
        supportsETags: Bool = false,
        cursorTimeout: Duration? = nil,
        documentationURI: String? = nil
    ) {
        self.maxResults = maxResults
        self.defaultPageSize = defaultPageSize
        self.bulk = bulk
        self.supportsSorting = supportsSorting
        self.supportsETags = supportsETags
        self.cursorTimeout = cursorTimeout
        self.documentationURI = documentationURI
    }
}

extension ServiceProviderConfig {
    /// As `/ServiceProviderConfig` shows it; `location` is its own URL.
    package func representation(location: String) -> SCIMObject {
        var object: SCIMObject = ["schemas": [.string(Self.schema)]]
        object["documentationUri"] = documentationURI.map { .string($0) }
        object["patch"] = ["supported": true]
        object["bulk"] = [
            "supported": .boolean(bulk != nil),
            "maxOperations": .integer(Int64(bulk?.maxOperations ?? 0)),
            "maxPayloadSize": .integer(Int64(bulk?.maxPayloadSize ?? 0)),
        ]
        object["filter"] = ["supported": true, "maxResults": .integer(Int64(maxResults))]
        object["changePassword"] = ["supported": false]
        object["sort"] = ["supported": .boolean(supportsSorting)]
        object["etag"] = ["supported": .boolean(supportsETags)]
        object["pagination"] = .object(pagination)
        object["authenticationSchemes"] = [Self.bearerToken]
        object["meta"] = ["resourceType": "ServiceProviderConfig", "location": .string(location)]
        return object
    }

    /// A server that had pages by index before it had cursors keeps them for clients that do not ask.
    private var pagination: SCIMObject {
        var object: SCIMObject = [
            "cursor": .boolean(cursorTimeout != nil),
            "index": true,
            "defaultPaginationMethod": "index",
            "defaultPageSize": .integer(Int64(min(defaultPageSize ?? maxResults, maxResults))),
            "maxPageSize": .integer(Int64(maxResults)),
        ]
        object["cursorTimeout"] = cursorTimeout.map { .integer($0.components.seconds) }
        return object
    }

    private static let bearerToken: SCIMValue = [
        "type": "oauthbearertoken",
        "name": "Bearer token",
        "description": "A SCIM token of the connection, in the Authorization header.",
        "specUri": "https://www.rfc-editor.org/info/rfc6750",
        "primary": true,
    ]
}

extension SearchRequest {
    /// The most resources to put on the page of a server with this configuration.
    package func pageSize(of server: ServiceProviderConfig) throws(SCIMError) -> Int {
        try pageSize(default: server.defaultPageSize ?? server.maxResults, maximum: server.maxResults)
    }
}
