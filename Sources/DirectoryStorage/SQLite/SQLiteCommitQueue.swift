import AccessModel
import GRDB
import Synchronization

/// The one writer: takes commits that wait, up to a bound, and brings them to disk in one transaction.
///
/// A commit costs a synchronised write to disk, which takes as long for a hundred bodies as for one. While one batch is
/// being written the next one gathers. ``CommitSchedule`` says which of those that wait it is made of.
final class SQLiteCommitQueue: Sendable {
    private struct State {
        var waiting = CommitSchedule<PendingCommit>()
        var isDraining = false
    }

    private let pool: DatabasePool
    private let reserve: DiskReserve?
    private let limits: StoreLimits
    private let didChange: @Sendable () -> Void
    private let state = Mutex(State())
    /// Commits wait for this thread and for nobody else.
    private let writer = ThreadExecutor(name: "writer")

    /// - Parameter didChange: called after a batch is on disk that made at least one revision.
    init(
        _ pool: DatabasePool,
        reserve: DiskReserve?,
        limits: StoreLimits,
        didChange: @escaping @Sendable () -> Void
    ) {
        self.pool = pool
        self.reserve = reserve
        self.limits = limits
        self.didChange = didChange
    }

    /// How many wait.
    var count: Int { state.withLock { $0.waiting.count } }

    /// Runs `body` with those that wait, and returns when it is on disk.
    func commit<Value: Sendable>(
        _ authorship: Authorship,
        _ priority: CommitPriority,
        _ body: @escaping @Sendable (any DirectoryTransaction) throws -> Value
    ) async throws -> Commit<Value> {
        try Task.checkCancellation()
        return try await withCheckedThrowingContinuation { continuation in
            let commit = PendingCommit(authorship, limits, body, continuation)
            enqueue { $0.append(commit, priority, of: authorship.author.lane) }
        }
    }

    /// Runs `body` with those that wait, and leaves nothing of it.
    func rehearse<Value: Sendable>(
        _ body: @escaping @Sendable (any DirectoryTransaction) throws -> Value
    ) async throws -> Rehearsal<Value> {
        try Task.checkCancellation()
        return try await withCheckedThrowingContinuation { continuation in
            let commit = PendingCommit(rehearsing: body, limits, continuation)
            enqueue { $0.append(dryRun: commit, of: "") }
        }
    }

    private func enqueue(_ append: (inout CommitSchedule<PendingCommit>) -> Void) {
        let startsDraining = state.withLock { state in
            append(&state.waiting)
            defer { state.isDraining = true }
            return !state.isDraining
        }
        if startsDraining { scheduleDrain() }
    }

    private func scheduleDrain() {
        writer.execute {
            self.pool.writeWithoutTransaction { self.write(self.nextBatch(), to: $0) }
            if self.hasMore() { self.scheduleDrain() }
        }
    }

    private func nextBatch() -> [PendingCommit] {
        state.withLock { $0.waiting.nextBatch() }
    }

    private func hasMore() -> Bool {
        state.withLock { state in
            state.isDraining = !state.waiting.isEmpty
            return state.isDraining
        }
    }

    /// Writes the batch as a whole. Where the storage refuses it, one by one, so that a commit that does not fit on
    /// the disk does not take others down with it.
    private func write(_ batch: [PendingCommit], to database: Database) {
        reserve?.restore()
        do {
            try writeTogether(batch, to: database)
        } catch {
            let error = StoreError(error, path: pool.path)
            guard batch.count == 1 || error == .locked else {
                for commit in batch { write([commit], to: database) }
                return
            }
            if error == .full, takesAccessAway(batch[0], in: database), reserve?.release() == true {
                write(batch, to: database)
            } else {
                batch.forEach { $0.fail(error) }
            }
        }
    }

    /// Finds out by running the commit, of which nothing is kept.
    private func takesAccessAway(_ commit: PendingCommit, in database: Database) -> Bool {
        guard reserve != nil else { return false }
        var takesAccessAway = false
        try? database.inTransaction(.immediate) {
            takesAccessAway = try commit.run(SQLiteSession(database, path: pool.path)).takesAccessAway
            return .rollback
        }
        return takesAccessAway
    }

    /// INVARIANT (acknowledged is durable): no answer is given before `COMMIT` has returned, which with
    /// `synchronous=FULL` it does after the log is on disk.
    private func writeTogether(_ batch: [PendingCommit], to database: Database) throws {
        var outcomes = [PendingCommit.Outcome]()
        try database.inTransaction(.immediate) {
            for commit in batch { outcomes.append(try run(commit, in: database)) }
            return .commit
        }
        if outcomes.contains(where: \.isChange) { didChange() }
        for outcome in outcomes { outcome.answer() }
    }

    /// Runs one body in its savepoint. Its failure is an outcome like another; what is thrown is the end of the batch.
    ///
    /// INVARIANT (isolation in a batch): a body that fails leaves nothing, not even its revision, to those after it.
    /// Some failures of the storage make SQLite roll back the whole transaction; then nothing of the batch counts.
    private func run(_ commit: PendingCommit, in database: Database) throws -> PendingCommit.Outcome {
        var outcome: PendingCommit.Outcome?
        do {
            try database.inSavepoint {
                var ran = try commit.run(SQLiteSession(database, path: pool.path))
                // INVARIANT (the reserve is for revocations): nothing else is written while it is given up.
                if reserve?.isReleased == true, !ran.takesAccessAway, ran.isKept {
                    ran = commit.failure(StoreError.full)
                    ran.isKept = false
                }
                outcome = ran
                return ran.isKept ? .commit : .rollback
            }
        } catch {
            guard database.isInsideTransaction, !(error is DatabaseError) else { throw error }
            return commit.failure(error)
        }
        guard let outcome else { throw StoreError.unavailable("a commit had no outcome") }
        return outcome
    }
}

extension Author {
    /// With whom the author shares turns at the writer.
    fileprivate var lane: String {
        switch self {
        case .connection(let id, _): "\(path.rawValue):\(id)"
        case .client(let id): "\(path.rawValue):\(id)"
        case .policy, .peer, .login, .system: path.rawValue
        }
    }
}

/// A commit that waits for the writer.
private struct PendingCommit: Sendable {
    /// How a commit came out, to be told to its caller once the batch is on disk.
    struct Outcome {
        let isChange: Bool
        /// And does nothing else.
        var takesAccessAway = false
        var isKept = true
        let answer: () -> Void
    }

    let run: @Sendable (SQLiteSession) throws -> Outcome
    let fail: @Sendable (any Error) -> Void

    init<Value>(
        _ authorship: Authorship,
        _ limits: StoreLimits,
        _ body: @escaping @Sendable (any DirectoryTransaction) throws -> Value,
        _ continuation: CheckedContinuation<Commit<Value>, any Error>
    ) {
        run = { session in
            let head = try SQLiteReader(session).head()
            let transaction = SQLiteTransaction(session, on: head, by: authorship, within: limits)
            let value = try body(transaction)
            let (revision, isChange) = try transaction.finish()
            return Outcome(isChange: isChange, takesAccessAway: transaction.takesAccessAway) {
                continuation.resume(returning: Commit(value: value, revision: revision, isChange: isChange))
            }
        }
        fail = { continuation.resume(throwing: $0) }
    }

    init<Value>(
        rehearsing body: @escaping @Sendable (any DirectoryTransaction) throws -> Value,
        _ limits: StoreLimits,
        _ continuation: CheckedContinuation<Rehearsal<Value>, any Error>
    ) {
        run = { session in
            let head = try SQLiteReader(session).head()
            let transaction = SQLiteTransaction(rehearsing: session, on: head, within: limits)
            let value = try body(transaction)
            let rehearsal = try transaction.rehearsal(returning: value)
            return Outcome(isChange: false, isKept: false) { continuation.resume(returning: rehearsal) }
        }
        fail = { continuation.resume(throwing: $0) }
    }

    func failure(_ error: any Error) -> Outcome {
        Outcome(isChange: false) { fail(error) }
    }
}
