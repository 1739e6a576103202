package import AccessModel
package import DirectoryStorage
package import SCIMProtocol

/// The settings of the SCIM endpoint.
package struct ProvisioningConfiguration: Sendable {
    /// Scheme, authority and path prefix under which clients reach the server, such as `https://id.example.com`, without
    /// a trailing slash. Nil takes scheme and host from each request.
    package var externalBaseURL: String?
    /// What is served: users and groups, with what an operator adds.
    package var types: ResourceTypeSet
    /// The largest body of a request on groups, in bytes; beyond it the answer is 413. A group may have many members.
    package var maximumBodySize: Int
    /// The most resources on one page of a list.
    package var maximumPageSize: Int
    /// The most operations in one bulk request.
    package var maximumBulkOperations: Int
    /// How long a cursor may be used.
    package var cursorLifetime: Duration
    /// The deepest nesting of arrays and objects in a request body.
    package var maximumNesting: Int
    /// Whether creating a user of a name or `externalId` that an inactive user has brings that user back, with its id
    /// and its memberships. Otherwise it is a conflict, which Entra and Okta look for.
    package var restoresInactiveUsers: Bool
    /// The requests that a connection may send in a second; nil for any number. Two seconds' worth may come at once, and
    /// each operation of a bulk request counts.
    package var requestsPerSecond: Int?
    /// The same for what may take access away, which is counted apart.
    package var revocationsPerSecond: Int
    /// How strictly providers are taken, and what they expect.
    package var profile: Profile
    /// The same for connections that have a profile of their own.
    package var profiles: [Connection.ID: Profile]
    /// The most that a connection may have.
    package var connectionLimits = ConnectionLimits()
    /// How long a write that is committed waits until it is answerable, before the client is told to come again.
    package var publicationLimit: Duration
    /// The requests without a good token in a minute, of addresses that share one of 1,024 buckets, that are answered as
    /// such.
    var failuresPerMinute = 300
    /// How many places of a list are held at once where no index sorts it.
    var sortCapacity = 20_000

    package init(
        externalBaseURL: String? = nil,
        types: ResourceTypeSet = .standard,
        maximumBodySize: Int = 32 << 20,
        maximumPageSize: Int = 200,
        maximumBulkOperations: Int = 1_000,
        cursorLifetime: Duration = .seconds(3_600),
        maximumNesting: Int = 32,
        restoresInactiveUsers: Bool = false,
        requestsPerSecond: Int? = nil,
        revocationsPerSecond: Int = 5_000,
        profile: Profile = .lenient,
        profiles: [Connection.ID: Profile] = [:],
        publicationLimit: Duration = .seconds(10)
    ) {
        self.externalBaseURL = externalBaseURL
        self.types = types
        self.maximumBodySize = maximumBodySize
        self.maximumPageSize = maximumPageSize
        self.maximumBulkOperations = maximumBulkOperations
        self.cursorLifetime = cursorLifetime
        self.maximumNesting = maximumNesting
        self.restoresInactiveUsers = restoresInactiveUsers
        self.requestsPerSecond = requestsPerSecond
        self.revocationsPerSecond = revocationsPerSecond
        self.profile = profile
        self.profiles = profiles
        self.publicationLimit = publicationLimit
    }
}

extension ProvisioningConfiguration {
    /// Everything that a token may be good for, as `get:users`.
    package var scopes: [String] { ProvisioningScope.all(of: types.kinds).map(\.description) }

    func profile(of connection: Connection.ID) -> Profile { profiles[connection] ?? profile }

    /// The largest body of other requests, and the largest document that is kept of a resource, in bytes.
    var maximumDocumentSize: Int { min(maximumBodySize, 1 << 20) }

    func bodyLimit(of operation: ProvisioningOperation, on kinds: [ResourceKind]) -> Int {
        switch operation {
        case .create, .replace, .patch: kinds == [.group] ? maximumBodySize : maximumDocumentSize
        case .list, .search, .bulk, .read, .delete: maximumDocumentSize
        }
    }

    var bulkLimits: BulkLimits {
        BulkLimits(maxOperations: maximumBulkOperations, maxPayloadSize: maximumDocumentSize)
    }
}
