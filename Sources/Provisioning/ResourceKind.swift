import SCIMProtocol

/// A kind of resource that providers push, as paths, scopes and references name it.
struct ResourceKind: Hashable, Sendable {
    /// As `meta.resourceType` spells it.
    let name: String
    /// The endpoint's path segment, as every location spells it.
    let endpoint: String

    init(_ type: ResourceTypeDefinition) {
        name = type.name
        endpoint = String(type.endpoint.drop { $0 == "/" })
    }

    static let user = ResourceKind(.user)
    static let group = ResourceKind(.group)

    /// By which the store knows the kind, however a definition spells its name.
    var storageKey: String { name.lowercased() }
}

extension ResourceTypeSet {
    /// Users and groups before what an operator declares.
    var kinds: [ResourceKind] { types.map { ResourceKind($0) } }

    /// By the endpoint's path segment, in any case.
    func kind(at segment: String) -> ResourceKind? {
        segment.contains("/") ? nil : type(at: segment).map { ResourceKind($0) }
    }
}
