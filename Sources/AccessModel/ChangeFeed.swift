/// Where the index reads what was committed. Implemented by every engine of the directory store.
package protocol ChangeFeed: Sendable {
    /// The change sets that follow `revision`, in order and without gaps, at most `limit` of them; fewer where they
    /// would take much memory, but one at least.
    ///
    /// Reads on the caller's thread, with a connection of its own: neither a pool of threads nor other readers can hold
    /// it up.
    func changes(after revision: Revision, limit: Int) async throws -> ChangeFeedPage

    /// Reads one consistent state: calls `receive` with the changes that make it from nothing, referenced records before
    /// those that refer to them, and returns its revision. Reads on the caller's thread, too.
    func snapshot(_ receive: @Sendable @escaping (Change) throws -> Void) async throws -> Revision

    /// Elements are hints to look, never data; they may be lost, merged or superfluous.
    func hints() -> AsyncStream<Void>
}

package enum ChangeFeedPage: Sendable, Equatable {
    /// `reachesHead`: when the call began, nothing had been committed after the last of these; where there are none,
    /// nothing after the revision that was asked for. False where the page ended for its count or its size.
    case changeSets([ChangeSet], reachesHead: Bool)
    /// `revision` is of another epoch, ahead of the store, or older than what the feed retains: take a new snapshot.
    case snapshotRequired
}
