import AccessModel
import DirectoryStorage

extension DirectoryStore {
    /// A commit of whoever it may be, at whatever time.
    func commit<Value: Sendable>(
        _ body: @escaping @Sendable (any DirectoryTransaction) throws -> Value
    ) async throws -> Commit<Value> {
        try await commit(by: .system, at: Timestamp(seconds: 1_900_000_000), body)
    }
}
