import AccessIndex
import AccessModel
import DirectoryStorage

@testable import Administration

extension TestAPI {
    /// Something that happens beside the API, answerable when this returns.
    func commit(_ body: @escaping @Sendable (any DirectoryTransaction) throws -> Void) async throws {
        let commit = try await store.commit(by: .system, at: clock.now(), body)
        try await publisher.reached(commit.revision)
    }
}
