import AccessModel
import SCIMProtocol

/// Waits until what was committed is answerable: acknowledged means enforced.
struct Publication: Sendable {
    /// Returns once the revision, or a later one, answers questions; cancellable.
    let published: @Sendable (Revision) async throws -> Void
    let limit: Duration

    /// Throws 503 where that takes longer than the limit. The write stays; the client comes again and finds it done.
    func wait(for revision: Revision) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await published(revision) }
            group.addTask {
                try await Task.sleep(for: limit)
                throw SCIMError.unavailable("the change is stored but does not answer questions yet; try again")
            }
            defer { group.cancelAll() }
            try await group.next()
        }
    }
}
