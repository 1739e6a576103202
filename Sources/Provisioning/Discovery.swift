import HTTPTypes
import SCIMProtocol

/// Answers what clients may learn about the server before they have a token (RFC 7644 section 4).
struct Discovery {
    let location: ResourceLocation
    let configuration: ProvisioningConfiguration

    func answer(_ path: ProvisioningPath) throws(SCIMError) -> ProvisioningAnswer {
        switch path {
        case .serviceProviderConfiguration:
            return ProvisioningAnswer(.ok, offer.representation(location: location("ServiceProviderConfig")))
        case .schemas: return list(schemas)
        case .schema(let id): return try item(id, of: schemas)
        case .resourceTypes: return list(resourceTypes)
        case .resourceType(let name): return try item(name, of: resourceTypes)
        case .root, .collection, .resource, .search, .bulk, .me: throw .notFound("there is nothing at this path")
        }
    }

    private var offer: ServiceProviderConfig {
        ServiceProviderConfig(
            maxResults: configuration.maximumPageSize,
            bulk: configuration.bulkLimits,
            supportsSorting: true,
            supportsETags: true,
            cursorTimeout: configuration.cursorLifetime
        )
    }

    private var schemas: [SCIMObject] {
        configuration.types.schemas.map { $0.representation(location: location("Schemas/\($0.id)")) }
    }

    private var resourceTypes: [SCIMObject] {
        configuration.types.types.map { $0.representation(location: location("ResourceTypes/\($0.name)")) }
    }

    private func list(_ items: [SCIMObject]) -> ProvisioningAnswer {
        ProvisioningAnswer(.ok, ListResponse(totalResults: items.count, resources: items).representation)
    }

    // URNs compare without case; so do the names of types here, which does no harm.
    private func item(_ id: String, of items: [SCIMObject]) throws(SCIMError) -> ProvisioningAnswer {
        let found = items.first { $0["id"]?.string?.lowercased() == id.lowercased() }
        guard let found else { throw .notFound("there is no \(id.count > 128 ? "such item" : "`\(id)`")") }
        return ProvisioningAnswer(.ok, found)
    }
}
