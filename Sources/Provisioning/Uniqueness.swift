package import AccessModel
package import DirectoryStorage
package import SCIMProtocol

/// What no two resources of a type may have alike within a connection, because definitions say so.
struct Uniqueness {
    private let type: ResourceTypeDefinition
    private let attributes: [(name: String, isCaseExact: Bool)]

    /// - Parameter names: attributes that the store keeps apart by itself.
    init(of type: ResourceTypeDefinition, except names: Set<String> = []) {
        self.type = type
        attributes = type.uniqueAttributes.filter { !names.contains($0.name) }
    }

    /// What values that are held depend on; nil where nothing is unique.
    var rule: String? {
        guard !attributes.isEmpty else { return nil }
        return attributes.map { $0.isCaseExact ? "\($0.name) exact" : $0.name }.sorted().joined(separator: "\n")
    }

    /// The value that a resource holds where the term is true of it; nil where it may be true of several.
    func value(of term: EqualityTerm) -> UniqueValue? {
        guard attributes.contains(where: { $0.name == term.attribute }) else { return nil }
        return UniqueValue(type: ResourceKind(type).storageKey, attribute: term.attribute, value: term.value)
    }

    /// Takes the values of a document for a resource, which lets go of those that it had. Fails where another of the
    /// connection holds one.
    func hold(
        of document: SCIMObject,
        by holder: String,
        of connection: Connection.ID,
        in transaction: any DirectoryTransaction
    ) throws {
        guard !attributes.isEmpty else { return }
        let values = type.uniqueTerms(of: document).compactMap { value(of: $0) }
        if let long = values.first(where: { $0.value.utf8.count > 1_024 }) {
            throw SCIMError.invalidValue("`\(long.attribute)` is longer than 1024 bytes")
        }
        try transaction.hold(values, by: holder, in: connection)
    }
}

extension ResourceTypeSet {
    /// Makes the resources that are there hold their unique values by the present definitions, where the store was last
    /// used with others. Looks at every resource of a type whose definition changed in this.
    ///
    /// Fails with ``DuplicateValues`` where they have values alike that must be unique now; nothing has changed then.
    package func holdUniqueValues(in store: any DirectoryStore, at instant: Timestamp) async throws {
        for type in types {
            _ = try await store.commit(by: .system, at: instant) { transaction in
                let kind = ResourceKind(type)
                let names = kind == .user ? UserOperations.inherentlyUnique : []
                try hold(Uniqueness(of: type, except: names), of: type, in: transaction) { connection, visit in
                    switch kind {
                    case .user: try transaction.scanUsers(in: connection) { try visit($0) }
                    case .group: try transaction.scanGroups(in: connection) { try visit($0) }
                    default:
                        let query = RecordQuery(connection: connection)
                        try transaction.scanResources(query, of: kind.storageKey) { record, _ in try visit(record) }
                    }
                }
            }
        }
    }

    private func hold(
        _ uniqueness: Uniqueness,
        of type: ResourceTypeDefinition,
        in transaction: any DirectoryTransaction,
        scan: (Connection.ID, (any StoredResource) throws -> ScanStep) throws -> Void
    ) throws {
        let key = ResourceKind(type).storageKey
        guard try transaction.uniqueness(of: key) != uniqueness.rule else { return }
        try transaction.setUniqueness(uniqueness.rule, of: key)
        guard uniqueness.rule != nil else { return }
        for connection in try transaction.connections() {
            try scan(connection.id) { record in
                guard let document = SCIMObject(stored: record.text) else {
                    throw StoreError.corrupt("the document of a \(type.name) cannot be read")
                }
                do {
                    try uniqueness.hold(of: document, by: record.resourceID, of: connection.id, in: transaction)
                } catch StoreError.valueTaken(let attribute, _) {
                    throw DuplicateValues(type: type.name, attribute: attribute, connection: connection.name)
                }
                return .next
            }
        }
    }
}

/// A definition calls an attribute unique, and resources that are there have the same value of it.
package struct DuplicateValues: Error, CustomStringConvertible {
    package var type: String
    package var attribute: String
    package var connection: String

    package var description: String {
        "the definition of `\(type)` says that `\(attribute)` is unique, but connection `\(connection)` has two with the "
            + "same value: change one of them while it may be the same, or declare it so"
    }
}
