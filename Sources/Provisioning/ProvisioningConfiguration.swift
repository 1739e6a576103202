package import SCIMProtocol

/// The settings of the SCIM endpoint.
package struct ProvisioningConfiguration: Sendable {
    /// Scheme, authority and path prefix under which clients reach the server, such as `https://id.example.com`, without
    /// a trailing slash. Nil takes scheme and host from each request.
    package var externalBaseURL: String?
    /// The largest request body, in bytes; beyond it the answer is 413.
    package var maximumBodySize: Int
    /// The most resources on one page of a list.
    package var maximumPageSize: Int
    /// The deepest nesting of arrays and objects in a request body.
    package var maximumNesting: Int
    /// Whether a PATCH of a group is answered with the group. By default it is 204, because a group's members may be many.
    package var groupPatchReturnsBody: Bool
    /// Whether a connection's groups have names of their own, without regard to case, as Entra demands.
    package var groupNamesAreUnique: Bool
    /// What providers may get wrong.
    package var profile: Profile
    /// How long a write that is committed waits until it is answerable, before the client is told to come again.
    package var publicationLimit: Duration

    package init(
        externalBaseURL: String? = nil,
        maximumBodySize: Int = 1 << 20,
        maximumPageSize: Int = 200,
        maximumNesting: Int = 32,
        groupPatchReturnsBody: Bool = false,
        groupNamesAreUnique: Bool = true,
        profile: Profile = .lenient,
        publicationLimit: Duration = .seconds(10)
    ) {
        self.externalBaseURL = externalBaseURL
        self.maximumBodySize = maximumBodySize
        self.maximumPageSize = maximumPageSize
        self.maximumNesting = maximumNesting
        self.groupPatchReturnsBody = groupPatchReturnsBody
        self.groupNamesAreUnique = groupNamesAreUnique
        self.profile = profile
        self.publicationLimit = publicationLimit
    }
}
