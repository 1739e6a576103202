import SCIMProtocol

/// What a request's operations on one kind of resource are about, whatever the kind.
struct OperationScope: Sendable {
    let type: ResourceTypeDefinition
    let request: ProvisioningRequest
    let configuration: ProvisioningConfiguration
    /// What the client wants to see.
    let projection: Projection

    init(
        _ type: ResourceTypeDefinition,
        _ request: ProvisioningRequest,
        _ configuration: ProvisioningConfiguration
    ) throws(SCIMError) {
        self.type = type
        self.request = request
        self.configuration = configuration
        projection = try request.search.projection(of: type)
    }
}

extension ResourceOperations {
    var type: ResourceTypeDefinition { scope.type }
    var request: ProvisioningRequest { scope.request }
    var configuration: ProvisioningConfiguration { scope.configuration }
    var projection: Projection { scope.projection }
}
