/// What the server says it can do (RFC 7643 section 5).
package struct ServiceProviderConfig: Sendable {
    package static let schema = "urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig"

    /// The most resources on one page.
    package var maxResults: Int
    package var supportsSorting: Bool
    package var supportsETags: Bool
    package var documentationURI: String?

    package init(
        maxResults: Int,
        supportsSorting: Bool = false,
        supportsETags: Bool = false,
        documentationURI: String? = nil
    ) {
        self.maxResults = maxResults
        self.supportsSorting = supportsSorting
        self.supportsETags = supportsETags
        self.documentationURI = documentationURI
    }

    /// `location` is its own URL.
    package func representation(location: String) -> SCIMObject {
        var object: SCIMObject = ["schemas": [.string(Self.schema)]]
        object["documentationUri"] = documentationURI.map { .string($0) }
        object["patch"] = ["supported": true]
        object["bulk"] = ["supported": false, "maxOperations": 0, "maxPayloadSize": 0]
        object["filter"] = ["supported": true, "maxResults": .integer(Int64(maxResults))]
        object["changePassword"] = ["supported": false]
        object["sort"] = ["supported": .boolean(supportsSorting)]
        object["etag"] = ["supported": .boolean(supportsETags)]
        object["authenticationSchemes"] = [
            [
                "type": "oauthbearertoken",
                "name": "Bearer token",
                "description": "A SCIM token of the connection, in the Authorization header.",
                "specUri": "https://www.rfc-editor.org/info/rfc6750",
                "primary": true,
            ]
        ]
        object["meta"] = ["resourceType": "ServiceProviderConfig", "location": .string(location)]
        return object
    }
}
