import AccessModel
import DirectoryStorage
import SCIMProtocol

/// Performs authorised requests on the directory, each of them in one transaction or on one consistent state.
struct ProvisioningDirectory: Sendable {
    let store: any DirectoryStore
    let configuration: ProvisioningConfiguration
    let publication: Publication

    func perform(
        _ operation: ProvisioningOperation,
        on kind: ResourceKind,
        _ request: ProvisioningRequest
    ) async throws -> ProvisioningAnswer {
        switch kind {
        case .user: try await perform(operation, UserOperations(request, configuration))
        case .group: try await perform(operation, GroupOperations(request, configuration))
        }
    }

    private func perform(
        _ operation: ProvisioningOperation,
        _ resources: some ResourceOperations
    ) async throws -> ProvisioningAnswer {
        let request = resources.request
        switch operation {
        case .list:
            let list = try ResourceList(of: resources, maximumPageSize: configuration.maximumPageSize)
            return try await read { reader in try list.answer(from: reader) }
        case .read(let id):
            return try await read { reader in try resources.read(id, from: reader) }
        case .create:
            let incoming = try IncomingResource(request.body, as: resources.type, profile: configuration.profile)
            return try await commit(request) { transaction, connection in
                try resources.create(incoming, in: transaction, for: connection)
            }
        case .replace(let id):
            return try await commit(request) { transaction, connection in
                try resources.replace(id, in: transaction, for: connection)
            }
        case .patch(let id):
            let patch = try PatchRequest(request.body, profile: configuration.profile)
            return try await commit(request) { transaction, connection in
                try resources.patch(id, by: patch, in: transaction, for: connection)
            }
        case .delete(let id):
            return try await commit(request) { transaction, _ in try resources.delete(id, in: transaction) }
        }
    }

    private func read(
        _ body: @escaping @Sendable (any DirectoryReader) throws -> ProvisioningAnswer
    ) async throws -> ProvisioningAnswer {
        try await store.read { reader in
            var answer = try body(reader)
            answer.revision = try reader.head()
            return answer
        }
    }

    /// Reads, checks and writes in one transaction, so that of two requests at once neither loses anything.
    private func commit(
        _ request: ProvisioningRequest,
        _ body: @escaping @Sendable (any DirectoryTransaction, Connection) throws -> ProvisioningAnswer
    ) async throws -> ProvisioningAnswer {
        let commit = try await enforcingAbsence {
            try await store.commit { transaction in
                guard let connection = try transaction.connection(request.connection) else {
                    throw SCIMError.badToken
                }
                let answer = try body(transaction, connection)
                try recordUse(of: request.token, at: request.instant, in: transaction)
                return answer
            }
        }
        // Also where nothing changed: what made this request superfluous may have been committed a moment ago and not
        // be published yet.
        try await publication.wait(for: commit.revision)
        var answer = commit.value
        answer.revision = commit.revision
        return answer
    }

    /// Whoever is told that a resource is not there may rely on it: what deleted it may have been committed a moment ago
    /// and not be published yet.
    private func enforcingAbsence<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as SCIMError where error.status == 404 {
            try await publication.wait(for: try await store.head())
            throw error
        }
    }

    /// Notes the use at most once a minute, and only together with a write that happens anyway.
    private func recordUse(
        of token: SCIMToken,
        at instant: Timestamp,
        in transaction: any DirectoryTransaction
    ) throws {
        if let last = token.lastUsed, instant.since(last) < .seconds(60) { return }
        try transaction.recordUse(of: token.id, at: instant)
    }
}
