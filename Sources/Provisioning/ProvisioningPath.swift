import AccessModel

/// A kind of resource that providers push.
enum ResourceKind: String, Sendable {
    case user = "User"
    case group = "Group"

    /// The endpoint's path segment, as every location spells it.
    var endpoint: String {
        switch self {
        case .user: "Users"
        case .group: "Groups"
        }
    }
}

/// What the path of a request names below `/scim/v2/connections/{connection_id}`.
enum ProvisioningPath: Equatable, Sendable {
    case collection(ResourceKind)
    case resource(ResourceKind, id: String)
    case serviceProviderConfiguration
    case schemas
    case schema(String)
    case resourceTypes
    case resourceType(String)
    /// Named by RFC 7644 and not offered: `/Me`, `/Bulk`, `.search`.
    case notImplemented(String)

    /// Parses decoded segments; endpoint names compare without case, because providers spell them either way.
    init?(_ segments: [String]) {
        guard let endpoint = segments.first?.lowercased(), segments.count <= 2 else { return nil }
        let item = segments.count == 2 ? segments[1] : nil
        switch (endpoint, item) {
        case ("users", let item): self.init(.user, item)
        case ("groups", let item): self.init(.group, item)
        case ("serviceproviderconfig", nil), ("serviceproviderconfigs", nil): self = .serviceProviderConfiguration
        case ("schemas", let item): self = item.map(Self.schema) ?? .schemas
        case ("resourcetypes", let item): self = item.map(Self.resourceType) ?? .resourceTypes
        case ("me", nil): self = .notImplemented("/Me")
        case ("bulk", nil): self = .notImplemented("/Bulk")
        case (".search", nil): self = .notImplemented("/.search")
        default: return nil
        }
    }

    private init(_ kind: ResourceKind, _ item: String?) {
        switch item {
        case nil: self = .collection(kind)
        case ".search"?: self = .notImplemented("/\(kind.endpoint)/.search")
        case let id?: self = .resource(kind, id: id)
        }
    }

    /// The methods that the path has, as the header `Allow` lists them.
    var methods: String {
        switch self {
        case .collection: "GET, POST"
        case .resource: "GET, PUT, PATCH, DELETE"
        case .serviceProviderConfiguration, .schemas, .schema, .resourceTypes, .resourceType: "GET"
        case .notImplemented: ""
        }
    }

    /// The path without anything that names a person: fit for logs and metrics.
    var template: String {
        switch self {
        case .collection(let kind): "/\(kind.endpoint)"
        case .resource(let kind, _): "/\(kind.endpoint)/{id}"
        case .serviceProviderConfiguration: "/ServiceProviderConfig"
        case .schemas: "/Schemas"
        case .schema: "/Schemas/{id}"
        case .resourceTypes: "/ResourceTypes"
        case .resourceType: "/ResourceTypes/{name}"
        case .notImplemented(let path): path
        }
    }
}

/// The whole path of a request, split and decoded once.
struct ProvisioningTarget: Sendable {
    /// Where the routes are mounted.
    static let mount = "/scim/v2/connections"

    /// As the path names it; nothing says yet that it exists.
    let connection: Connection.ID
    /// Nil where nothing is served.
    let path: ProvisioningPath?

    /// Nil where the path does not name a connection or is not well-formed.
    init?(path: String) {
        // Splitting comes before decoding, so that an escaped slash stays inside its identifier. Empty pieces go, and
        // with them a trailing slash.
        let pieces = path.split(separator: "/").dropFirst(Self.mount.split(separator: "/").count)
        let segments = pieces.compactMap(PercentEncoding.decodeSegment)
        guard segments.count == pieces.count, let connection = segments.first else { return nil }
        self.connection = Connection.ID(connection)
        self.path = ProvisioningPath(Array(segments.dropFirst()))
    }
}
