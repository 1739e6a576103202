/// Where the index reads what was committed. Implemented by every engine of the directory store.
package protocol ChangeFeed: Sendable {
    /// The change sets that follow `revision`, in order and without gaps, at most `limit` of them.
    ///
    /// An empty page means: at the moment this call began, nothing had been committed after `revision`.
    func changes(after revision: Revision, limit: Int) async throws -> ChangeFeedPage

    /// Reads one consistent state: calls `receive` with the changes that make it from nothing, referenced records before
    /// those that refer to them, and returns its revision.
    func snapshot(_ receive: @Sendable @escaping (Change) throws -> Void) async throws -> Revision

    /// Elements are hints to look, never data; they may be lost, merged or superfluous.
    func hints() -> AsyncStream<Void>
}

package enum ChangeFeedPage: Sendable, Equatable {
    case changeSets([ChangeSet])
    /// `revision` is of another epoch, ahead of the store, or older than what the feed retains: take a new snapshot.
    case snapshotRequired
}
