import AccessModel
import SCIMProtocol

/// What the path of a request names below `/scim/v2/connections/{connection_id}`.
enum ProvisioningPath: Equatable, Sendable {
    /// Everything that is served.
    case root
    case collection(ResourceKind)
    case resource(ResourceKind, id: String)
    /// `.search` below a collection, or below the root.
    case search(ResourceKind?)
    case bulk
    case serviceProviderConfiguration
    case schemas
    case schema(String)
    case resourceTypes
    case resourceType(String)
    /// Named by RFC 7644 and not offered: tokens belong to connections, and no user stands behind one.
    case me

    /// Parses decoded segments; endpoint names compare without case, because providers spell them either way.
    init?(_ segments: [String], in types: ResourceTypeSet) {
        guard segments.count <= 2 else { return nil }
        let item = segments.count == 2 ? segments[1] : nil
        switch (segments.first?.lowercased(), item) {
        case (nil, _): self = .root
        case (".search"?, nil): self = .search(nil)
        case ("bulk"?, nil): self = .bulk
        case ("serviceproviderconfig"?, nil), ("serviceproviderconfigs"?, nil): self = .serviceProviderConfiguration
        case ("schemas"?, let item): self = item.map(Self.schema) ?? .schemas
        case ("resourcetypes"?, let item): self = item.map(Self.resourceType) ?? .resourceTypes
        case ("me"?, _): self = .me
        default:
            guard let kind = types.kind(at: segments[0]) else { return nil }
            self.init(kind, item)
        }
    }

    private init(_ kind: ResourceKind, _ item: String?) {
        switch item {
        case nil: self = .collection(kind)
        case ".search"?: self = .search(kind)
        case let id?: self = .resource(kind, id: id)
        }
    }

    /// The kinds of resources, of those served, that the path speaks of.
    func kinds(in types: ResourceTypeSet) -> [ResourceKind] {
        switch self {
        case .root, .search(nil), .bulk: types.kinds
        case .collection(let kind), .resource(let kind, _), .search(let kind?): [kind]
        case .serviceProviderConfiguration, .schemas, .schema, .resourceTypes, .resourceType, .me: []
        }
    }

    /// The methods that the path has, as the header `Allow` lists them.
    var methods: String {
        switch self {
        case .collection: "GET, POST"
        case .resource: "GET, PUT, PATCH, DELETE"
        case .search, .bulk: "POST"
        case .root, .serviceProviderConfiguration, .schemas, .schema, .resourceTypes, .resourceType: "GET"
        case .me: ""
        }
    }

    /// The path without anything that names a person: fit for logs and metrics.
    var template: String {
        switch self {
        case .root: "/"
        case .collection(let kind): "/\(kind.endpoint)"
        case .resource(let kind, _): "/\(kind.endpoint)/{id}"
        case .search(let kind): "\(kind.map { "/\($0.endpoint)" } ?? "")/.search"
        case .bulk: "/Bulk"
        case .serviceProviderConfiguration: "/ServiceProviderConfig"
        case .schemas: "/Schemas"
        case .schema: "/Schemas/{id}"
        case .resourceTypes: "/ResourceTypes"
        case .resourceType: "/ResourceTypes/{name}"
        case .me: "/Me"
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
    init?(path: String, in types: ResourceTypeSet) {
        // Splitting comes before decoding, so that an escaped slash stays inside its identifier. Empty pieces go, and
        // with them a trailing slash.
        let pieces = path.split(separator: "/").dropFirst(Self.mount.split(separator: "/").count)
        let segments = pieces.compactMap(PercentEncoding.decodeSegment)
        guard segments.count == pieces.count, let connection = segments.first else { return nil }
        self.connection = Connection.ID(connection)
        self.path = ProvisioningPath(Array(segments.dropFirst()), in: types)
    }
}
