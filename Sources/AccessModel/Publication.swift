/// The way from what is committed to what is answered. Whoever acknowledges a change waits at its end: acknowledged means
/// enforced.
package struct Publication: Sendable {
    private let published: @Sendable (Revision) async throws -> Void
    private let limit: WaitLimit

    /// - Parameters:
    ///   - limit: the most that a change may take.
    ///   - published: returns once the revision, or a later one, answers questions; cancellable.
    package init(limit: Duration = .seconds(5), published: @escaping @Sendable (Revision) async throws -> Void) {
        self.limit = WaitLimit(limit)
        self.published = published
    }

    /// Returns once the revision, or a later one, answers questions: true, or false where that takes longer than the
    /// limit. Throws what `published` throws.
    package func reaches(_ revision: Revision) async throws -> Bool {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                try await published(revision)
                return true
            }
            group.addTask {
                try await limit.pass()
                return false
            }
            defer { group.cancelAll() }
            return try await group.next() ?? false
        }
    }
}
