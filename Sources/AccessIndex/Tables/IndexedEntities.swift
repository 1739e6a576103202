import AccessModel

extension Connection: IndexedEntity {
    var heapBytes: Int { id.rawValue.heapBytes + name.heapBytes + origin.heapBytes }
}

extension Organization: IndexedEntity {
    var heapBytes: Int { id.rawValue.heapBytes + name.heapBytes + displayName.heapBytes + origin.heapBytes }
}

extension Group: IndexedEntity {
    var nameScope: String { connection.rawValue }

    /// The connection's id is shared with the connection.
    var heapBytes: Int { id.rawValue.heapBytes + name.heapBytes + externalID.heapBytes + origin.heapBytes }
}

extension Role: IndexedEntity {
    var heapBytes: Int {
        let texts = id.rawValue.heapBytes + name.heapBytes + description.heapBytes + origin.heapBytes
        let inherited = inherits.reduce(inherits.bufferBytes) { $0 + $1.rawValue.heapBytes }
        let owner = owner?.rawValue.heapBytes ?? 0
        return entitlements.reduce(texts + inherited + owner + entitlements.bufferBytes) { $0 + $1.heapBytes }
    }
}

extension Entitlement: HeapMeasured {
    /// Conditions by their stride: their texts are few and shared with nothing that grows.
    var heapBytes: Int {
        resourceType.heapBytes + resourceID.heapBytes + action.heapBytes + when.bufferBytes + unless.bufferBytes
    }
}

extension Origin: HeapMeasured {
    var heapBytes: Int {
        switch self {
        case .policy(let file): file.heapBytes
        case .api, .scim, .login: 0
        }
    }
}
