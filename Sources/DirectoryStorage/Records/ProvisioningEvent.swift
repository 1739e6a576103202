/// One request of a provider, as the connection's administrator may see it: what was asked, how it ended, and why.
///
/// Nothing in it names a person or opens a door.
package struct ProvisioningEvent: Hashable, Sendable, Codable {
    package var time: String
    package var requestID: String
    package var method: String
    /// Without anything that names a person: `/Users/{id}`.
    package var path: String
    package var status: Int
    /// Whether whoever asked had shown a good token.
    package var isAuthenticated: Bool
    package var scimType: String?
    /// Why it was refused. What was quoted of the request is masked, names of attributes apart.
    package var reason: String?
    package var skippedMembers: Int?

    /// The most requests of one connection that are kept.
    package static let limit = 200
    /// The most of those without a good token, beside the others: whoever has none can push nothing else out.
    package static let strangerLimit = 50

    private enum CodingKeys: String, CodingKey {
        case time, method, path, status, reason
        case requestID = "request_id"
        case isAuthenticated = "authenticated"
        case scimType = "scim_type"
        case skippedMembers = "skipped_members"
    }

    package init(
        time: String,
        requestID: String,
        method: String,
        path: String,
        status: Int,
        isAuthenticated: Bool,
        scimType: String? = nil,
        reason: String? = nil,
        skippedMembers: Int? = nil
    ) {
        self.time = time
        self.requestID = requestID
        self.method = method
        self.path = path
        self.status = status
        self.isAuthenticated = isAuthenticated
        self.scimType = scimType
        self.reason = reason
        self.skippedMembers = skippedMembers
    }
}
