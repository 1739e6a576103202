package import AccessModel
import Foundation
import GRDB

/// The directory store in one SQLite file, in WAL mode with `synchronous=FULL`.
///
/// Several processes may open the same file. Each sees the others' commits when it asks; only its own wake its
/// ``hints()``.
///
/// A file that was restored from a backup, or copied to live on beside its original, needs ``renewEpoch()`` before it
/// is served, or readers would take its new revisions for ones they have.
package final class SQLiteDirectoryStore: DirectoryStore {
    /// INVARIANT (the feed reads): followers of the feed have readers of their own and use them on their own threads, so
    /// that whatever others read and compute, a change that is committed reaches the index. Ends before the pool, whose
    /// end makes the file whole.
    private let feed: DatabasePool
    /// INVARIANT (a look-up waits for nobody): readers of its own, each of which is used for a moment.
    private let lookUps: DatabasePool
    private let reserve: DiskReserve?
    let pool: DatabasePool
    let commits: SQLiteCommitQueue
    private let announcements = HintBroadcast()

    /// Opens the store, or makes a new one where there is no file, and brings its schema up to date. Blocks.
    ///
    /// - Parameters:
    ///   - reserve: room that only what takes access away may use once the disk is full; nil for none.
    ///   - limits: what no writer gets beyond.
    package init(path: String, reserve: DiskReserve? = nil, limits: StoreLimits = StoreLimits()) throws(StoreError) {
        self.reserve = reserve
        pool = try SQLiteOpening.open(path)
        feed = try SQLiteOpening.openFeed(path)
        lookUps = try SQLiteOpening.openLookUps(path)
        commits = SQLiteCommitQueue(pool, reserve: reserve, limits: limits, didChange: announcements.send)
    }

    /// Opens a store to look at it as it is: whatever would write fails with ``StoreError/notWritable(path:)``. Blocks.
    ///
    /// A store of another schema is ``StoreError/olderSchema(found:needed:)`` or ``StoreError/newerSchema(found:supported:)``.
    package init(readingFrom path: String) throws(StoreError) {
        reserve = nil
        pool = try SQLiteOpening.openForReading(path)
        feed = pool
        lookUps = pool
        commits = SQLiteCommitQueue(pool, reserve: nil, limits: StoreLimits(), didChange: announcements.send)
    }

    /// Ends all connections, after which the file is whole without its log.
    func close() throws {
        try feed.close()
        try lookUps.close()
        try pool.close()
    }

    package func head() async throws -> Revision {
        try await lookUp { try $0.head() }
    }

    package func commit<Value: Sendable>(
        by author: Author,
        at instant: Timestamp,
        request: RequestID?,
        priority: CommitPriority,
        _ body: @escaping @Sendable (any DirectoryTransaction) throws -> Value
    ) async throws -> Commit<Value> {
        try await commits.commit(Authorship(author: author, instant: instant, request: request), priority, body)
    }

    package func rehearse<Value: Sendable>(
        _ body: @escaping @Sendable (any DirectoryTransaction) throws -> Value
    ) async throws -> Rehearsal<Value> {
        try await commits.rehearse(body)
    }

    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any DirectoryReader) throws -> Value
    ) async throws -> Value {
        try await session { try body(SQLiteReader($0)) }
    }

    package func lookUp<Value: Sendable>(
        _ body: @escaping @Sendable (any DirectoryReader) throws -> Value
    ) async throws -> Value {
        try Task.checkCancellation()
        if let value = try lookUpNow(body) { return value }
        return try await read(body)
    }

    /// Nil where that takes more rows than a look-up may.
    private func lookUpNow<Value>(_ body: (any DirectoryReader) throws -> Value) throws -> Value? {
        var isTooLong = false
        do {
            return try lookUps.read { database in
                let session = SQLiteSession(database, path: pool.path, rows: SQLiteOpening.lookUpRows)
                defer { isTooLong = session.isExhausted }
                return try body(SQLiteReader(session))
            }
        } catch {
            if isTooLong { return nil }
            throw storeError(error)
        }
    }

    package func changes(after revision: Revision, limit: Int) async throws -> ChangeFeedPage {
        try readFeed { try $0.changes(after: revision, limit: limit) }
    }

    package func snapshot(_ receive: @Sendable @escaping (Change) throws -> Void) async throws -> Revision {
        try readFeed { try $0.snapshot(receive) }
    }

    package func hints() -> AsyncStream<Void> { announcements.listen() }

    package func pruneChanges(keeping count: UInt64, since start: Timestamp) async throws {
        try checkRoom()
        let last = try await session { try SQLiteReader($0).lastToPrune(keeping: count, since: start) }
        while try await write({ try SQLiteReader($0).pruneSlice(through: last, since: start) }) {}
    }

    package func pruneTombstones(before start: Timestamp, keeping limit: Int) async throws {
        try checkRoom()
        let cutoff = try await session {
            try SQLiteReader($0).tombstoneCutoff(before: start, keeping: limit)
        }
        while try await write({ try SQLiteReader($0).pruneTombstones(before: cutoff) }) {}
    }

    package func renewEpoch() async throws -> Revision {
        let revision = try await write { session in
            var generator = SystemRandomNumberGenerator()
            try session.run("UPDATE tenant SET epoch = ?", Revision.Epoch.make(using: &generator).rawValue)
            return try SQLiteReader(session).head()
        }
        announcements.send()
        return revision
    }

    /// What is forgotten is written first; the reserve is not for that.
    private func checkRoom() throws(StoreError) {
        if reserve?.isReleased == true { throw .full }
    }

    /// Not asynchronous, so that it stays on the thread that it is called on.
    private func readFeed<Value>(_ body: (SQLiteReader) throws -> Value) throws -> Value {
        do {
            return try feed.read { try body(SQLiteReader(SQLiteSession($0, path: feed.path))) }
        } catch {
            throw storeError(error)
        }
    }

    private func session<Value: Sendable>(
        _ body: @escaping @Sendable (SQLiteSession) throws -> Value
    ) async throws -> Value {
        let path = pool.path
        return try await failingAsStore {
            try await pool.read { try body(SQLiteSession($0, path: path)) }
        }
    }

    /// Besides the queue of commits, on the same one writer.
    private func write<Value: Sendable>(_ body: @escaping @Sendable (SQLiteSession) throws -> Value) async throws
        -> Value
    {
        let path = pool.path
        return try await failingAsStore {
            try await pool.write { try body(SQLiteSession($0, path: path)) }
        }
    }

    /// What a body throws of its own comes out as it is.
    private func failingAsStore<Value>(_ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch {
            try Task.checkCancellation()
            throw storeError(error)
        }
    }

    private func storeError(_ error: any Error) -> any Error {
        (error as? DatabaseError).map { StoreError($0, path: pool.path) } ?? error
    }
}
