import AccessModel
import DirectoryStorage
import Logging
import ServiceLifecycle
import TokenSigning

/// Forgets, once an hour, what need not be kept: changes beyond the retention, what groups had that ended long ago, and
/// keys whose tokens have all ended.
struct RetentionService: Service {
    var store: any DirectoryStore
    var keys: KeyDirectory
    /// Revisions whose changes stay in the feed and in the history.
    var revisions: UInt64
    /// How long they stay there.
    var age: Duration
    /// How long what deleted groups had been assigned can be adopted.
    var endedAssignments: Duration
    var tokenLifetime: Duration
    /// Ids of deleted users and groups that are remembered at most, however young.
    private static let tombstoneLimit = 1_000_000
    var now: Now
    var logger: Logger

    func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await forget()
                do { try await Task.sleep(for: .seconds(3_600)) } catch { return }
            }
        }
    }

    private func forget() async {
        do {
            try await store.pruneChanges(keeping: revisions, since: now() + (.zero - age))
            try await store.pruneTombstones(before: now() + (.zero - age), keeping: Self.tombstoneLimit)
            try await forgetEndedAssignments()
            let removed = try keys.prune(at: now(), tokensLivingAtMost: tokenLifetime)
            if !removed.isEmpty {
                logger.info("retired keys removed", metadata: ["count": .stringConvertible(removed.count)])
            }
        } catch is CancellationError {
            return
        } catch {
            logger.warning("retention failed, it is tried again in an hour", error: error)
        }
    }

    private func forgetEndedAssignments() async throws {
        let instant = now()
        let end = instant + (.zero - endedAssignments)
        _ = try await store.commit(by: .system, at: instant) { try $0.forgetEndedAssignments(before: end) }
    }
}
