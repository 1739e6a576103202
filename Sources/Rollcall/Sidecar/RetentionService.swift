import AccessModel
import DirectoryStorage
import Logging
import ServiceLifecycle
import TokenSigning

/// Forgets, once an hour, what need not be kept: changes beyond the retention, and keys whose tokens have all ended.
struct RetentionService: Service {
    var store: any DirectoryStore
    var keys: KeyDirectory
    /// Revisions whose changes stay in the feed and in the history.
    var revisions: UInt64
    /// How long they stay there.
    var age: Duration
    var tokenLifetime: Duration
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
            let removed = try keys.prune(at: now(), tokensLivingAtMost: tokenLifetime)
            if !removed.isEmpty { logger.info("retired keys removed", metadata: ["count": "\(removed.count)"]) }
        } catch is CancellationError {
            return
        } catch {
            logger.warning("retention failed, it is tried again in an hour", error: error)
        }
    }
}
