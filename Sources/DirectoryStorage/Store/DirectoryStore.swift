package import AccessModel

/// The history of one tenant's directory: every change to it is a commit, and every commit that changes something has
/// a revision.
///
/// Reading and writing happen in bodies that run off the cooperative thread pool, one at a time for writes. A body gets
/// a transaction or a reader that is good until the body returns, and works on it synchronously.
package protocol DirectoryStore: ChangeFeed {
    /// The revision of the last commit.
    func head() async throws -> Revision

    /// Runs `body` as one atomic change, and returns once it is on disk. The history says who made it, when, and in
    /// which request; a commit that changes nothing leaves no trace.
    ///
    /// What the body throws undoes all that it did and comes out of this call as it is. A body may run a second time
    /// after its first run was undone, so it has no effects besides those on the transaction.
    /// Bodies that wait at the same time share one trip to the disk; each keeps its own revision and its own failure.
    /// Those that take access away go ahead, large ones go by themselves, and authors take turns; none waits for ever.
    ///
    /// - Parameter priority: how urgent the commit is, and about how many rows it writes.
    func commit<Value: Sendable>(
        by author: Author,
        at instant: Timestamp,
        request: RequestID?,
        priority: CommitPriority,
        _ body: @escaping @Sendable (any DirectoryTransaction) throws -> Value
    ) async throws -> Commit<Value>

    /// Runs `body` as a commit would, undoes all that it did, and says what it would have changed. Waits until nobody
    /// waits to write.
    ///
    /// A body that would change more than ``Rehearsal/limit`` is ``StoreError/dryRunTooLarge(limit:)``.
    /// What the body throws comes out of this call as it is.
    func rehearse<Value: Sendable>(
        _ body: @escaping @Sendable (any DirectoryTransaction) throws -> Value
    ) async throws -> Rehearsal<Value>

    /// Runs `body` on one consistent state, that of `reader.head()`.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any DirectoryReader) throws -> Value
    ) async throws -> Value

    /// The same for a few rows that are found by their keys: on the caller's thread where the engine can, which then need
    /// not wait for another one to wake up. Where it comes to more rows than that, `body` is run again as by ``read(_:)``.
    func lookUp<Value: Sendable>(
        _ body: @escaping @Sendable (any DirectoryReader) throws -> Value
    ) async throws -> Value

    /// Forgets the changes of all but the last `count` revisions, and of revisions that are older than `start`, with who
    /// made them and the way back. Who follows the feed from before them takes a new snapshot.
    ///
    /// The oldest first, a part at a time, between which others write. Where it fails, what went before is forgotten.
    func pruneChanges(keeping count: UInt64, since start: Timestamp) async throws

    /// Forgets the ids of users and groups that were deleted before `start`, and of the others all but the last `limit`.
    /// Afterwards a member of such an id is one that never was. A part at a time, between which others write.
    func pruneTombstones(before start: Timestamp, keeping limit: Int) async throws

    /// Draws a new epoch and keeps the number. To be called once whenever the data come from a backup or a copy:
    /// revisions given out after the backup was taken would otherwise come to name two different states.
    func renewEpoch() async throws -> Revision
}

extension DirectoryStore {
    /// A commit that no request asked for by name.
    package func commit<Value: Sendable>(
        by author: Author,
        at instant: Timestamp,
        _ body: @escaping @Sendable (any DirectoryTransaction) throws -> Value
    ) async throws -> Commit<Value> {
        try await commit(by: author, at: instant, request: nil, priority: .ordinary, body)
    }

    /// A commit like most.
    package func commit<Value: Sendable>(
        by author: Author,
        at instant: Timestamp,
        request: RequestID?,
        _ body: @escaping @Sendable (any DirectoryTransaction) throws -> Value
    ) async throws -> Commit<Value> {
        try await commit(by: author, at: instant, request: request, priority: .ordinary, body)
    }
}

/// What a commit came to.
package struct Commit<Value: Sendable>: Sendable {
    /// What the body returned.
    package var value: Value
    /// The state that holds this commit. Where nothing changed, the state that was found.
    package var revision: Revision
    /// Whether the commit made a revision. One that changes nothing that the feed tells of makes none.
    package var isChange: Bool

    package init(value: Value, revision: Revision, isChange: Bool) {
        self.value = value
        self.revision = revision
        self.isChange = isChange
    }
}

/// What a commit would come to.
package struct Rehearsal<Value: Sendable>: Sendable {
    /// The most that a dry run may change, in bytes of the history: it holds the writer and changes nothing.
    package static var limit: Int { 1 << 20 }

    /// What the body returned.
    package var value: Value
    /// What the feed would tell, in order; empty where nothing would change.
    package var changes: [Change]
    /// The state that the body was run on.
    package var base: Revision

    package init(value: Value, changes: [Change], base: Revision) {
        self.value = value
        self.changes = changes
        self.base = base
    }
}
