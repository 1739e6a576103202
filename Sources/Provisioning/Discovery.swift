import HTTPTypes
import SCIMProtocol

/// Answers what clients may learn about the server before they have a token (RFC 7644 section 4).
///
/// The documents are written once, because strangers may ask for them at any rate. What differs between requests is the
/// base of the locations in them.
struct Discovery: Sendable {
    private let offer: DocumentTemplate
    private let schemas: DocumentTemplate
    private let resourceTypes: DocumentTemplate
    /// By id and by name, in lower case: URNs compare without case, and that names of types do so here does no harm.
    private let schemasByID: [String: DocumentTemplate]
    private let resourceTypesByName: [String: DocumentTemplate]

    init(_ configuration: ProvisioningConfiguration) {
        let types = configuration.types
        offer = DocumentTemplate { configuration.offer.representation(location: $0("ServiceProviderConfig")) }
        schemas = DocumentTemplate { location in
            Self.list(types.schemas.map { $0.representation(location: location("Schemas/\($0.id)")) })
        }
        resourceTypes = DocumentTemplate { location in
            Self.list(types.types.map { $0.representation(location: location("ResourceTypes/\($0.name)")) })
        }
        let schemas = types.schemas.map { schema in
            let template = DocumentTemplate { schema.representation(location: $0("Schemas/\(schema.id)")) }
            return (schema.id.lowercased(), template)
        }
        schemasByID = Dictionary(schemas) { first, _ in first }
        let resourceTypes = types.types.map { type in
            let template = DocumentTemplate { type.representation(location: $0("ResourceTypes/\(type.name)")) }
            return (type.name.lowercased(), template)
        }
        resourceTypesByName = Dictionary(resourceTypes) { first, _ in first }
    }

    func answer(_ path: ProvisioningPath, at location: ResourceLocation) throws(SCIMError) -> ProvisioningAnswer {
        let template: DocumentTemplate? =
            switch path {
            case .serviceProviderConfiguration: offer
            case .schemas: schemas
            case .schema(let id): schemasByID[id.lowercased()]
            case .resourceTypes: resourceTypes
            case .resourceType(let name): resourceTypesByName[name.lowercased()]
            case .root, .collection, .resource, .search, .bulk, .me: nil
            }
        guard let template else { throw .notFound("there is \(path.missing)") }
        return ProvisioningAnswer(.ok, body: template.json(at: location))
    }

    private static func list(_ items: [SCIMObject]) -> SCIMObject {
        ListResponse(totalResults: items.count, resources: items).representation
    }
}

extension ProvisioningConfiguration {
    fileprivate var offer: ServiceProviderConfig {
        ServiceProviderConfig(
            maxResults: maximumPageSize,
            bulk: bulkLimits,
            supportsSorting: true,
            supportsETags: true,
            cursorTimeout: cursorLifetime
        )
    }
}

extension ProvisioningPath {
    /// What a request for one document that there is not is told.
    fileprivate var missing: String {
        switch self {
        case .schema(let id), .resourceType(let id): "no \(id.count > 128 ? "such item" : "`\(id)`")"
        default: "nothing at this path"
        }
    }
}

/// A document as JSON, cut where the base of a location stands in it.
private struct DocumentTemplate: Sendable {
    /// What no base is, and no definition has.
    private static let mark = "rollcall:base:\(UInt64.random(in: .min ... .max)):"

    private let parts: [ArraySlice<UInt8>]

    init(_ make: (ResourceLocation) -> SCIMObject) {
        parts = make(ResourceLocation(base: Self.mark)).json
            .split(separator: Array(Self.mark.utf8), omittingEmptySubsequences: false)
    }

    func json(at location: ResourceLocation) -> [UInt8] {
        Array(parts.joined(separator: location.jsonBase))
    }
}
